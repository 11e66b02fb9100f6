//! Findings in scripts and Dockerfiles stand where the reader has to change something.

use std::fs;

use super::commands::agentc;

/// `line:column CODE` of every finding about a file of this name.
fn places(name: &str, text: &str, code: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), text).expect("written");
    let output = agentc(folder.path(), &["lint", "--format", "concise", "--select", code, name]);
    let text = String::from_utf8(output.stdout).expect("text");
    let place = |line: &str| line.split(": ").next().map(|place| place.trim_start_matches(name).to_owned());
    text.lines().filter_map(place).collect()
}

/// The option, not the script's first line nor the assignment that puts everything together.
#[test]
fn an_option_of_a_script_is_found_in_whichever_line_it_stands() {
    let continued = "#!/bin/sh\njava -javaagent:/otel/opentelemetry-javaagent.jar \\\n\
                     -Dotel.service.name=${NAME} \\\n  -Dotel.javaagent.debug=true \\\n-jar app.jar\n";
    assert_eq!(places("start.sh", continued, "AGC215"), [":4:3"]);
    let appended = "D=/opt\nJAVA_OPTS=\"$JAVA_OPTS -Xmx1g\"\n\
                    # JAVA_OPTS=\"-javaagent:$D/bootstrap/transmittable-thread-local-2.12.1.jar\"\n\
                    JAVA_OPTS=\"$JAVA_OPTS -javaagent:$D/simulator-launcher-instrument.jar\"\n\
                    JAVA_OPTS=\"$JAVA_OPTS -javaagent:$D/bootstrap/transmittable-thread-local-2.12.1.jar\"\n\
                    JAVA_OPTS=\"$JAVA_OPTS -Dpradar.project.name=a\"\njava $JAVA_OPTS -jar a.jar\n";
    assert_eq!(places("run.sh", appended, "AGC203"), [":4:23"]);
}

/// Whoever runs an image may set the variables that its ENTRYPOINT names.
#[test]
fn a_variable_of_an_image_is_not_empty_for_want_of_an_env() {
    let named = "FROM a:1\nENTRYPOINT java -javaagent:/p/pinpoint-bootstrap-3.0.1.jar \
                 -Dpinpoint.applicationName=$AGENT_NAME -jar /a.jar\n";
    assert_eq!(places("Dockerfile", named, "AGC206"), [""; 0]);
    let written = named.replace("$AGENT_NAME", "a/b");
    assert_eq!(places("Dockerfile", &written, "AGC206"), [":2:60"]);
}
