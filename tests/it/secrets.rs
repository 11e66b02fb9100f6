//! No secret stands in any output, whatever carries it and whatever is found beside it.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Write;

use crate::commands::agentc;
use crate::tree_support::{Folder, deployment, files};

/// Values of different kinds; each is put in for `@`.
const VALUES: [&str; 4] =
    ["s3ntinel-Value.47", "sentinelvalueofletters", "48151623421", "pa$$word/With+signs="];

/// Things that make rules speak, with lines of the file around.
fn pod(fields: &str) -> String {
    let container = "      - name: order\n        image: eclipse-temurin:17\n";
    deployment("order", &format!("{container}        {fields}\n"))
}

const CONTAINERS: &[(&str, &str)] = &[
    (
        "a variable that a profile calls secret",
        r#"env: [{name: SW_AGENT_AUTHENTICATION, value: "@"}, {name: SW_AGENT_NAME, value: ""}, {name: JAVA_TOOL_OPTIONS, value: "-javaagent:/a/skywalking-agent.jar -Xmx1g -Xmx2g -XX:+Nonsense"}]"#,
    ),
    (
        "name and value on lines of their own",
        "env:\n        - name: JAVA_TOOL_OPTIONS\n          value: -Xmx1g -Xmx2g -Dx\n        - name: DB_PASSWORD\n          value: '@'\n        - name: DB_PASSWORD\n          value: '@'",
    ),
    (
        "the value first",
        "env:\n        - {name: JAVA_TOOL_OPTIONS, value: -Xmx1g -Xmx2g}\n        - value: '@'\n          name: API_TOKEN",
    ),
    (
        "a folded value",
        "env:\n        - {name: JAVA_TOOL_OPTIONS, value: -Xmx1g -Xmx2g}\n        - name: API_PASSWORD\n          value: >-\n            @",
    ),
    (
        "properties",
        "env:\n        - name: JAVA_TOOL_OPTIONS\n          value: >-\n            -javaagent:/a/skywalking-agent.jar -Xmx1g\n            -Dskywalking.agent.authentication=@ -Xmx2g\n            -Dspring.datasource.password=@",
    ),
    (
        "an option of the agent",
        "command: [java, '-javaagent:/a/skywalking-agent.jar=agent.authentication=@,agent.service_name=order,agent.nonsense=1', -Xmx1g, -Xmx2g, -jar, /a.jar]",
    ),
    (
        "headers",
        "env:\n        - {name: JAVA_TOOL_OPTIONS, value: '-javaagent:/a/opentelemetry-javaagent.jar -Xmx1g -Xmx2g'}\n        - {name: OTEL_EXPORTER_OTLP_HEADERS, value: 'authorization=Bearer @,api-key=@'}\n        - {name: OTEL_SERVICE_NAME, value: ''}",
    ),
    (
        "headers as a property",
        "command: [java, '-javaagent:/a/opentelemetry-javaagent.jar', '-Dotel.exporter.otlp.headers=authorization=Bearer @', -Xmx1g, -Xmx2g, -jar, /a.jar]",
    ),
    (
        "the key of a license",
        "env:\n        - {name: JAVA_TOOL_OPTIONS, value: -Xmx1g -Xmx2g}\n        - {name: NEW_RELIC_LICENSE_KEY, value: '@'}",
    ),
    (
        "arguments of the application",
        "command: [java, -Xmx1g, -Xmx2g, -jar, /a.jar, '--spring.datasource.password=@']\n        args: ['--db-token', '@']",
    ),
    (
        "a script",
        "command: [sh, -c, 'export DB_PASSWORD=\"@\"; java -Xmx1g -Xmx2g -Dx.password=\"@\" -jar /a.jar']",
    ),
    (
        "a value used in another",
        "env:\n        - {name: DB_PASSWORD, value: '@'}\n        - {name: JAVA_TOOL_OPTIONS, value: '-Dx=$(DB_PASSWORD) -Xmx1g -Xmx2g'}",
    ),
    (
        "a variable that a secret is made of",
        "env:\n        - {name: P, value: '@'}\n        - {name: Q, value: '$(P)'}\n        - {name: JAVA_TOOL_OPTIONS, value: '-Dspring.password=$(Q) -Xmx1g -Xmx2g'}",
    ),
    (
        "a variable of a shell",
        "env: [{name: P, value: '@'}]\n        command: [sh, -c, 'exec java -Dpassword=${P} -Xmx1g -Xmx2g -jar /a.jar']",
    ),
    (
        "a variable in the next word",
        "env: [{name: P, value: '@'}]\n        command: [java, -Xmx1g, -Xmx2g, -jar, /a.jar, --db-password, $(P)]",
    ),
    (
        "a misspelt name",
        "env:\n        - {name: SW_AGENT_AUTHENTICATON, value: '@'}\n        - {name: JAVA_TOOL_OPTIONS, value: '-javaagent:/a/skywalking-agent.jar -Dskywalking.agent.authentcation=@ -Xmx1g -Xmx2g'}",
    ),
    (
        "blanks between quotes",
        "env:\n        - name: JAVA_TOOL_OPTIONS\n          value: >-\n            -Dpassword='first @' -Dx.token=first\" @\" -Xmx1g -Xmx2g",
    ),
    (
        "escaped quotes",
        "env:\n        - {name: JAVA_TOOL_OPTIONS, value: \"-Dpassword=\\\"first @\\\" -Xmx1g -Xmx2g\"}",
    ),
    ("a bad option", "env:\n        - {name: JAVA_TOOL_OPTIONS, value: '--db.password=@ -Xmx1g'}"),
];

