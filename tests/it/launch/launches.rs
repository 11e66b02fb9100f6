//! Whole launches: sources of options, their order, and what is lost.

use agentc::launch::tokenize::UnmatchedQuote;
use agentc::launch::{Container, EnvValue, EnvVar, ImageConfig, Launch, Launcher, Reason, Start, launch};
use agentc::text::{Opaque, Text};

use super::{shown, strings};

fn var(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.into(), value: EnvValue::Literal(value.into()) }
}

fn start(launcher: Launcher, jdk: u32) -> Start {
    Start { launcher, variable: None, jdk: Some(jdk), tomcat: None }
}

fn options(launch: &Launch) -> Vec<String> {
    launch.options.iter().map(|o| format!("{}: {}", o.from, o.text)).collect()
}

fn reasons(launch: &Launch) -> Vec<(String, Reason)> {
    launch.lost.iter().map(|lost| (lost.from.to_string(), lost.why.clone())).collect()
}

/// C1, C2: `JAVA_TOOL_OPTIONS`, then `JDK_JAVA_OPTIONS`, then the command line, then `_JAVA_OPTIONS`.
#[test]
fn agents_load_in_the_order_of_their_sources() {
    let container = Container {
        env: vec![
            var("_JAVA_OPTIONS", "-javaagent:/last.jar"),
            var("JDK_JAVA_OPTIONS", "-javaagent:/second.jar=a=b --add-opens java.base/x=ALL-UNNAMED @/args"),
            var("JAVA_TOOL_OPTIONS", "-javaagent:/first.jar"),
        ],
        command: Some(strings(&[
            "/usr/bin/java",
            "-cp",
            "/a.jar",
            "-javaagent:third.jar",
            "Main",
            "-Dapp=1",
        ])),
        working_dir: Some("/app".into()),
        ..Container::default()
    };
    let seen = launch(&container, &start(Launcher::Java, 17));
    let jars: Vec<_> = seen.agents.iter().map(|a| a.jar.to_string()).collect();
    assert_eq!(jars, ["/first.jar", "/second.jar", "/app/third.jar", "/last.jar"]);
    assert_eq!(seen.agents[1].options, Some(Text::from("a=b")));
    let expected = [
        "JAVA_TOOL_OPTIONS: -javaagent:/first.jar",
        "JDK_JAVA_OPTIONS: -javaagent:/second.jar=a=b",
        "JDK_JAVA_OPTIONS: --add-opens=java.base/x=ALL-UNNAMED",
        "JDK_JAVA_OPTIONS: @/args",
        "command: --class-path=/a.jar",
        "command: -javaagent:third.jar",
        "_JAVA_OPTIONS: -javaagent:/last.jar",
    ];
    assert_eq!(options(&seen), expected);
    assert_eq!(shown(&seen.application), ["Main", "-Dapp=1"]);
    assert_eq!(reasons(&seen), [("command".to_owned(), Reason::AfterMain)]);
    assert!(seen.starts());
}

/// C2: an agent after `-jar app.jar` is an argument of the application; before it, all is well.
#[test]
fn an_agent_after_the_jar_is_lost() {
    let container = Container {
        command: Some(strings(&["java"])),
        args: Some(strings(&["-jar", "app.jar", "-javaagent:/a.jar", "--spring.profiles.active=x"])),
        ..Container::default()
    };
    let seen = launch(&container, &start(Launcher::Java, 17));
    assert!(seen.agents.is_empty());
    assert_eq!(reasons(&seen), [("args".to_owned(), Reason::AfterMain)]);
}

/// C4: the exec form reads no `JAVA_OPTS` and expands no `${VAR}`; the kubelet expands `$(VAR)`.
#[test]
fn the_exec_form_has_no_shell() {
    let container = Container {
        env: vec![
            EnvVar { name: "POD_IP".into(), value: EnvValue::From(Opaque::Field("status.podIP".into())) },
            var("JAVA_OPTS", "-Xmx1g"),
        ],
        command: Some(strings(&[
            "java",
            "-Dip=$(POD_IP)",
            "-Dname=${HOSTNAME}",
            "-Dx=$(NOT_SET)",
            "-jar",
            "a.jar",
        ])),
        ..Container::default()
    };
    let seen = launch(&container, &start(Launcher::Java, 17));
    let expected =
        ["command: -Dip={{status.podIP}}", "command: -Dname=${HOSTNAME}", "command: -Dx=$(NOT_SET)"];
    assert_eq!(options(&seen), expected);
    let expected = [
        ("command".to_owned(), Reason::Undefined("NOT_SET".into())),
        ("command".to_owned(), Reason::NeverExpanded("HOSTNAME".into())),
        ("JAVA_OPTS".to_owned(), Reason::NeverRead),
    ];
    assert_eq!(reasons(&seen), expected);
}

