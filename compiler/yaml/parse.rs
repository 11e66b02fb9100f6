//! Text to documents.

use std::sync::Arc;

use rayon::prelude::*;

use super::build::Builder;
use super::hanging::Hanging;
use super::read::{Reader, Stop};
use super::{Document, MAX_BYTES, MAX_DOCUMENTS};
use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::source::{Source, SourceId, Sources, Span};

/// Reads a stream of documents; the first thing that is wrong with it is reported and ends the reading.
pub fn parse(sources: &Sources, id: SourceId, sink: &Sink) -> Result<Vec<Document>, Reported> {
    let source = checked(sources, id, sink)?;
    let text = Hanging::new(&source.text);
    let part = Part { text, source: &source, id, sink, tolerant: false, share: 1 };
    let mut documents = Vec::new();
    part.read(&mut documents).map(|()| documents).map_err(|broken| broken.reported)
}

/// Reads what can be read of a stream: a document that is broken is reported, and the others are there. Of a key
/// that stands twice the last one holds, as for kubectl; that is reported too. A Helm template is skipped, whole, with
/// a note: its other documents may be in a condition of it.
pub fn parse_each(sources: &Sources, id: SourceId, sink: &Sink) -> Vec<Document> {
    let own = Sink::default();
    let documents = parse_all(sources, id, &own);
    let found = own.into_sorted();
    if let Some(template) = found.iter().find(|finding| *finding.code == codes::HELM_TEMPLATE) {
        sink.note(template.clone().severity(Severity::Info));
        return Vec::new();
    }
    for finding in found {
        sink.add(finding);
    }
    documents
}

fn parse_all(sources: &Sources, id: SourceId, sink: &Sink) -> Vec<Document> {
    let Ok(source) = checked(sources, id, sink) else { return Vec::new() };
    if let Some(documents) = at_once(&source, id) {
        return documents;
    }
    let part = |text| Part { text, source: &source, id, sink, tolerant: true, share: 1 };
    let mut documents = Vec::new();
    let Err(broken) = part(Hanging::new(&source.text)).read(&mut documents) else { return documents };
    // What follows is read document by document: reading all of the rest again and again would be quadratic.
    let mut next = marker(&source.text, broken.begins + 1);
    while let Some(start) = next {
        next = marker(&source.text, start + 1);
        let text = source.text.get(start..next.unwrap_or(source.text.len())).unwrap_or_default();
        // What is wrong with it is reported.
        let _ = part(Hanging::part(text, start)).read(&mut documents);
    }
    documents
}

/// Bytes that are worth a thread's while.
const CHUNK: usize = 256 * 1024;

/// A long stream whose documents are all well, read by several threads. Where anything has to be said, it is read
/// again in order: who says it first must not depend on threads.
fn at_once(source: &Source, id: SourceId) -> Option<Vec<Document>> {
    let chunks = chunks(&source.text);
    let (share, quiet) = (chunks.len(), Sink::default());
    let read = |&(start, text): &(usize, &str)| {
        let text = if start == 0 { Hanging::new(text) } else { Hanging::part(text, start) };
        let mut documents = Vec::new();
        let part = Part { text, source, id, sink: &quiet, tolerant: false, share };
        part.read(&mut documents).map(|()| documents).ok()
    };
    let read = || chunks.par_iter().map(read).collect::<Option<Vec<_>>>();
    let documents: Vec<Document> = (share > 1).then(read)??.into_iter().flatten().collect();
    (documents.len() <= MAX_DOCUMENTS).then_some(documents)
}

/// The text in pieces that begin where documents do.
fn chunks(text: &str) -> Vec<(usize, &str)> {
    let (mut chunks, mut start) = (Vec::new(), 0);
    while let Some(end) = marker(text, start + CHUNK) {
        chunks.push((start, text.get(start..end).unwrap_or_default()));
        start = end;
    }
    chunks.push((start, text.get(start..).unwrap_or_default()));
    chunks
}

/// A document that cannot be read.
struct Broken {
    reported: Reported,
    /// Where it begins in the source.
    begins: usize,
}

/// Where the next line that begins a document does, behind an offset.
fn marker(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let begins = |bytes: &[u8]| {
        bytes.strip_prefix(b"\n---").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
    };
    let found = (0..rest.len()).find(|&at| rest.get(at..).is_some_and(begins));
    found.map(|at| from + at + 1)
}

/// The source, if it is one that can be read at all.
fn checked(sources: &Sources, id: SourceId, sink: &Sink) -> Result<Arc<Source>, Reported> {
    let source = sources.get(id);
    if source.text.len() > MAX_BYTES {
        let message = format!("{} is larger than {} MB", source.name, MAX_BYTES / 1_000_000);
        let finding = Diagnostic::new(&codes::TOO_LARGE, Span::new(id, 0, 0), message);
        return Err(sink.error(finding.help("split the file")));
    }
    check_characters(&source.text, id, sink)?;
    Ok(source)
}

/// A text to read.
struct Part<'a> {
    text: Hanging<'a>,
    source: &'a Source,
    id: SourceId,
    sink: &'a Sink,
    /// Whether a key may stand twice in it.
    tolerant: bool,
    /// Of how many parts of a stream it is one: they share the stream's limits.
    share: usize,
}

impl<'a> Part<'a> {
    fn builder(&self) -> Builder<'a> {
        Builder::new(self.source, self.sink, self.tolerant, self.share)
    }

    /// Adds the documents to `found`, up to the first that is broken.
    fn read(mut self, found: &mut Vec<Document>) -> Result<(), Broken> {
        loop {
            let mut documents = Vec::new();
            let mut reader = Reader::new(&self.text, self.id, self.builder());
            let (read, begins) = (reader.read(&mut documents), reader.begun());
            match read {
                Err(Stop::Hanging { at, .. }) if self.text.indent(at) => continue,
                _ => found.append(&mut documents),
            }
            return read.map_err(|stop| match stop {
                Stop::Reported(reported) => Broken { reported, begins },
                Stop::Hanging { finding, .. } => Broken { reported: self.sink.error(*finding), begins },
            });
        }
    }
}

/// YAML's printable characters; the parser takes a NUL for the end of the text.
fn check_characters(text: &str, id: SourceId, sink: &Sink) -> Result<(), Reported> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    if text.as_bytes().iter().all(is_plain) {
        return Ok(());
    }
    let allowed = |at: usize, c: char| match c {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{feff}' => at == 0,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !c.is_control(),
    };
    let Some((at, c)) = text.char_indices().find(|&(at, c)| !allowed(at, c)) else { return Ok(()) };
    let message = format!("the character U+{:04X} cannot stand in YAML", u32::from(c));
    let span = Span::new(id, at, at + c.len_utf8());
    Err(sink.error(Diagnostic::new(&codes::MANIFEST, span, message).label("not printable")))
}
