//! The team's own manifests and image configurations.

use super::{Case, case};
use crate::tree_support::deployment;

pub(super) fn cases() -> Vec<Case> {
    let (web, proxy) =
        ("      - {name: web, image: \"r/pay:1\"}\n", "      - {name: proxy, image: \"r/proxy:1\"}\n");
    let manifest = deployment("pay", &(web.to_owned() + proxy));
    let from = |path: &str| {
        format!(
            r#"app "pay" {{ workload "Deployment" from=«"{path}"»; use "skywalking" {{ collector "oap:11800" }} }}"#
        )
    };
    let fine = from("pay.yaml").replace(['«', '»'], "");
    vec![
        case("missing", &from("pay.yaml"), "AGC711", "cannot read `pay.yaml`: no such file", "is relative to"),
        case("outside", &from("../pay.yaml"), "AGC711", "`../pay.yaml` leads out", "inside the tree"),
        case("absolute", &from("/etc/passwd"), "AGC711", "`/etc/passwd` leads out", "inside the tree"),
        case("no YAML", &fine, "AGC711", "no YAML", "").with("pay.yaml", "a: [1\nb«»: 2\n"),
        case("an unknown kind", &fine.replace("\"Deployment\"", "«\"Deploymnt\"»"), "AGC905", "is no kind of workload", "`Deployment`")
            .with("pay.yaml", &manifest),
        case("no such kind", &from("pay.yaml"), "AGC711", "`pay.yaml` holds no Deployment", "another manifest")
            .with("pay.yaml", &manifest.replace("kind: Deployment", "kind: StatefulSet")),
        case("another namespace", r#"app "pay" namespace=«"prod"» { workload "Deployment" from="pay.yaml"; use "skywalking" { collector "oap:11800" } }"#, "AGC711", "the app is in the namespace `prod`, its Deployment `pay` in `shop`", "give both one namespace")
            .with("pay.yaml", &manifest.replace("{name: pay}", "{name: pay, namespace: shop}")),
        case("a List without the kind", &from("pay.yaml"), "AGC711", "`pay.yaml` holds no Deployment", "")
            .with("pay.yaml", "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Service, metadata: {name: a}}]\n"),
        case("empty", &from("pay.yaml"), "AGC711", "`pay.yaml` holds no Deployment", "").with("pay.yaml", ""),
        case("no pod", &from("pay.yaml"), "AGC711", "has no containers", "the pod template")
            .with("pay.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: pay}\n"),
        case("several, none like the app", &from("pay.yaml"), "AGC711", "holds 2 of kind Deployment, none named `pay`", "`a`, `b`")
            .with(
                "pay.yaml",
                &["a", "b"].map(|name| manifest.replace("{name: pay}", &format!("{{name: {name}}}"))).join("---\n"),
            ),
        case("a Helm template", &fine, "AGC712", "a Helm template", "`helm template`")
            .with("pay.yaml", &manifest.replace("\"r/pay:1\"", "\"«{{» .Values.image }}\"")),
        case("a Helm template without quotes", &fine, "AGC712", "a Helm template", "`helm template`")
            .with("pay.yaml", &format!("«{{{{»- if .Values.on }}}}\n{manifest}{{{{- end }}}}\n")),
        case("a field that there is not", &fine, "AGC711", "unknown field `imagge`; did you mean `image`?", "the API server")
            .with("pay.yaml", &manifest.replace("{name: web, image: \"r/pay:1\"}", "«{name: web, image: \"r/pay:1\", imagge: x}»").replace(proxy, "")),
        case("a variable given twice", r#"app «"pay"» { workload "Deployment" from="pay.yaml"; use "skywalking" { collector "oap:11800" } }"#, "AGC711", "the manifest gives JAVA_TOOL_OPTIONS 2 times", "keep the last one")
            .with("pay.yaml", &manifest.replace("image: \"r/pay:1\"", "image: x, env: [{name: JAVA_TOOL_OPTIONS, value: -Xa}, {name: JAVA_TOOL_OPTIONS, value: -Xb}]").replace(proxy, "")),
        case("which container", &from("pay.yaml"), "AGC713", "has 2 containers", "container \"…\" { … }; the manifest has web, proxy")
            .with("pay.yaml", &manifest),
        case(
            "no such container",
            r#"app "pay" { workload "Deployment" from="pay.yaml"; container «"wbe"» { use "skywalking" { collector "oap:11800" } } }"#,
            "AGC713",
            "the manifest has no container `wbe`",
            "did you mean `web`?",
        )
        .with("pay.yaml", &manifest),
        case("image configuration", "app \"pay\" { image \"r/pay:1\" config=«\"i.json\"»; jvm \"-Xmx1g\" }", "AGC711", "cannot read `i.json`", "is relative to"),
        case("image configuration that is none", "app \"pay\" { image \"r/pay:1\" config=«\"i.json\"»; jvm \"-Xmx1g\" }", "AGC711", "is no JSON", "")
            .with("i.json", "{"),
    ]
}
