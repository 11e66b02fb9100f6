//! Where the `java` command is in what a container starts: behind which programs, in which shell, under which name.

use agentc::launch::{Container, EnvValue, EnvVar, ImageConfig, Launch, Launcher, Start, launch};

use super::{shown, strings};

fn run(command: &[&str]) -> Launch {
    let start = Start { launcher: Launcher::Jib, variable: None, jdk: Some(17), tomcat: None };
    launch(&Container { command: Some(strings(command)), ..Container::default() }, &start)
}

fn options(launch: &Launch) -> Vec<String> {
    launch.options.iter().map(|option| option.text.to_string()).collect()
}

#[test]
fn java_is_found_behind_programs_that_start_the_rest() {
    for command in [
        &["/opt/java/bin/java", "-Da=1", "-jar", "a.jar"][..],
        &["tini", "-s", "--", "java", "-Da=1", "-jar", "a.jar"],
        &["/usr/bin/dumb-init", "--rewrite", "15:3", "--", "java", "-Da=1", "-jar", "a.jar"],
        &["env", "X=1", "java", "-Da=1", "-jar", "a.jar"],
        &["/wait-for.sh", "db:5432", "--", "/usr/bin/java", "-Da=1", "-jar", "a.jar"],
        &["sh", "-c", "java -Da=1 -jar a.jar"],
        &["sh", "-c", "-x", "java -Da=1 -jar a.jar"],
        &["bash", "-euo", "pipefail", "-c", "java -Da=1 -jar a.jar"],
        &["tini", "--", "bash", "--login", "-c", "java -Da=1 -jar a.jar"],
        &["sh", "-c", "exec env X=1 gosu app java -Da=1 -jar a.jar"],
        &["sh", "-c", "exec -a app nice -n 5 timeout 60 java -Da=1 -jar a.jar"],
        &["sh", "-c", "exec \"$JAVA_HOME/bin/java\" -Da=1 -jar a.jar"],
        &["sh", "-c", "exec $JAVA_HOME/bin/java -Da=1 -jar a.jar"],
        &["sh", "-c", "RUN=${JAVA_HOME:+$JAVA_HOME/bin/}java; exec \"$RUN\" -Da=1 -jar a.jar"],
        &["sh", "-c", "\"$JAVACMD\" -Da=1 -jar a.jar"],
        &["sh", "-c", "su app -s /bin/sh -c 'exec java -Da=1 -jar a.jar'"],
        &["sh", "-c", "if [ -n \"$X\" ]; then bash -c \"java -Da=1 -jar a.jar\"; fi"],
    ] {
        let seen = run(command);
        assert_eq!(options(&seen), ["-Da=1"], "{command:?}");
        assert_eq!(shown(&seen.application), ["-jar", "a.jar"], "{command:?}");
    }
}

#[test]
fn what_only_names_java_does_not_start_it() {
    for command in [
        &["sh", "-c", "echo java -Da=1 -jar a.jar"][..],
        &["sh", "-c", "which java"],
        &["sh", "/start.sh", "java", "-Da=1"],
        &["sh", "-c", "apt-get install java -y"],
        &["keytool", "-Da=1"],
        &["sh", "-c", "cat <<EOF > /run.sh\njava -Da=1 -jar a.jar\nEOF\n"],
    ] {
        assert_eq!(options(&run(command)), [""; 0], "{command:?}");
    }
}

/// A default holds where nobody names the variable, as `$NAME` adds nothing then; a named one holds as it is.
#[test]
fn defaults_hold_where_nobody_names_the_variable() {
    let script = "exec java ${JAVA_OPTS:-} ${HEAP:--Xmx1g} \"$@\" -jar ${JAR:-app.jar} \"$@\"";
    let seen = run(&["sh", "-c", script]);
    assert_eq!(options(&seen), ["-Xmx1g"]);
    assert_eq!(shown(&seen.application)[..2], ["-jar", "app.jar"]);
    let env = vec![
        EnvVar { name: "HEAP".into(), value: EnvValue::Literal("-Xmx2g -Xss1m".into()) },
        EnvVar { name: "JAR".into(), value: EnvValue::Literal("b.jar".into()) },
    ];
    let command = Some(strings(&["sh", "-c", script]));
    let image = Some(ImageConfig::default());
    let start = Start { launcher: Launcher::Java, variable: None, jdk: Some(17), tomcat: None };
    let seen = launch(&Container { env, command, image, ..Container::default() }, &start);
    assert_eq!(options(&seen), ["-Xmx2g", "-Xss1m"]);
    assert_eq!(shown(&seen.application), ["-jar", "b.jar"]);
}

/// A script that starts itself, by way of a variable, comes to an end.
#[test]
fn scripts_in_scripts_have_an_end() {
    assert_eq!(options(&run(&["sh", "-c", "A='sh -c \"$A\"'; sh -c \"$A\""])), [""; 0]);
}
