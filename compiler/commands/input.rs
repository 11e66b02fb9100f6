//! Files from the command line, and what kind of file each is.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Sink, codes};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax;
use crate::world::ReadError;
use crate::yaml::{self, Document};

use super::stdin::{self, STDIN, is_stdin, limited};
use super::walk::{File, is_kdl};

/// A file that was read.
pub struct Input {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its text.
    pub source: SourceId,
    /// What it holds.
    pub content: Content,
    /// Whether a part of it cannot be read.
    pub broken: bool,
}

/// Kinds of file that start JVMs.
pub enum Content {
    /// Kubernetes objects, or fragments of them.
    Manifest(Vec<Document>),
    /// A Dockerfile.
    Dockerfile,
    /// A start script.
    Script,
}

impl Input {
    /// Reads a file, `-` for stdin; what cannot be read is reported. `None`, too, for one of a folder that starts
    /// nothing.
    pub fn read(file: &File, sources: &Sources, sink: &Sink) -> Option<Input> {
        let source = source(&file.path, sources, sink)?;
        let text = sources.get(source);
        let own = Sink::default();
        let content = match kind(&text.name, &text.text) {
            Kind::Manifest if file.folder.is_some() && !starts_containers(&text.text) => return None,
            Kind::Manifest => Content::Manifest(yaml::parse_each(sources, source, &own)),
            Kind::Dockerfile => Content::Dockerfile,
            Kind::Script => Content::Script,
        };
        let broken = own.has_errors();
        own.into_sorted().into_iter().for_each(|finding| sink.add(finding));
        Some(Input { path: file.path.clone(), source, content, broken })
    }

    /// The documents of a manifest.
    pub fn documents(&self) -> &[Document] {
        if let Content::Manifest(documents) = &self.content { documents } else { &[] }
    }
}

/// Whether a file in a folder is one of these by its name.
pub fn may_start(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    matches!(&*extension, "yaml" | "yml" | "json" | "sh" | "bash")
        || name == "Kustomization"
        || kind(&name, "") == Kind::Dockerfile
}

/// Whether a YAML or JSON file that nobody named holds an object of Kubernetes, a part of one with containers, or
/// services of Compose: there are many others. A container by itself looks like other settings, and is read where its
/// file is named.
pub fn starts_containers(text: &str) -> bool {
    // JSON may stand on one line.
    let parts =
        || text.split(['\n', ',']).map(|part| part.trim_start_matches(['-', ' ', '\t', '"', '{', '[']));
    let has = |key: &str| parts().any(|part| part.starts_with(key));
    let runs = || ["image", "build", "extends"].iter().any(|key| text.contains(key));
    let holds = || ["containers", "initContainers", "services"].into_iter().any(has);
    has("apiVersion") && has("kind") || runs() && holds()
}

/// Tells it where stdin is read and holds nothing.
pub fn tell_empty_stdin(mut paths: impl Iterator<Item = impl AsRef<Path>>, sink: &Sink) {
    if paths.any(|path| is_stdin(path.as_ref())) && stdin::is_empty() {
        sink.error(Diagnostic::without_span(&codes::NO_INPUT, "stdin is empty"));
    }
}

/// Reads a file as UTF-8, `-` for stdin; what is wrong with it is reported.
pub fn source(path: &Path, sources: &Sources, sink: &Sink) -> Option<SourceId> {
    let name = if is_stdin(path) { STDIN.to_owned() } else { path.display().to_string() };
    let bytes = bytes(path).map_err(|error| {
        let message = format!("cannot read {name}: {error}");
        sink.error(Diagnostic::without_span(&codes::UNREADABLE, message))
    });
    let id = bytes.and_then(|bytes| syntax::decode(sources, &name, &bytes, sink)).ok()?;
    match program(&sources.get(id), id) {
        Some(finding) => {
            sink.error(finding);
            None
        }
        None => Some(id),
    }
}

/// What no shell and no builder reads; what YAML and KDL say of it, their readers tell.
fn program(source: &Source, id: SourceId) -> Option<Diagnostic> {
    let is_ours = !is_kdl(Path::new(&source.name)) && kind(&source.name, &source.text) != Kind::Manifest;
    let at = source.text.find('\0').filter(|_| is_ours)?;
    let message = format!("byte 0x00 at offset {at}: this is no text");
    Some(
        Diagnostic::new(&codes::NOT_UTF8, Span::new(id, at, at + 1), message)
            .help("name a script or a Dockerfile"),
    )
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if is_stdin(path) {
        return stdin::bytes();
    }
    let kind = std::fs::metadata(path)?;
    if kind.is_file() || path.starts_with("/dev/fd") {
        return limited(std::fs::File::open(path)?);
    }
    // A pipe that nobody writes to would be waited for.
    let what = if kind.is_dir() { "it is a folder".to_owned() } else { ReadError::NotAFile.to_string() };
    Err(std::io::Error::other(what))
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Kubernetes objects.
    Manifest,
    /// A Dockerfile.
    Dockerfile,
    /// A start script.
    Script,
}

/// By name, else by what the first line says.
pub fn kind(name: &str, text: &str) -> Kind {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let is = |word: &str, name: &str| word.eq_ignore_ascii_case(name);
    let is_dockerfile = |word: &str| is(word, "Dockerfile") || is(word, "Containerfile");
    match extension {
        "sh" | "bash" => return Kind::Script,
        "yaml" | "yml" | "json" => return Kind::Manifest,
        // `Dockerfile.dockerignore` is beside one.
        "dockerignore" => {}
        _ if is_dockerfile(extension) || is_dockerfile(file) => return Kind::Dockerfile,
        // `Dockerfile.dev` is one, `dockerfile.rs` is a program about them.
        _ if matches!(stem, "Dockerfile" | "Containerfile") => return Kind::Dockerfile,
        _ => {}
    }
    if text.starts_with("#!") {
        return Kind::Script;
    }
    let code = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let first = code.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    let builds = first.eq_ignore_ascii_case("FROM") || first.eq_ignore_ascii_case("ARG");
    if builds { Kind::Dockerfile } else { Kind::Manifest }
}