/// D: `$(VAR)` sees what stands before it in the list; image variables are not seen; the last duplicate wins.
#[test]
fn references_follow_the_list() {
    let image = ImageConfig { env: vec![("HOME_DIR".into(), "/img".into())], ..ImageConfig::default() };
    let container = Container {
        env: vec![
            var("EARLY", "$(LATE)"),
            var("LATE", "x"),
            var("FROM_IMAGE", "$(HOME_DIR)"),
            var("SERVICE", "$(ORDER_SERVICE_HOST)"),
            var("LATE", "$(LATE)y"),
            EnvVar { name: "RAW".into(), value: EnvValue::Verbatim("$(LATE)".into()) },
        ],
        image: Some(image),
        ..Container::default()
    };
    let seen = launch(&container, &start(Launcher::Java, 17));
    let value = |name: &str| seen.env.get(name).map(ToString::to_string);
    assert_eq!(value("EARLY").as_deref(), Some("$(LATE)"));
    assert_eq!(value("LATE").as_deref(), Some("xy"));
    assert_eq!(value("FROM_IMAGE").as_deref(), Some("$(HOME_DIR)"));
    assert_eq!(value("SERVICE").as_deref(), Some("{{ORDER_SERVICE_HOST}}"));
    assert_eq!(value("RAW").as_deref(), Some("$(LATE)"));
    assert_eq!(value("HOME_DIR").as_deref(), Some("/img"));
}

/// C4, last row: a pod's `JAVA_TOOL_OPTIONS` replaces the image's.
#[test]
fn a_pod_variable_replaces_the_images() {
    let image = ImageConfig {
        env: vec![("JAVA_TOOL_OPTIONS".into(), "-Xmx1g".into()), ("TZ".into(), "UTC".into())],
        entrypoint: strings(&["java", "-jar", "/app.jar"]),
        cmd: strings(&["--from-cmd"]),
        ..ImageConfig::default()
    };
    let env = vec![var("JAVA_TOOL_OPTIONS", "-Da=1"), var("TZ", "CET")];
    let container = Container { env, image: Some(image), ..Container::default() };
    let seen = launch(&container, &start(Launcher::Java, 17));
    assert_eq!(options(&seen), ["JAVA_TOOL_OPTIONS: -Da=1"]);
    assert_eq!(shown(&seen.application), ["-jar", "/app.jar", "--from-cmd"]);
    assert_eq!(reasons(&seen), [("JAVA_TOOL_OPTIONS".to_owned(), Reason::ImageReplaced)]);
    // `command` without `args` drops CMD too.
    let container = Container { command: Some(strings(&["java", "-jar", "/b.jar"])), ..container };
    assert_eq!(shown(&launch(&container, &start(Launcher::Java, 17)).application), ["-jar", "/b.jar"]);
}

/// C1: JDK 8 ignores 1024 bytes and more, drops what follows the 64th option, and has no `JDK_JAVA_OPTIONS`.
#[test]
fn jdk_8_has_limits() {
    let with = |value: String, jdk| {
        let env = vec![var("JAVA_TOOL_OPTIONS", &value), var("JDK_JAVA_OPTIONS", "-Dj=9")];
        launch(&Container { env, ..Container::default() }, &start(Launcher::Java, jdk))
    };
    let long = format!("-Da={}", "x".repeat(1020));
    assert_eq!(long.len(), 1024);
    assert_eq!(options(&with(long.clone(), 8)).len(), 0);
    assert_eq!(options(&with(long.clone(), 11)).len(), 2);
    assert_eq!(options(&with(long[..1023].to_owned(), 8)).len(), 1);
    assert!(reasons(&with(long, 8)).contains(&("JAVA_TOOL_OPTIONS".to_owned(), Reason::TooLong)));
    let many: Vec<_> = (0..66).map(|i| format!("-Dk{i}")).collect();
    let seen = with(many.join(" "), 8);
    assert_eq!(seen.options.len(), 64);
    let lost: Vec<_> = seen.lost.iter().map(|l| (l.what.as_str(), &l.why)).collect();
    assert_eq!(
        lost,
        [("-Dk64", &Reason::TooMany), ("-Dk65", &Reason::TooMany), ("-Dj=9", &Reason::NeedsJdk9)]
    );
}