fn outputs(file: &str, text: &str, more: &[(&str, &str)]) -> String {
    let folder = Folder::new(&files(&[&[(file, text)], more].concat()));
    let runs: [&[&str]; 9] = [
        &["launch", file],
        &["launch", file, "--format", "json"],
        &["lint", file, "--strict"],
        &["lint", file, "--strict", "--format", "concise"],
        &["lint", file, "--strict", "--format", "json"],
        &["lint", file, "--strict", "--format", "sarif"],
        &["lint", file, "--strict", "--format", "github"],
        &["lint", file, "--strict", "--ignore", "AGC5xx"],
        &["lint", file],
    ];
    let mut all = String::new();
    for arguments in runs {
        let output = agentc(folder.path(), arguments);
        let said = [output.stdout, output.stderr].concat();
        writeln!(all, "$ {}\n{}", arguments.join(" "), String::from_utf8(said).unwrap()).unwrap();
    }
    all
}

fn holds_none(what: &str, file: &str, text: &str, more: &[(&str, &str)]) {
    for value in VALUES {
        let put = |text: &str| text.replace('@', value);
        let more: Vec<(&str, String)> = more.iter().map(|(name, text)| (*name, put(text))).collect();
        let more: Vec<(&str, &str)> = more.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let all = outputs(file, &put(text), &more);
        let lines: Vec<&str> = all.lines().filter(|line| line.contains(value)).collect();
        assert!(lines.is_empty(), "{what}:\n{}\n--\n{all}", lines.join("\n"));
        assert!(all.contains("AGC"), "{what}: nothing was found\n{all}");
    }
}

#[test]
fn of_a_pod() {
    for (what, container) in CONTAINERS {
        holds_none(what, "a.yaml", &pod(container), &[]);
    }
}

#[test]
fn of_an_address() {
    let container = "env:\n        - {name: JAVA_TOOL_OPTIONS, value: -Xmx1g -Xmx2g}\n        - {name: DB, value: 'jdbc:mysql://root:hunter2x@db:3306/shop'}\n        - {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://me:hunter2x@collector:4317'}";
    let all = outputs("a.yaml", &pod(container), &[]);
    assert!(!all.contains("hunter2x"), "{all}");
    assert!(all.contains("jdbc:mysql://root:{{secret}}@db:3306/shop"), "{all}");
}

#[test]
fn of_config_maps_and_secrets() {
    let maps = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: order, labels: {a: b, a: c}}\ndata:\n  DB_PASSWORD: '@'\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  anything: '@'\n---";
    let container = "envFrom: [{configMapRef: {name: order}}]\n        env: [{name: JAVA_TOOL_OPTIONS, value: '-Xmx1g -Xmx2g'}]";
    holds_none("objects", "a.yaml", &(maps.to_owned() + &pod(container)), &[]);
}

