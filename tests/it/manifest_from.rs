//! What becomes of the team's own manifest.

use crate::tree_support::{built, deployment, files};

const APP: &str =
    r#"app "order" { workload "Deployment" from="order.yaml"; use "skywalking" { collector "oap:11800" } }"#;
const SERVICE: &str =
    "---\napiVersion: v1\nkind: Service\nmetadata: {name: order}\nspec: {ports: [{port: 80}]}\n";

fn plain() -> String {
    deployment("order", "      - {name: order, image: order}\n")
}

fn merged(manifest: &str) -> String {
    let tree = files(&[("agents.kdl", APP), ("order.yaml", manifest)]);
    let artifacts = built(&tree).artifacts.expect("builds");
    let wanted = "order/init-container/order.yaml";
    artifacts.into_iter().find(|(path, _)| path == wanted).map(|(_, text)| text).expect("the merged manifest")
}

/// A tool that syncs the output would take a Service for removed; the header says where it stays.
#[test]
fn objects_beside_the_workload_stay_where_they_are() {
    let note = "Other objects of order.yaml are not repeated here";
    assert!(!merged(&plain()).contains(note));
    let beside = merged(&(plain() + SERVICE));
    assert!(beside.contains(note) && !beside.contains("kind: Service"), "{beside}");
}

/// Pods, their manifest and what they mount are in one namespace, whoever names it: `kubectl -n` and Kustomizations
/// name it for manifests that do not. A ConfigMap elsewhere would keep the pod from starting.
#[test]
fn one_namespace_whoever_names_it() {
    let with = |manifest: &str, app: &str| {
        let kdl = format!(
            r#"app "order"{app} {{ workload "Deployment" from="order.yaml"; launcher "java"; jdk 17; use "takin" {{ zookeeper "zk:2181" }} }}"#
        );
        let built = built(&files(&[("agents.kdl", &kdl), ("order.yaml", manifest)]));
        let artifacts = built.artifacts.unwrap_or_else(|| panic!("{:?}", built.findings));
        artifacts.into_iter().map(|(_, text)| text.matches("\n  namespace: shop\n").count()).sum::<usize>()
    };
    let placed = plain().replace("name: order}\nspec", "name: order, namespace: shop}\nspec");
    // The merged manifest, the patch and the ConfigMaps of LinkAgent's two files: none is left out.
    let everywhere = with(&placed, r#" namespace="shop""#);
    assert!(everywhere >= 3, "{everywhere}");
    assert_eq!(with(&placed, ""), everywhere);
    assert_eq!(with(&plain(), r#" namespace="shop""#), everywhere);
    assert_eq!(with(&plain(), ""), 0);
}

/// `kubectl get -o yaml` writes a List; kubectl and Kustomize read its items as objects of their own.
#[test]
fn a_list_holds_objects() {
    let indent = |text: &str| text.trim().replace('\n', "\n  ");
    let service = SERVICE.trim_start_matches("---\n");
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}\n- {}\n", indent(&plain()), indent(service));
    let text = merged(&list);
    assert!(text.contains("kind: Deployment") && text.contains("-javaagent:"), "{text}");
    assert!(text.contains("Other objects of order.yaml") && !text.contains("kind: List"), "{text}");
}