/// C1: what makes the JVM or its launcher exit.
#[test]
fn some_values_stop_the_jvm() {
    let check = |name: &str, value: &str, expected: Reason| {
        let env = vec![var(name, value)];
        let seen = launch(&Container { env, ..Container::default() }, &start(Launcher::Java, 17));
        assert_eq!(reasons(&seen), [(name.to_owned(), expected)], "{value}");
        assert!(!seen.starts());
    };
    check("JAVA_TOOL_OPTIONS", "-Da='x", Reason::UnmatchedQuote(UnmatchedQuote('\'')));
    check("JAVA_TOOL_OPTIONS", "@/etc/args", Reason::ArgumentFile);
    check("JAVA_TOOL_OPTIONS", "--add-opens", Reason::SeparateArgument);
    check("_JAVA_OPTIONS", "java.base/java.lang=ALL-UNNAMED", Reason::NotAnOption);
    check("JDK_JAVA_OPTIONS", "-jar", Reason::MainInVariable);
    check("JDK_JAVA_OPTIONS", "Main", Reason::MainInVariable);
}

#[test]
fn a_value_from_elsewhere_cannot_be_read() {
    let secret = Opaque::Secret { name: "opts".into(), key: "jto".into() };
    let env = vec![EnvVar { name: "JAVA_TOOL_OPTIONS".into(), value: EnvValue::From(secret.clone()) }];
    let seen = launch(&Container { env, ..Container::default() }, &start(Launcher::Java, 17));
    assert_eq!(reasons(&seen), [("JAVA_TOOL_OPTIONS".to_owned(), Reason::Elsewhere(secret))]);
    let container = Container { env_from: true, ..Container::default() };
    let seen = launch(&container, &start(Launcher::Java, 17));
    assert!(reasons(&seen).contains(&("JAVA_TOOL_OPTIONS".to_owned(), Reason::MaybeEnvFrom)));
}

/// C4: `JAVA_OPTS` before `CATALINA_OPTS`, both by eval; `;` breaks the launch.
#[test]
fn catalina_evaluates_both_variables() {
    let env = vec![
        EnvVar { name: "POD_IP".into(), value: EnvValue::From(Opaque::Field("status.podIP".into())) },
        var("CATALINA_OPTS", "-javaagent:/b.jar -Dx=2"),
        var("JAVA_OPTS", "-javaagent:/a.jar -Dip=${POD_IP} -Dx=\"1 1\""),
    ];
    let command = Some(strings(&["catalina.sh", "run"]));
    let mut container = Container { env, command, ..Container::default() };
    let seen = launch(&container, &start(Launcher::Catalina, 17));
    let expected = [
        "JAVA_OPTS: -javaagent:/a.jar",
        "JAVA_OPTS: -Dip={{status.podIP}}",
        "JAVA_OPTS: -Dx=1 1",
        "CATALINA_OPTS: -javaagent:/b.jar",
        "CATALINA_OPTS: -Dx=2",
    ];
    assert_eq!(options(&seen), expected);
    assert_eq!(seen.lost, []);
    container.env.push(var("CATALINA_OPTS", "-javaagent:/b.jar=k=v;k2=v2"));
    let seen = launch(&container, &start(Launcher::Catalina, 17));
    // The shell starts java with what stands before the `;`, and without a main class.
    assert_eq!(options(&seen).last().map(String::as_str), Some("CATALINA_OPTS: -javaagent:/b.jar=k=v"));
    assert_eq!(seen.options.len(), 4);
    assert!(!seen.starts());
}

/// C4: in `sh -c 'java $JAVA_OPTS'` the value is split, and neither its quotes nor its variables count.
#[test]
fn a_script_splits_its_variable_once() {
    let container = Container {
        env: vec![var("JAVA_OPTS", "-Dip=${POD_IP} -Dy=\"a b\""), var("POD_IP", "10.0.0.1")],
        command: Some(strings(&["/bin/sh", "-c"])),
        args: Some(strings(&[
            "cd /app && exec java $JAVA_OPTS -Dme=${POD_IP} \"-Dq=a b\" -jar app.jar $0 $@",
        ])),
        ..Container::default()
    };
    let seen = launch(&container, &start(Launcher::Java, 17));
    let expected = ["JAVA_OPTS: -Dip=${POD_IP}", "JAVA_OPTS: -Dy=\"a"];
    assert_eq!(options(&seen), expected);
    // `b"` is no option, so java takes it for the main class.
    assert_eq!(seen.application[0], Text::from("b\""));
    assert!(reasons(&seen).contains(&("JAVA_OPTS".to_owned(), Reason::NeverExpanded("POD_IP".into()))));

    let container =
        Container { env: vec![var("JAVA_OPTS", "-Da=1"), var("POD_IP", "10.0.0.1")], ..container };
    let seen = launch(&container, &start(Launcher::Java, 17));
    assert_eq!(options(&seen), ["JAVA_OPTS: -Da=1", "args: -Dme=10.0.0.1", "args: -Dq=a b"]);
    assert_eq!(shown(&seen.application[..2]), ["-jar", "app.jar"]);
    assert_eq!(seen.lost, []);
}

