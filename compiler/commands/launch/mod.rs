//! `agentc launch`: what the JVMs in manifests, compose files, Dockerfiles and start scripts will really see.

mod images;
mod text;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::check::findings_of;
use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::jvms::{
    self, Cluster, Home, Jvm, Recogniser, Resource, config_maps, crowded, in_compose, in_dockerfile,
    in_document, in_script, misshapen, refused,
};
use crate::read::compose::{Beside, Project, is_compose};
use crate::read::dockerfile::{self, Build};
use crate::read::manifest::is_kustomize_input;
use crate::source::Sources;
use crate::yaml::{Document, Node};

use super::Exit;
use super::beside::Folder;
use super::input::{Content, Input, may_start, tell_empty_stdin};
use super::kustomize::{Kustomized, kustomized};
use super::project::Recognisers;
use super::session::Session;
use super::walk::{self, File};
use crate::report::Format;

use images::Images;

/// Show what the JVMs in manifests, compose files, Dockerfiles and start scripts will really see
///
/// For every container that runs a JVM: agents in load order and whether their jars arrive, options in effective
/// order, variables as the kubelet expands them, what the agents tell their backend, and what never arrives.
/// ConfigMaps in the same files are known. A service of Compose is shown as kind `ComposeService`, without an
/// `apiVersion`; what stands beside its file, such as `.env`, is read. A kustomization stands for what Kustomize builds
/// of it, as far as that is followed; Helm templates are skipped with a note. What only the running pod knows is shown as {{…}}.
/// A script that may start one JVM or another gives one each; what a branch adds that may not be taken is marked.
/// The text cuts long values, JSON has up to 131,072 bytes of each.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc launch order.yaml
  kubectl kustomize overlays/prod | agentc launch -
  agentc launch Dockerfile start.sh --format json
  crane config order:1.4 > order.json
  agentc launch order.yaml --image-config order.json")]
