//! Objects of the whole cluster: two apps cannot both have one of a name.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::output::Artifact;

/// Reports what two files of one environment would each apply under one name. The later would replace the earlier,
/// and with it the agents of another app.
pub(super) fn check(artifacts: &[Artifact], sink: &Sink) -> Result<(), Reported> {
    let mut first: BTreeMap<_, &Artifact> = BTreeMap::new();
    let mut result = Ok(());
    for artifact in artifacts {
        for object in &artifact.cluster_wide {
            let earlier = *first.entry((&artifact.scope.env, object)).or_insert(artifact);
            if earlier.path != artifact.path {
                result = Err(sink.error(collision(object, earlier, artifact)));
            }
        }
    }
    result
}

fn collision(object: &str, earlier: &Artifact, later: &Artifact) -> Diagnostic {
    let message = format!("`{}` and `{}` would both be the cluster's {object}", earlier.path, later.path);
    let diagnostic = match later.origin {
        Some(origin) => Diagnostic::new(&codes::NAME_COLLISION, origin, message),
        None => Diagnostic::without_span(&codes::NAME_COLLISION, message),
    };
    let diagnostic = match earlier.origin {
        Some(origin) => diagnostic.related(origin, "the other is for this"),
        None => diagnostic,
    };
    diagnostic.help("rename one of the apps: such objects have no namespace to tell them apart")
}
