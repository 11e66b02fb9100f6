//! What a plan says of the application's own options and variables.

use serde_json::{Value as Json, json};

use crate::tree_support::{Folder, deployment, files};

const CONTAINER: &str = r"      - name: order
        image: r/order:1
        env:
        - {name: CATALINA_OPTS, value: -Xmx1g -Da=b}
        - name: TOKEN
          valueFrom: {secretKeyRef: {name: order, key: token}}
        - {name: TZ, value: UTC}
";

fn plan(app: &str) -> Json {
    let app = format!("app \"order\" {{\n{app}\nuse \"skywalking\" {{ collector \"oap:11800\" }}\n}}\n");
    let manifest = deployment("order", CONTAINER);
    let folder = Folder::new(&files(&[("agentc.kdl", ""), ("a.kdl", &app), ("order.yaml", &manifest)]));
    let output = crate::commands::agentc(folder.path(), &["plan", "--app", "order", "--format", "json"]);
    serde_json::from_slice(&output.stdout).expect("an object")
}

/// Name, value, place, layer, and the lines of what it replaced.
fn told(entries: &Json) -> Vec<Json> {
    let one = |entry: &Json| {
        let (at, replaced) = (&entry["origin"], entry["replaced"].as_array().expect("a list"));
        let replaced: Vec<&Json> = replaced.iter().map(|place| &place["line"]).collect();
        json!([entry["name"], entry["value"], at["file"], at["line"], at["layer"], replaced])
    };
    entries.as_array().expect("a list").iter().map(one).collect()
}

/// Lines are those of the manifest above; the third of the source adds options, the fourth replaces a variable.
#[test]
fn the_manifest_comes_first_with_its_own_lines() {
    let app = "launcher \"catalina\"; workload \"Deployment\" from=\"order.yaml\"\njvm \"-Xss1m\"\nenv \"TZ\" \"CET\"";
    let container = &plan(app)["containers"][0];
    assert_eq!(
        told(&container["jvm"]),
        [
            json!([null, "-Xmx1g -Da=b", "order.yaml", 13, "manifest", []]),
            json!([null, "-Xss1m", "a.kdl", 3, "app", []]),
        ]
    );
    assert_eq!(
        told(&container["env"]),
        [
            json!(["TOKEN", "{{secret order/token}}", "order.yaml", 14, "manifest", []]),
            json!(["TZ", "CET", "a.kdl", 4, "app", [16]]),
        ]
    );
}

#[test]
fn an_image_has_options_too() {
    let app = "image \"r/order:1\" { env \"JAVA_TOOL_OPTIONS\" \"-Xmx2g\" }";
    let container = &plan(app)["containers"][0];
    assert_eq!(told(&container["jvm"]), [json!([null, "-Xmx2g", "a.kdl", 1, "image", []])]);
    assert_eq!(told(&container["env"]), Vec::<Json>::new());
}