pub struct Args {
    /// Kubernetes YAML, compose files, Dockerfiles, start scripts, or folders of them; `-` is stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// An OCI image configuration, as `crane config` or `docker inspect` print it: for one image, or for all
    #[arg(long, value_name = "[IMAGE=]FILE")]
    image_config: Vec<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    format: LaunchFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LaunchFormat {
    /// One screen per container, as wide as the terminal
    #[default]
    Text,
    /// A versioned object
    Json,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    let (sources, sink) = (Sources::default(), Sink::default());
    let Ok(images) = Images::read(&args.image_config, &sink) else {
        return session.report(sink, &sources, Format::Text, false);
    };
    let named = |path| walk::files(std::slice::from_ref(path), may_start, &sink);
    let mut seen = BTreeSet::new();
    let files = args.files.iter().flat_map(named).filter(|file| seen.insert(file.real()));
    let files: Vec<File> = files.collect();
    tell_empty_stdin(files.iter().map(|file| &file.path), &sink);
    if files.is_empty() && !sink.has_errors() {
        let message = "no manifest, compose file, Dockerfile or script here";
        sink.error(Diagnostic::without_span(&codes::NO_INPUT, message));
        return session.report(sink, &sources, Format::Text, false);
    }
    let built = kustomized(files.iter(), &sources);
    let recognisers = Recognisers::read(files.iter().map(|file| file.path.as_path()), &sources);
    let order: Vec<String> = files.iter().map(File::name).collect();
    let files = files.iter().filter(|file| !built.files.contains_key(&file.real()));
    let inputs: Vec<Input> = files.filter_map(|file| Input::read(file, &sources, &sink)).collect();
    let lookup = |image: &str| images.of(image);
    let cluster = cluster(&inputs, &built, &lookup, &sources);
    let mut groups = groups((&inputs, &built), (&order, &recognisers), &cluster, &sources, &sink);
    consult((&inputs, &built), &mut groups, &recognisers, &sources);
    hide_all((&inputs, &built), &groups, &recognisers, &sources);
    let of = |group: &Group| findings_of(&group.jvms, group.document, group.recogniser, &sources);
    let findings: Vec<Vec<Diagnostic>> = groups.iter().flat_map(of).collect();
    let found: Vec<&Jvm> = groups.iter().flat_map(|group| &group.jvms).collect();
    for finding in &built.found {
        sink.add(finding.clone());
    }
    let explained = inputs.iter().filter(|input| explain(input, &sink)).count() > 0;
    if found.is_empty() && !sink.has_errors() && !explained {
        let message = "no container here is known to run a JVM";
        let help =
            "without options, a java command or an agent's variables only the image tells: --image-config";
        sink.note(Diagnostic::without_span(&codes::NO_JVM, message).severity(Severity::Info).help(help));
    }
    let mask = sources.mask();
    match args.format {
        LaunchFormat::Json => {
            let views =
                || found.iter().zip(&findings).map(|(jvm, found)| view::of(jvm, found, &mask, &sources));
            session.write(|out| view::write_json(out, views));
            let faulty = findings.iter().flatten().any(|finding| finding.severity == Severity::Error);
            let exit = session.report_aside(sink, &sources);
            if exit == Exit::Fine && faulty { Exit::Findings } else { exit }
        }
        LaunchFormat::Text => {
            // The findings are told behind them.
            let views: Vec<_> = found.iter().map(|jvm| view::of(jvm, &[], &mask, &sources)).collect();
            session.print(&text::render(&views, session));
            for finding in findings.into_iter().flatten() {
                sink.add(finding);
            }
            session.report(sink, &sources, Format::Text, false)
        }
    }
}

/// All JVMs; what Kustomize builds stands where its files do.
fn groups<'a>(
    (inputs, built): (&'a [Input], &'a Kustomized),
    (names, recognisers): (&[String], &'a Recognisers),
    cluster: &Cluster,
    sources: &Sources,
    sink: &Sink,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for document in &built.objects {
        let home = home_of(document, sources);
        let recogniser = recognisers.of(Path::new(&sources.get(home.file).name));
        let read = in_document(document, &document.root.to_json(), (cluster, &home), recogniser);
        groups.push(Group { jvms: read.jvms, document: Some(document), recogniser });
    }
    for input in inputs {
        groups.extend(jvms(input, cluster, recognisers.of(&input.path), sources, sink));
    }
    let order: BTreeMap<&String, usize> = names.iter().enumerate().map(|(at, name)| (name, at)).collect();
    groups.sort_by_cached_key(|group| {
        let first = group.jvms.first()?;
        let place = group.document.map_or(first.place.source, |document| document.span.source);
        order.get(&sources.get(place).name).copied()
    });
    groups
}

/// What the files of the run tell each other.
fn cluster<'i>(
    inputs: &[Input],
    built: &Kustomized,
    images: jvms::Images<'i>,
    sources: &Sources,
) -> Cluster<'i> {
    let mut cluster = Cluster::new(images);
    for document in inputs.iter().flat_map(Input::documents).chain(&built.objects) {
        let home = home_of(document, sources);
        for told in config_maps(&document.root) {
            cluster.learn(&home, told);
        }
    }
    cluster
}

/// Tells the JVMs what the resources of operators say that stand in the files of the run.
fn consult(
    (inputs, built): (&[Input], &Kustomized),
    groups: &mut [Group],
    recognisers: &Recognisers,
    sources: &Sources,
) {
    let asks = |group: &Group| group.jvms.iter().any(|jvm| !jvm.injected.is_empty());
    if !groups.iter().any(asks) {
        return;
    }
    let mut resources: Vec<Resource> = Vec::new();
    for document in inputs.iter().flat_map(Input::documents).chain(&built.objects) {
        let file = &sources.get(document.span.source).name;
        resources.extend(recognisers.of(Path::new(file)).resources(&document.root));
    }
    for jvm in groups.iter_mut().flat_map(|group| &mut group.jvms) {
        jvm.consult(&resources);
    }
}

