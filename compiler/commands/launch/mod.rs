//! `agentc launch`: what the JVMs in manifests, Dockerfiles and start scripts will really see.

mod images;
mod text;
mod view;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::check::jvm_findings;
use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::jvms::{Cluster, Jvm, Recogniser, crowded, in_dockerfile, in_document, in_script, refused};
use crate::read::dockerfile::{self, Build};
use crate::resolve::Profiles;
use crate::source::Sources;
use crate::yaml::Document;

use super::Exit;
use super::input::{Content, Input};
use super::session::Session;
use crate::report::Format;

use images::Images;

/// Show what the JVMs in manifests, Dockerfiles and start scripts will really see
///
/// For every container that runs a JVM: agents in load order and whether their jars arrive, options in effective
/// order, variables as the kubelet expands them, what the agents tell their backend, and what never arrives.
/// ConfigMaps in the same files are known. What only the running pod knows is shown as {{…}}.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Kubernetes YAML, Dockerfiles, start scripts; `-` is stdin
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
    let mut seen = BTreeSet::new();
    let files = args
        .files
        .iter()
        .filter(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.to_path_buf())));
    let inputs: Vec<Input> = files.filter_map(|file| Input::read(file, &sources, &sink)).collect();
    let profiles = Profiles::new(indexmap::IndexMap::new(), &sources, &sink);
    let recogniser = Recogniser::new(&profiles);
    let lookup = |image: &str| images.of(image);
    let mut cluster = Cluster::new(&lookup);
    for document in inputs.iter().flat_map(Input::documents) {
        cluster.learn(&document.root);
    }
    let found: Vec<Jvm> =
        inputs.iter().flat_map(|input| jvms(input, &cluster, &recogniser, &sources, &sink)).collect();
    if found.is_empty() && !sink.has_errors() {
        let message = "no container here is known to run a JVM";
        let help =
            "without options, a java command or an agent's variables only the image tells: --image-config";
        sink.note(Diagnostic::without_span(&codes::NO_JVM, message).severity(Severity::Info).help(help));
    }
    let findings: Vec<Vec<Diagnostic>> =
        found.iter().map(|jvm| jvm_findings(jvm, &recogniser, &sources)).collect();
    let views: Vec<view::LaunchView> =
        found.iter().zip(&findings).map(|(jvm, findings)| view::of(jvm, findings, &sources)).collect();
    match args.format {
        LaunchFormat::Json => {
            session.print(&view::to_json(views));
            let faulty = findings.iter().flatten().any(|finding| finding.severity == Severity::Error);
            let exit = session.report_aside(sink, &sources);
            if exit == Exit::Fine && faulty { Exit::Findings } else { exit }
        }
        LaunchFormat::Text => {
            session.print(&text::render(&views, session));
            for finding in findings.into_iter().flatten() {
                sink.add(finding);
            }
            session.report(sink, &sources, Format::Text, false)
        }
    }
}

fn jvms(
    input: &Input,
    cluster: &Cluster,
    recogniser: &Recogniser,
    sources: &Sources,
    sink: &Sink,
) -> Vec<Jvm> {
    match &input.content {
        Content::Manifest(documents) => {
            let one = |document: &Document| {
                let json = document.root.to_json();
                crowded(document, &json).into_iter().for_each(|finding| sink.add(finding));
                in_document(document, &json, cluster, recogniser)
            };
            documents.iter().flat_map(one).collect()
        }
        Content::Dockerfile => {
            let images = |image: &str| cluster.image(image);
            let build = Build { images: &images, ..Build::default() };
            let reading = dockerfile::read(&sources.get(input.source).text, &build);
            for finding in refused(input.source, &reading, sources) {
                sink.add(finding);
            }
            in_dockerfile(input.source, &reading, recogniser, sources).into_iter().collect()
        }
        Content::Script => in_script(input.source, recogniser, sources).into_iter().collect(),
    }
}
