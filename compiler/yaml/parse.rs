//! Text to documents.

use std::sync::Arc;

use rayon::prelude::*;

use super::build::Builder;
use super::hanging::Hanging;
use super::limits::Limits;
use super::read::{Reader, Stop};
use super::{Document, Kind, MAX_BYTES, MAX_DOCUMENTS, MAX_STREAM, Node};
use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::source::{Source, SourceId, Sources, Span};

/// Reads a stream of documents; the first thing that is wrong with it is reported and ends the reading.
pub fn parse(sources: &Sources, id: SourceId, sink: &Sink) -> Result<Vec<Document>, Reported> {
    let source = checked(sources, id, MAX_BYTES, sink)?;
    let (mut limits, mut documents) = (Limits::default(), Vec::new());
    let part = Part { text: Hanging::new(&source.text), source: &source, id, sink, tolerant: false };
    part.read(&mut limits, &mut documents).map(|()| documents).map_err(|broken| broken.reported)
}

/// Reads what can be read of a stream: a document that is broken is reported, and the others are there. Of a key
/// that stands twice the last one holds, as for kubectl; that is reported too. A Helm template is skipped, whole, with
/// a note: its other documents may be in a condition of it.
pub fn parse_each(sources: &Sources, id: SourceId, sink: &Sink) -> Vec<Document> {
    read_parts(sources, id, sink, &|documents| documents).into_iter().flatten().collect()
}

/// The same part by part, several at once: `take` makes of the documents of each what is wanted, so that the nodes of
/// a large stream are never in memory all together. It may be asked twice about a part, and is quiet.
pub fn read_parts<T: Send>(
    sources: &Sources,
    id: SourceId,
    sink: &Sink,
    take: &(dyn Fn(Vec<Document>) -> T + Sync),
) -> Vec<T> {
    let Ok(source) = checked(sources, id, MAX_STREAM, sink) else { return Vec::new() };
    let parts = parts(&source.text);
    if let Some(taken) = at_once(&parts, &source, id, take) {
        return taken;
    }
    let own = Sink::default();
    let taken = in_order(&parts, &source, id, &own, take);
    let found = own.into_sorted();
    if let Some(template) = found.iter().find(|finding| *finding.code == codes::HELM_TEMPLATE) {
        sink.note(template.clone().severity(Severity::Info));
        return Vec::new();
    }
    for finding in found {
        sink.add(finding);
    }
    taken
}

/// Reads a document again that stands at a place; what is wrong with it was told the first time.
pub fn read_again(source: &Source, place: Span) -> Vec<Document> {
    let (start, end, sink) = (place.start as usize, place.end as usize, Sink::default());
    let text = Hanging::at(source.text.get(start..end).unwrap_or_default(), start);
    let (mut limits, mut documents) = (Limits::default(), Vec::new());
    let part = Part { text, source, id: place.source, sink: &sink, tolerant: true };
    // Read once before, it is read now as well.
    let _ = part.read(&mut limits, &mut documents);
    documents
}

/// Reads a text that stands inside of another: each of its nodes is where that is, and no edit is.
pub fn inline(text: &str, place: Span) -> Vec<Document> {
    let sources = Sources::default();
    let id = sources.add("", text);
    let mut documents = parse_each(&sources, id, &Sink::default());
    for document in &mut documents {
        document.span = place;
        stand_at(&mut document.root, place);
    }
    documents
}

fn stand_at(node: &mut Node, place: Span) {
    (node.span, node.shared) = (place, true);
    match &mut node.kind {
        Kind::Seq(items) => items.iter_mut().for_each(|item| stand_at(item, place)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                stand_at(key, place);
                stand_at(value, place);
            }
        }
        _ => {}
    }
}