fn home_of(document: &Document, sources: &Sources) -> Home {
    Home::of(document.span.source, &sources.get(document.span.source))
}

/// JVMs that are judged together.
struct Group<'a> {
    jvms: Vec<Jvm>,
    document: Option<&'a Document>,
    recogniser: &'a Recogniser,
}

/// Keeps all secrets of a run from being shown.
fn hide_all(
    (inputs, built): (&[Input], &Kustomized),
    groups: &[Group],
    recognisers: &Recognisers,
    sources: &Sources,
) {
    for input in inputs {
        hide(input, recognisers.of(&input.path), sources);
    }
    built.hide(|path| recognisers.of(path), sources);
    for group in groups {
        group.recogniser.hide_launches(&group.jvms, sources);
    }
}

/// Keeps the secrets that are written out in an input from being shown.
fn hide(input: &Input, recogniser: &Recogniser, sources: &Sources) {
    match &input.content {
        Content::Manifest(documents) => {
            let roots = documents.iter().map(|document| &document.root);
            recogniser.hide_manifest(input.source, roots, sources);
            if input.broken {
                recogniser.hide_script(input.source, sources);
            }
        }
        Content::Dockerfile => {
            let reading = dockerfile::read(&sources.get(input.source).text, &Build::default());
            recogniser.hide_dockerfile(input.source, &reading, sources);
        }
        Content::Script => recogniser.hide_script(input.source, sources),
    }
}

/// Says what Kustomize makes manifests of, if that is what a file holds.
fn explain(input: &Input, sink: &Sink) -> bool {
    let may_be = |document: &&Document| {
        let kind = document.root.get("kind").and_then(Node::as_str);
        kind.is_none_or(|kind| matches!(kind, "Kustomization" | "Component"))
    };
    let mut documents = input.documents().iter().filter(may_be);
    let Some(document) = documents.find(|document| is_kustomize_input(&document.root.to_json())) else {
        return false;
    };
    let message = "Kustomize builds manifests from this: it is skipped";
    let help = "give what is built: kubectl kustomize FOLDER | agentc launch -";
    sink.note(Diagnostic::new(&codes::KUSTOMIZE_INPUT, document.root.span, message).help(help));
    true
}

fn jvms<'d>(
    input: &'d Input,
    cluster: &Cluster,
    recogniser: &'d Recogniser,
    sources: &Sources,
    sink: &Sink,
) -> Vec<Group<'d>> {
    let group = |jvms, document| Group { jvms, document, recogniser };
    match &input.content {
        Content::Manifest(documents) => {
            let source = sources.get(input.source);
            let (folder, home) = (Folder::of(Path::new(&source.name)), Home::of(input.source, &source));
            let (text, has) = (|path: &str| folder.text(path), |path: &str| folder.has(path));
            let one = |document: &'d Document| {
                if !is_compose(&document.root) {
                    let json = document.root.to_json();
                    let read = in_document(document, &json, (cluster, &home), recogniser);
                    let refused = crowded(document, &read.crowded).into_iter();
                    let refused = refused.chain(misshapen(document, &read.pods));
                    refused.for_each(|finding| sink.add(finding));
                    return group(read.jvms, Some(document));
                }
                let beside = Beside { text: &text, has: &has };
                let project = Project::new(&document.root, &source, beside);
                group(in_compose(&project, cluster, recogniser), None)
            };
            documents.iter().map(one).collect()
        }
        Content::Dockerfile => {
            let images = |image: &str| cluster.image(image).or_else(|| recogniser.config(image));
            let source = sources.get(input.source);
            let folder = Folder::of(Path::new(&source.name));
            let context = |path: &str| folder.text(path);
            let build = Build { images: &images, context: &context, ..Build::default() };
            let reading = dockerfile::read(&source.text, &build);
            for finding in refused(input.source, &reading, sources) {
                sink.add(finding);
            }
            vec![group(in_dockerfile(input.source, &reading, recogniser, sources), None)]
        }
        Content::Script => vec![group(in_script(input.source, recogniser, sources), None)],
    }
}