#[test]
fn of_images() {
    let config = r#"{"config": {"Env": ["DB_PASSWORD=s3ntinel-4711", "JAVA_TOOL_OPTIONS=-Dx.password=s3ntinel-4711 -Dy=$(DB_PASSWORD)"], "Entrypoint": ["java", "-Dz.token=s3ntinel-4711", "-jar", "/a.jar"]}}"#;
    let folder = Folder::new(&files(&[("a.yaml", &pod("ports: []")), ("i.json", config)]));
    for format in ["text", "json"] {
        let output =
            agentc(folder.path(), &["launch", "a.yaml", "--image-config", "i.json", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("-Dx.password={{secret}}") && !text.contains("s3ntinel"), "{text}");
    }
}

#[test]
fn of_a_dockerfile() {
    let text = "FROM eclipse-temurin:latest\nMAINTAINER me\nENV DB_PASSWORD @\nENV SW_AGENT_AUTHENTICATION=\"@\" JAVA_TOOL_OPTIONS=\"-Dx.password=@ -Xmx1g -Xmx2g\"\nRUN curl --token @ https://me:pw4711x@h/a.jar -o /a.jar\nENTRYPOINT java -jar /a.jar --db.password=@\n";
    // What the shell makes of `$$` is another value.
    holds_none(
        "Dockerfile",
        "Dockerfile",
        &text.replace("@h", "%40h").replace("https://me:pw4711x%40h", "https://h"),
        &[],
    );
}

#[test]
fn of_a_script() {
    let text = "#!/bin/sh\nexport DB_PASSWORD='@'\nJAVA_OPTS=\"-Dspring.datasource.password=$DB_PASSWORD -Xmx1g -Xmx2g\"\nSW_AGENT_AUTHENTICATION='@'\njava $JAVA_OPTS -Dx.token='@' -jar /a.jar --api-key '@'\n";
    holds_none("script", "start.sh", text, &[]);
}

#[test]
fn of_compose() {
    let text = "services:\n  order:\n    image: eclipse-temurin:latest\n    environment:\n    - DB_PASSWORD=${PW}\n    - SW_AGENT_AUTHENTICATION=${PW}\n    - JAVA_TOOL_OPTIONS=-javaagent:/a/skywalking-agent.jar -Dx.password=${PW} -Xmx1g -Xmx2g\n    command: java -jar /a.jar\n";
    let env = [(".env", "PW=s3ntinel-4711\n")];
    let all = outputs("compose.yaml", text, &env);
    assert!(!all.contains("s3ntinel"), "{all}");
    let map = text.replace("    - ", "      ").replace('=', ": ").replacen(": -", "=-", 0);
    assert!(
        !outputs("compose.yaml", &map.replace("${PW}", "s3ntinel-4711"), &[]).contains("s3ntinel"),
        "{map}"
    );
}

#[test]
fn of_kdl() {
    let text =
        "app \"pay\" {\n    use \"skywalking\" {\n        authentication \"s3ntinel-4711\"\n    }\n}\n";
    let folder = Folder::new(&files(&[("a.kdl", text)]));
    for command in ["build", "lint"] {
        let output = agentc(folder.path(), &[command, "a.kdl"]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(said.contains("AGC503") && !said.contains("s3ntinel"), "{said}");
    }
}

/// Beside what is wrong stand secrets that nobody asked about, told by the profile or by their names.
#[test]
fn beside_what_is_wrong_in_kdl() {
    let text = "app \"pay\" {\n    use \"skywalking\" {\n        authentication \"@\"\n        no-such-setting 1\n    }\n    env \"DB_PASSWORD\" \"@\"\n    no-such-node\n    jvm \"-Dx.password=@\"\n    no-such-node\n}\nno-such-node\nprofile \"own\" {\n    setting \"login\" type=\"string\" sensitive=#true default=\"@\" { env \"OWN_LOGIN\" }\n    no-such-node\n}\n";
    for value in ["s3ntinel-4711", "sentinelvalueofletters", "sentinel with blanks"] {
        let folder = Folder::new(&files(&[("a.kdl", &text.replace('@', value))]));
        for format in ["text", "json", "github"] {
            let output = agentc(folder.path(), &["lint", "a.kdl", "--format", format]);
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(said.contains("AGC905") && !said.contains("entinel"), "{said}");
        }
    }
    // A reference is none.
    let text = "app \"pay\" {\n    use \"skywalking\" {\n        authentication secret=\"harbor/login\"\n        no-such-setting 1\n    }\n}\n";
    let folder = Folder::new(&files(&[("a.kdl", text)]));
    let said = String::from_utf8(agentc(folder.path(), &["lint", "a.kdl"]).stdout).unwrap();
    assert!(said.contains("secret=\"harbor/login\""), "{said}");
}

/// The caret stands below the stars, the column is that of the file.
#[test]
fn places_stay() {
    let container =
        "env: [{name: DB_PASSWORD, value: 'sécret-4711'}, {name: JAVA_TOOL_OPTIONS, value: '-Xmx1g -Xmx2g'}]";
    let text = pod(container);
    let folder = Folder::new(&files(&[("a.yaml", &text)]));
    let output = agentc(folder.path(), &["lint", "a.yaml", "--select", "AGC503"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("value: '************'}"), "{said}");
    assert!(said.contains("a.yaml:12:42"), "{said}");
}
