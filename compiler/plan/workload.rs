//! `workload "Deployment" from="pay.yaml"`: the team's own manifest.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Reported, codes};
use crate::launch::ImageConfig;
use crate::read::{self, manifest};
use crate::resolve::{Loader, Traced};
use crate::source::Spanned;
use crate::syntax::{self, Fields, Node};
use crate::world::{PathProblem, VirtualPath};
use crate::yaml;

use super::{Manifest, Workload};

/// Kinds that KDL may name, and the version they are emitted in.
const API_VERSIONS: [(&str, &str); 7] = [
    ("Deployment", "apps/v1"),
    ("StatefulSet", "apps/v1"),
    ("DaemonSet", "apps/v1"),
    ("Job", "batch/v1"),
    ("CronJob", "batch/v1"),
    ("Pod", "v1"),
    ("Rollout", "argoproj.io/v1alpha1"),
];

/// Reads the `workload` node of an app; `name` is the app's.
pub fn read(
    node: &Traced<Node>,
    name: &str,
    namespace: Option<&Spanned<String>>,
    loader: Loader,
) -> Result<Workload, Reported> {
    let fields = Fields::of(&node.value, loader.sink);
    let kind = fields.text(0)?;
    let known = API_VERSIONS.iter().find(|(name, _)| *name == kind.value);
    let (_, api_version) = known.ok_or_else(|| {
        let message = format!("`{}` is no kind of workload", kind.value);
        let help = crate::diagnostic::nearest_help(&kind.value, API_VERSIONS.iter().map(|(name, _)| *name));
        fields.error(&codes::UNKNOWN_NAME, kind.span, message, help)
    })?;
    let Some(from) = fields.prop_text("from")? else {
        let (kind, name) = (kind.value, name.to_owned());
        return Ok(Workload { api_version: (*api_version).to_owned(), kind, name, manifest: None });
    };
    let objects: Vec<yaml::Document> = documents(&from, loader)?.into_iter().flat_map(objects).collect();
    let others = objects.len() > 1;
    let of_kind = objects.into_iter().filter_map(Found::new).filter(|it| it.workload.kind == kind.value);
    let of_kind = placed(of_kind.collect(), namespace, name, &from, loader)?;
    let Found { tree, mut document, workload: found } = choose(of_kind, &kind.value, name, &from, loader)?;
    if found.pod_spec(&document).and_then(|spec| spec.get("containers")?.as_array()).is_none() {
        let message = format!("the {} `{}` in `{}` has no containers", found.kind, found.name, from.value);
        let help = "name the manifest that holds the pod template, or leave `from=` out".to_owned();
        return Err(fields.error(&codes::MANIFEST, from.span, message, Some(help)));
    }
    // Where it says none, `kubectl -n` or a Kustomization will.
    let metadata = document.get_mut("metadata").and_then(Json::as_object_mut);
    if let (Some(namespace), Some(metadata)) = (namespace, metadata) {
        metadata.entry("namespace").or_insert_with(|| namespace.value.as_str().into());
    }
    let file = from.value.rsplit('/').next().unwrap_or_default().to_owned();
    let pod_spec = found.pod_path.iter().chain(&["spec"]).map(|key| format!("/{key}")).collect();
    let manifest = Manifest { file, document, others, tree: Arc::new(tree), pod_spec, span: from.span };
    Ok(Workload {
        api_version: found.api_version,
        kind: found.kind,
        name: found.name,
        manifest: Some(manifest),
    })
}

/// A workload of a manifest.
struct Found {
    tree: yaml::Document,
    document: Json,
    workload: manifest::Workload,
}

impl Found {
    fn new(tree: yaml::Document) -> Option<Found> {
        let document = tree.root.to_json();
        let workload = manifest::workload(&document)?;
        Some(Found { tree, document, workload })
    }
}

/// The objects of a document: a List holds several, and may be in another.
fn objects(document: yaml::Document) -> Vec<yaml::Document> {
    let is = |key: &str, value: &str| document.root.get(key).and_then(yaml::Node::as_str) == Some(value);
    if !(is("kind", "List") && is("apiVersion", "v1")) {
        return vec![document];
    }
    let items = document.root.get("items").map(yaml::Node::items).unwrap_or_default();
    let each = items.iter().map(|item| yaml::Document { root: item.clone(), span: item.span });
    each.flat_map(objects).collect()
}