/// Parts whose documents are all well, read by several threads. Where anything has to be said, they are read again
/// in order: who says it first must not depend on threads.
fn at_once<T: Send>(
    parts: &[(usize, &str)],
    source: &Source,
    id: SourceId,
    take: &(dyn Fn(Vec<Document>) -> T + Sync),
) -> Option<Vec<T>> {
    let (share, quiet) = (Limits::default().shared(parts.len()), Sink::default());
    let read = |&(start, text): &(usize, &str)| {
        let (mut limits, mut documents) = (share, Vec::new());
        let part = Part { text: Hanging::at(text, start), source, id, sink: &quiet, tolerant: false };
        let fits = text.len() <= MAX_BYTES;
        fits.then(|| part.read(&mut limits, &mut documents).ok())??;
        Some((documents.len(), take(documents)))
    };
    let read: Vec<(usize, T)> = parts.par_iter().map(read).collect::<Option<_>>()?;
    let count: usize = read.iter().map(|(count, _)| count).sum();
    (count <= MAX_DOCUMENTS).then(|| read.into_iter().map(|(_, taken)| taken).collect())
}

/// Parts one after the other; what is wrong with a document is told, and the next one is read.
fn in_order<T>(
    parts: &[(usize, &str)],
    source: &Source,
    id: SourceId,
    sink: &Sink,
    take: &(dyn Fn(Vec<Document>) -> T + Sync),
) -> Vec<T> {
    let (mut limits, mut taken) = (Limits::default(), Vec::new());
    for &(start, text) in parts {
        let mut documents = Vec::new();
        let mut read = |text| {
            let part = Part { text, source, id, sink, tolerant: true };
            part.read(&mut limits, &mut documents)
        };
        if text.len() > MAX_BYTES {
            let message = format!("a document that is larger than {} MB", MAX_BYTES / 1_000_000);
            let finding = Diagnostic::new(&codes::TOO_LARGE, Span::new(id, start, start), message);
            sink.error(finding.label("it is not read"));
            continue;
        }
        if let Err(broken) = read(Hanging::at(text, start)) {
            // What follows is read document by document: reading all of the rest again and again would be quadratic.
            let mut next = marker(text, broken.begins + 1 - start);
            while let Some(begins) = next {
                next = marker(text, begins + 1);
                let text = text.get(begins..next.unwrap_or(text.len())).unwrap_or_default();
                // What is wrong with it is reported.
                let _ = read(Hanging::part(text, start + begins));
            }
        }
        taken.push(take(documents));
        if limits.is_spent() {
            break;
        }
    }
    taken
}

/// Bytes that are worth a thread's while, and whose nodes stay in its cache.
const PART: usize = 64 * 1024;

/// The text in pieces that begin where documents do.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let (mut parts, mut start, mut from) = (Vec::new(), 0, PART);
    while let Some(end) = marker(text, from) {
        from = end + 1;
        if !has_directives(text, end) {
            parts.push((start, text.get(start..end).unwrap_or_default()));
            (start, from) = (end, end + PART);
        }
    }
    parts.push((start, text.get(start..).unwrap_or_default()));
    parts
}

/// Whether the document whose `---` stands here has a directive above it.
fn has_directives(text: &str, marker: usize) -> bool {
    let lines = text.get(..marker).unwrap_or_default().lines().rev();
    let mut above = lines.take_while(|line| line.is_empty() || line.starts_with(['#', '%']));
    above.any(|line| line.starts_with('%'))
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
fn checked(sources: &Sources, id: SourceId, most: usize, sink: &Sink) -> Result<Arc<Source>, Reported> {
    let source = sources.get(id);
    if source.text.len() > most {
        let message = format!("{} is larger than {} MB", source.name, most / 1_000_000);
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
}

impl Part<'_> {
    /// Adds the documents to `found`, up to the first that is broken, and takes what they cost from the limits.
    fn read(mut self, limits: &mut Limits, found: &mut Vec<Document>) -> Result<(), Broken> {
        loop {
            let builder = Builder::new(self.source, self.sink, self.tolerant, *limits);
            let mut documents = Vec::new();
            let mut reader = Reader::new(&self.text, self.id, builder);
            let (read, begins, left) = (reader.read(&mut documents), reader.begun(), reader.left());
            if matches!(read, Err(Stop::Hanging { at, .. }) if self.text.indent(at, &mut limits.reread)) {
                continue;
            }
            *limits = Limits { reread: limits.reread, ..left };
            found.append(&mut documents);
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
