//! The user that a consumer's copy of an agent runs as, where its image names none but root.

use serde_json::Value as Json;

use crate::plan::{Manifest, Plan};
use crate::source::Span;

use super::super::consumer::Rights;

/// Where the pod refuses to start root's processes, if it names no other user for what an image of root's is copied
/// with: an init container with these rights could then not start.
pub fn refuses_root(plan: &Plan, container: &str, rights: Rights) -> Option<Span> {
    let manifest = plan.workload.as_ref()?.manifest.as_ref()?;
    let pod = manifest.pod_spec.clone();
    let places: Vec<String> = match rights {
        Rights::None | Rights::Resource => vec![pod],
        Rights::Container => place(manifest, container).into_iter().chain([pod]).collect(),
    };
    // What a container says counts before what its pod says.
    let says = |key: &str| {
        let pointers = places.iter().map(|place| format!("{place}/securityContext/{key}"));
        let mut said = pointers.filter(|at| manifest.document.pointer(at).is_some_and(|v| !v.is_null()));
        said.next()
    };
    let demand =
        says("runAsNonRoot").filter(|at| manifest.document.pointer(at) == Some(&Json::Bool(true)))?;
    let named = says("runAsUser").is_some();
    let span = manifest.tree.root.at(&demand).map_or(manifest.span, |node| node.span);
    (!named).then_some(span)
}

/// JSON pointer to a container of the manifest.
fn place(manifest: &Manifest, container: &str) -> Option<String> {
    let list = format!("{}/containers", manifest.pod_spec);
    let all = manifest.document.pointer(&list)?.as_array()?;
    let index = all.iter().position(|one| one.get("name").and_then(Json::as_str) == Some(container))?;
    Some(format!("{list}/{index}"))
}
