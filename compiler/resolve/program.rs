//! The program: what all top-level nodes of a tree declare.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::profile::{self, NameForm, Profile, check_name};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node, Scalar};
use crate::world::VirtualPath;

use super::load::Loaded;
use super::{duplicates, lint};

/// The nodes that may stand at the top of a file.
pub const TOP_LEVEL: [&str; 13] = [
    "profile",
    "app",
    "defaults",
    "environment",
    "kubernetes",
    "registry",
    "mirror",
    "out",
    "lint",
    "concept",
    "plain-images",
    "image-entrypoint",
    "image-runner",
];

/// A list of nodes that overlays others.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// Its children.
    pub nodes: Vec<Node>,
}

/// One `app`.
#[derive(Clone, Debug)]
pub struct App {
    /// Its name.
    pub name: Spanned<String>,
    /// Its namespace.
    pub namespace: Option<Spanned<String>>,
    /// Its nodes.
    pub block: Block,
}

/// `registry "…" pull-secret="…"`.
#[derive(Clone, Debug)]
pub struct Registry {
    /// Where it stands.
    pub span: Span,
    /// Prefix of image names.
    pub prefix: Spanned<String>,
    /// Name of an image pull secret.
    pub pull_secret: Option<Spanned<String>>,
}

/// One environment.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Nodes for every app, one block per place that declares the environment.
    pub blocks: Vec<Block>,
    /// Nodes for one app.
    pub apps: Vec<App>,
    /// What it says of the project.
    pub project: Project,
}

/// What holds for the whole tree.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The output folder, relative to the project file.
    pub out: Option<Spanned<String>>,
    /// Where images that agentc's Dockerfiles build are named.
    pub registry: Option<Registry>,
    /// Prefix and what stands for it.
    pub mirrors: Vec<(Spanned<String>, Spanned<String>)>,
    /// Oldest Kubernetes of the clusters: major and minor.
    pub kubernetes: Option<Spanned<(u32, u32)>>,
}

/// Everything a tree declares.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What holds for all.
    pub project: Project,
    /// Profiles of the tree by name.
    pub profiles: IndexMap<String, Profile>,
    /// The unnamed `defaults`.
    pub defaults: Vec<Block>,
    /// The named ones.
    pub named: IndexMap<String, Block>,
    /// Apps in order of files and lines.
    pub apps: Vec<App>,
    /// Environments by name.
    pub environments: IndexMap<String, Environment>,
}

/// Reads the top-level nodes of all files.
pub fn read(files: &[Loaded], shipped: bool, sink: &Sink) -> Result<Program, Reported> {
    let mut program = Program::default();
    let mut result = Ok(());
    for node in files.iter().flat_map(|file| &file.nodes) {
        result = read_node(&mut program, node, shipped, sink).and(result);
    }
    result.map(|()| program)
}

fn read_node(program: &mut Program, node: &Node, shipped: bool, sink: &Sink) -> Result<(), Reported> {
    let fields = Fields::of(node, sink);
    match fields.name() {
        "profile" => {
            let profile = profile::read(node, shipped, sink)?;
            let (name, span) = (profile.name.value.clone(), profile.name.span);
            match program.profiles.insert(name.clone(), profile) {
                Some(first) => Err(twice(sink, span, first.name.span, &format!("profile `{name}`"))),
                None => Ok(()),
            }
        }
        "app" => {
            let app = read_app(fields, sink)?;
            let same = |a: &&App| a.name.value == app.name.value && namespace(a) == namespace(&app);
            if let Some(first) = program.apps.iter().find(same) {
                let what = format!("app `{}`", app.name.value);
                return Err(twice(sink, app.name.span, first.name.span, &what));
            }
            program.apps.push(app);
            Ok(())
        }
        "defaults" => read_defaults(program, fields, sink),
        "environment" => read_environment(program, fields, sink),
        // Rules read it by themselves: it holds for manifests that no program names, too.
        "lint" => lint::read(fields, sink).map(drop),
        // What settings mean across agents, and images without any: shipped data, read where it is asked for.
        "concept" | "plain-images" | "image-entrypoint" | "image-runner" => Ok(()),
        _ => read_project(&mut program.project, fields, sink)
            .unwrap_or_else(|| Err(unknown_top_level(node, &TOP_LEVEL, sink))),
    }
}

fn namespace(app: &App) -> Option<&str> {
    app.namespace.as_ref().map(|n| n.value.as_str())
}

fn twice(sink: &Sink, span: Span, first: Span, what: &str) -> Reported {
    let diagnostic = Diagnostic::new(&codes::DUPLICATE, span, format!("{what} is declared twice"));
    sink.error(diagnostic.label("again here").related(first, "first here").help("keep one of them"))
}

fn unknown_top_level(node: &Node, known: &[&str], sink: &Sink) -> Reported {
    let message = format!("unknown node `{}`", node.name.value);
    let help = crate::diagnostic::nearest_help(&node.name.value, known.iter().copied());
    sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, node.name.span, message).maybe_help(help))
}

