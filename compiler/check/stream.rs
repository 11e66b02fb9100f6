//! A manifest, read part by part: what needs nothing of other files is judged at once and forgotten.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::Sink;
use crate::jvms::Home;
use crate::source::{Source, SourceId, Span};
use crate::yaml::{self, Document, Node};

use super::Linter;
use super::rule::Findings;
use super::run::{Facts, Run, asks};

/// A manifest of which all is judged that needs nothing of other files.
pub struct Read {
    home: Home,
    found: Findings,
    facts: Facts,
    held: Vec<Held>,
    /// Whether all of it could be read.
    complete: bool,
}

/// A document that is judged when the other files are known.
enum Held {
    Kept(Document),
    /// To be read once more.
    Left(Span),
}

/// Bytes of text whose documents are kept until all files of a run are known.
pub struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Self {
        Room(AtomicUsize::new(8_000_000))
    }
}

impl Room {
    fn hold(&self, document: Document) -> Held {
        let size = (document.span.end - document.span.start) as usize;
        let less = |left: usize| left.checked_sub(size);
        let kept = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        if kept { Held::Kept(document) } else { Held::Left(document.span) }
    }
}

/// What became of a part.
#[derive(Default)]
struct Part {
    found: Findings,
    facts: Facts,
    held: Vec<Held>,
}

impl Linter<'_> {
    /// Kubernetes objects; what cannot be read of the stream is told.
    pub fn manifest(&self, id: SourceId, sink: &Sink) {
        let mut read = self.read(id, &Room::default());
        let nothing = |_: &str| None;
        let mut run = Run::new(&nothing);
        read.teach(&mut run);
        self.finish(read, &run, sink);
    }

    /// Reads Kubernetes objects, and judges what can be judged without other files.
    pub fn read(&self, id: SourceId, room: &Room) -> Read {
        let (source, reading, nothing) = (self.sources.get(id), Sink::default(), |_: &str| None);
        let (home, alone) = (Home::of(id, &source), Run::new(&nothing));
        let part = |documents| self.part(documents, &source, (&alone, &home), room);
        let mut read = Read {
            home: home.clone(),
            found: Vec::new(),
            facts: Facts::default(),
            held: Vec::new(),
            complete: true,
        };
        for part in yaml::read_parts(self.sources, id, &reading, &part) {
            read.found.extend(part.found);
            read.facts.append(part.facts);
            read.held.extend(part.held);
        }
        read.complete = !reading.has_errors();
        read.found.extend(reading.into_sorted());
        read
    }

    fn part(&self, documents: Vec<Document>, source: &Source, around: (&Run, &Home), room: &Room) -> Part {
        let mut part = Part::default();
        for document in documents {
            part.facts.append(Facts::of(&document));
            if asks(&document.root) {
                part.held.push(room.hold(document));
            } else {
                part.found.extend(self.document(&document, source, around));
            }
        }
        part
    }

    /// What is found in a document that is put together from several files. No fix is offered: what stands in one
    /// file is there for others, too.
    pub fn assembled(&self, document: &Document, run: &Run) -> Findings {
        let source = self.sources.get(document.span.source);
        let home = Home::of(document.span.source, &source);
        let mut found = self.document(document, &source, (run, &home));
        let is_whole = is_of(&document.root, document.span.source);
        found.iter_mut().filter(|_| !is_whole).for_each(|finding| finding.fix = None);
        found
    }

    /// Judges what waited for the other files, and tells what is found in this one.
    pub fn finish(&self, read: Read, run: &Run, sink: &Sink) {
        let Read { home, mut found, held, complete, .. } = read;
        let source = self.sources.get(home.file);
        let one = |held| match held {
            Held::Kept(document) => self.document(&document, &source, (run, &home)),
            Held::Left(span) => {
                let again = yaml::read_again(&source, span);
                again.iter().flat_map(|document| self.document(document, &source, (run, &home))).collect()
            }
        };
        found.par_extend(held.into_par_iter().flat_map_iter(one));
        if !found.is_empty() {
            self.hide(home.file);
            // What could not be read may hold some, too.
            if !complete {
                self.recogniser.hide_script(home.file, self.sources);
            }
        }
        self.tell(found, &source, home.file, ("#", complete), sink);
    }

    /// Keeps the secrets of a manifest out of what is shown of it. It is read again: most have no findings.
    pub fn hide(&self, id: SourceId) {
        let hide = |documents: Vec<Document>| {
            let roots = documents.iter().map(|document| &document.root);
            self.recogniser.hide_manifest(id, roots, self.sources);
        };
        yaml::read_parts(self.sources, id, &Sink::default(), &hide);
    }
}

/// Whether all of a node stands in one file.
fn is_of(node: &Node, file: SourceId) -> bool {
    node.span.source == file
        && node.items().iter().all(|item| is_of(item, file))
        && node.entries().iter().all(|(key, value)| is_of(key, file) && is_of(value, file))
}

impl Read {
    /// Gives others what it tells them.
    pub fn teach(&mut self, run: &mut Run) {
        run.learn(&self.home, std::mem::take(&mut self.facts));
    }
}
