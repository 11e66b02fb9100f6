//! A manifest that names its service already: an app that says none keeps it, in every form.

use super::build_support::build;

const KDL: &str = r#"app "order" { workload "Deployment" from="pay.yaml"
    use "skywalking" { collector "oap:11800" }
    target "init-container"; target "image-volume"; target "dockerfile"; target "swck" }"#;

fn manifest(value: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: order}}\nspec:\n  selector: {{matchLabels: {{app: pay}}}}\n  \
         template:\n    metadata: {{labels: {{app: pay}}}}\n    spec:\n      containers:\n      - name: pay\n        image: pay:1\n        \
         env: [{{name: SW_AGENT_NAME, {value}}}]\n"
    )
}

#[test]
fn the_manifests_name_is_kept() {
    for value in ["value: shop-order", "valueFrom: {fieldRef: {fieldPath: metadata.name}}"] {
        let manifest = manifest(value);
        let built = build(&[("a.kdl", KDL), ("pay.yaml", &manifest)], None);
        let built = built.unwrap_or_else(|said| panic!("{value}: {said}"));
        let merged = &built.files["order/init-container/pay.yaml"];
        assert_eq!(merged.matches("name: SW_AGENT_NAME").count(), 1, "{merged}");
        assert!(merged.contains("shop-order") || merged.contains("fieldPath: metadata.name"), "{merged}");
    }
}

/// Who says a name in KDL means it.
#[test]
fn a_name_in_kdl_is_taken() {
    let kdl = KDL.replace("collector", "service \"other\"; collector").replace("; target \"dockerfile\"", "");
    let manifest = manifest("value: shop-order");
    let built =
        build(&[("a.kdl", &kdl), ("pay.yaml", &manifest)], None).unwrap_or_else(|said| panic!("{said}"));
    let merged = &built.files["order/init-container/pay.yaml"];
    assert!(merged.contains("value: other") && !merged.contains("shop-order"), "{merged}");
}