/// The children of a node, each said once.
fn block(fields: Fields, sink: &Sink) -> Result<Block, Reported> {
    let nodes = fields.node.children().to_vec();
    duplicates::check(&nodes, sink).map(|()| Block { span: fields.span(), nodes })
}

fn read_app(fields: Fields, sink: &Sink) -> Result<App, Reported> {
    fields.takes(1, &["namespace"], true)?;
    let block = block(fields, sink)?;
    Ok(App { name: fields.text(0)?, namespace: fields.prop_text("namespace")?, block })
}

fn read_defaults(program: &mut Program, fields: Fields, sink: &Sink) -> Result<(), Reported> {
    fields.takes(1, &[], true)?;
    let block = block(fields, sink)?;
    if fields.node.args.is_empty() {
        program.defaults.push(block);
        return Ok(());
    }
    let name = fields.text(0)?;
    match program.named.insert(name.value.clone(), block) {
        Some(first) => Err(twice(sink, name.span, first.span, &format!("defaults `{}`", name.value))),
        None => Ok(()),
    }
}

fn read_environment(program: &mut Program, fields: Fields, sink: &Sink) -> Result<(), Reported> {
    fields.takes(1, &[], true)?;
    let name = fields.text(0)?;
    check_name(&name, "an environment's name", NameForm::Label, sink)?;
    let environment = program.environments.entry(name.value).or_default();
    let (mut nodes, mut result) = (Vec::new(), Ok(()));
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        if one.name() == "app" {
            result = read_app(one, sink).map(|app| environment.apps.push(app)).and(result);
        } else if let Some(read) = read_project(&mut environment.project, one, sink) {
            result = read.and(result);
        } else {
            nodes.push(child.clone());
        }
    }
    result = duplicates::check(&nodes, sink).and(result);
    environment.blocks.push(Block { span: fields.span(), nodes });
    result
}

/// Reads a node that is about the whole project; `None` if it is not.
fn read_project(project: &mut Project, fields: Fields, sink: &Sink) -> Option<Result<(), Reported>> {
    let earlier = match fields.name() {
        "out" => project.out.as_ref().map(|out| out.span),
        "registry" => project.registry.as_ref().map(|registry| registry.span),
        "kubernetes" => project.kubernetes.as_ref().map(|version| version.span),
        _ => None,
    };
    if let Some(first) = earlier {
        return Some(Err(twice(sink, fields.span(), first, &format!("`{}`", fields.name()))));
    }
    let read = match fields.name() {
        "out" => read_out(fields, sink).map(|out| project.out = Some(out)),
        "registry" => read_registry(fields).map(|registry| project.registry = Some(registry)),
        "mirror" => fields
            .takes(2, &[], false)
            .and_then(|()| Ok((fields.text(0)?, fields.text(1)?)))
            .map(|mirror| project.mirrors.push(mirror)),
        "kubernetes" => read_kubernetes(fields, sink).map(|version| project.kubernetes = Some(version)),
        _ => return None,
    };
    Some(read)
}

fn read_registry(fields: Fields) -> Result<Registry, Reported> {
    fields.takes(1, &["pull-secret"], false)?;
    Ok(Registry {
        span: fields.span(),
        prefix: fields.text(0)?,
        pull_secret: fields.prop_text("pull-secret")?,
    })
}

/// A folder below the project file: what a checked-in file says must not write anywhere else.
fn read_out(fields: Fields, sink: &Sink) -> Result<Spanned<String>, Reported> {
    fields.takes(1, &[], false)?;
    let out = fields.text(0)?;
    if VirtualPath::root().join(&out.value).is_ok_and(|path| !path.as_str().is_empty()) {
        return Ok(out);
    }
    let message = format!("\"{}\" is no folder below this file's", out.value.escape_debug());
    let diagnostic = Diagnostic::new(&codes::OUTPUT_NAME, out.span, message);
    Err(sink.error(diagnostic.help("name one below it, as in \"generated\"; `--out` takes any folder")))
}

fn read_kubernetes(fields: Fields, sink: &Sink) -> Result<Spanned<(u32, u32)>, Reported> {
    fields.takes(0, &["min"], false)?;
    let help = "write major and minor in quotes: min=\"1.30\"";
    if let Some(value) = fields.node.prop("min").filter(|min| !matches!(min.scalar, Scalar::String(_))) {
        // As a number, 1.30 is 1.3.
        let diagnostic = Diagnostic::new(&codes::TYPE, value.span, "a version is text, not a number");
        return Err(sink.error(diagnostic.help(help)));
    }
    let min = fields.need_text("min")?;
    let version = min.value.split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    version.map(|version| Spanned::new(version, min.span)).ok_or_else(|| {
        let message = format!("`{}` is no Kubernetes version", min.value);
        let diagnostic = Diagnostic::new(&codes::TYPE, min.span, message);
        sink.error(diagnostic.help(help))
    })
}