/// A script that the compiler cannot see puts the stated variable on the command line.
#[test]
fn a_stated_variable_is_split_like_a_scripts() {
    let container = Container {
        env: vec![var("JVM_OPTS", "-Da=1 -Db='2 3'"), var("JAVA_OPTS", "-Dc=1")],
        command: Some(strings(&["/entrypoint.sh"])),
        ..Container::default()
    };
    let stated =
        Start { launcher: Launcher::Shell, variable: Some("JVM_OPTS".into()), jdk: Some(17), tomcat: None };
    assert_eq!(options(&launch(&container, &stated)), ["JVM_OPTS: -Da=1", "JVM_OPTS: -Db='2"]);
}

#[test]
fn a_script_can_set_variables_itself() {
    let script = "export JAVA_TOOL_OPTIONS='-javaagent:/a.jar -Dx=1'; X=2 java -Dy=$X -jar /app.jar";
    let image = Some(ImageConfig::default());
    let command = Some(strings(&["bash", "-ec", script]));
    let container = Container { command, image, ..Container::default() };
    let seen = launch(&container, &start(Launcher::Java, 17));
    let expected = ["JAVA_TOOL_OPTIONS: -javaagent:/a.jar", "JAVA_TOOL_OPTIONS: -Dx=1"];
    assert_eq!(options(&seen)[..2], expected);
    // POSIX expands a command's words before it makes its assignments.
    assert_eq!(options(&seen)[2], "command: -Dy=");
    assert_eq!(seen.env.get("X"), Some(&Text::from("2")));
}

/// C4, Paketo: `JAVA_OPTS` goes after `JAVA_TOOL_OPTIONS`, unless `command` runs java without the CNB launcher.
#[test]
fn paketo_appends_java_opts() {
    let env =
        vec![var("JAVA_OPTS", "-Dx=2"), var("JAVA_TOOL_OPTIONS", "-Dx=1"), var("JDK_JAVA_OPTIONS", "-Dx=3")];
    let mut container = Container { env, ..Container::default() };
    let seen = launch(&container, &start(Launcher::Paketo, 17));
    assert_eq!(options(&seen), ["JAVA_TOOL_OPTIONS: -Dx=1", "JAVA_OPTS: -Dx=2", "JDK_JAVA_OPTIONS: -Dx=3"]);
    container.command = Some(strings(&["java", "-jar", "a.jar"]));
    let seen = launch(&container, &start(Launcher::Paketo, 17));
    assert_eq!(reasons(&seen), [("JAVA_OPTS".to_owned(), Reason::LauncherBypassed)]);
}

/// References that double a value forty times over end in something unknown, not in memory.
#[test]
fn expansion_has_an_end() {
    let doubled = |i: usize| var(&format!("V{i}"), &format!("$(V{})", i - 1).repeat(2));
    let mut env = vec![var("V0", "0123456789")];
    env.extend((1..40).map(doubled));
    let script = format!("A=xxxxxxxx; {} java $A", "A=\"$A$A\"; ".repeat(60));
    let command = Some(strings(&["sh", "-c", &script]));
    let seen = launch(&Container { env, command, ..Container::default() }, &start(Launcher::Java, 17));
    assert_eq!(seen.env.get("V3").map(Text::bytes), Some(80));
    assert!(seen.env.values().all(|value| value.bytes() < 8 << 20));
}

#[test]
fn each_launcher_has_a_row_for_its_default_variable() {
    for launcher in Launcher::ALL {
        let name = launcher.default_variable();
        assert!(launcher.rows().iter().any(|row| row.is_named(name)), "{}", launcher.name());
        assert_eq!(Launcher::from_name(launcher.name()), Some(launcher));
    }
    assert_eq!(Launcher::Catalina.default_variable(), "CATALINA_OPTS");
}