/// The workloads that may be in the app's namespace; a manifest may leave its own to `kubectl -n`.
fn placed(
    all: Vec<Found>,
    namespace: Option<&Spanned<String>>,
    name: &str,
    from: &Spanned<String>,
    loader: Loader,
) -> Result<Vec<Found>, Reported> {
    let Some(wanted) = namespace else { return Ok(all) };
    let own = |it: &Found| it.workload.namespace.clone();
    let (fit, elsewhere): (Vec<Found>, Vec<Found>) =
        all.into_iter().partition(|it| own(it).is_none_or(|own| own == wanted.value));
    let meant = elsewhere.iter().find(|it| it.workload.name == name).or(elsewhere.first());
    let Some(meant) = meant.filter(|_| fit.is_empty()) else { return Ok(fit) };
    let there = own(meant).unwrap_or_default();
    let message = format!(
        "the app is in the namespace `{}`, its {} `{}` in `{there}`",
        wanted.value, meant.workload.kind, meant.workload.name
    );
    let place = meant.tree.root.at("/metadata/namespace").map_or(from.span, |node| node.span);
    let diagnostic = Diagnostic::new(&codes::MANIFEST, wanted.span, message).related(place, "here");
    let help = "give both one namespace, or leave `namespace=` out: then the manifest's holds";
    Err(loader.sink.error(diagnostic.help(help)))
}

/// The workload that is meant: the one called like the app, or else the only one.
fn choose(
    mut of_kind: Vec<Found>,
    kind: &str,
    name: &str,
    from: &Spanned<String>,
    loader: Loader,
) -> Result<Found, Reported> {
    let names: Vec<String> = of_kind.iter().map(|it| format!("`{}`", it.workload.name)).collect();
    let (message, help) = match of_kind.iter().position(|it| it.workload.name == name) {
        Some(index) => return Ok(of_kind.swap_remove(index)),
        None if of_kind.is_empty() => (
            format!("`{}` holds no {kind}", from.value),
            "name the kind that the manifest has, or another manifest".to_owned(),
        ),
        None => match of_kind.pop() {
            Some(only) if of_kind.is_empty() => return Ok(only),
            _ => (
                format!("`{}` holds {} of kind {kind}, none named `{name}`", from.value, names.len()),
                format!("name the app like the workload it is for: {}", names.join(", ")),
            ),
        },
    };
    Err(loader.sink.error(Diagnostic::new(&codes::MANIFEST, from.span, message).help(help)))
}

fn documents(from: &Spanned<String>, loader: Loader) -> Result<Vec<yaml::Document>, Reported> {
    let (path, bytes) = bytes_of(from, loader)?;
    let source = syntax::decode(loader.sources, &loader.world.display(&path), &bytes, loader.sink)?;
    yaml::parse(loader.sources, source, loader.sink)
}

fn text_of(from: &Spanned<String>, loader: Loader) -> Result<String, Reported> {
    let (path, bytes) = bytes_of(from, loader)?;
    let source = syntax::decode(loader.sources, &loader.world.display(&path), &bytes, loader.sink)?;
    Ok(loader.sources.get(source).text.clone())
}

/// The file that KDL names, relative to the file that names it, inside the tree.
fn bytes_of(from: &Spanned<String>, loader: Loader) -> Result<(VirtualPath, Vec<u8>), Reported> {
    let refuse = |message: String, help: &str| {
        loader.sink.error(Diagnostic::new(&codes::MANIFEST, from.span, message).help(help.to_owned()))
    };
    let file = loader.sources.path(from.span.source).unwrap_or_default();
    let folder = VirtualPath::root().join(&file).unwrap_or_default().parent();
    let path = folder.join(&from.value).map_err(|problem| match problem {
        PathProblem::Outside => {
            refuse(format!("`{}` leads out of the source tree", from.value), "keep the file inside the tree")
        }
        PathProblem::Character => {
            refuse("a path with a backslash or a control character".to_owned(), "separate folders with `/`")
        }
    })?;
    let bytes = loader.world.read(&path).map_err(|error| {
        let message = format!("cannot read `{}`: {error}", from.value);
        refuse(message, "the path is relative to the file that names it")
    })?;
    Ok((path, bytes))
}

/// Reads an OCI image configuration: `config` of the image's JSON, as `crane config` or `docker inspect` print it.
pub fn image_config(path: &Spanned<String>, loader: Loader) -> Result<ImageConfig, Reported> {
    let text = text_of(path, loader)?;
    read::image_config(&text).map_err(|why| {
        let message = format!("`{}` is {why}", path.value);
        loader.sink.error(Diagnostic::new(&codes::MANIFEST, path.span, message))
    })
}
