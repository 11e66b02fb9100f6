//! The parser's events, put right and turned into nodes.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Chars, Tag};

use super::build::Builder;
use super::hanging::{Hanging, closing};
use super::limits::Limits;
use super::offsets::Offsets;
use super::said::plainly;
use super::{Document, Kind, MAX_DOCUMENTS, Node, Style, scalar};
use crate::diagnostic::{Diagnostic, Reported, codes};
use crate::source::{SourceId, Span};

/// What nobody but Helm has: what quotes make of it is no manifest either.
const HELM_OBJECTS: [&str; 4] = [".Values.", ".Release.", ".Chart.", "include "];

/// What stands between `{{` and the name in a template of Helm and nowhere else.
const HELM_WORDS: [&str; 9] = [
    ".Values.",
    ".Release.",
    ".Chart.",
    ".Capabilities.",
    ".Files.",
    ".Template.",
    "include ",
    "template ",
    "tpl ",
];

/// Why reading ended early.
pub(super) enum Stop {
    /// Something is wrong, and said.
    Reported(Reported),
    /// A line is indented less than YAML 1.2 wants.
    Hanging {
        /// Where, in the text given to the reader.
        at: usize,
        /// What to say if it cannot be helped.
        finding: Box<Diagnostic>,
    },
}

impl From<Reported> for Stop {
    fn from(reported: Reported) -> Self {
        Stop::Reported(reported)
    }
}

/// Reads one stream once.
pub(super) struct Reader<'a> {
    hanging: &'a Hanging<'a>,
    text: &'a str,
    source: SourceId,
    offsets: Offsets<'a>,
    builder: Builder<'a>,
    /// Where the open document began.
    begun: usize,
    /// One past the last event with text of its own.
    last: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(hanging: &'a Hanging<'a>, id: SourceId, builder: Builder<'a>) -> Self {
        Reader {
            hanging,
            text: &hanging.text,
            source: id,
            offsets: Offsets::new(&hanging.text),
            builder,
            begun: 0,
            last: 0,
        }
    }

    /// Adds the documents, up to the end of the text or to the first thing that is wrong.
    pub(super) fn read(&mut self, documents: &mut Vec<Document>) -> Result<(), Stop> {
        let mut parser = Parser::new_from_str(self.text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, chars)) => self.event(event, chars, documents)?,
                Err(error) => return Err(self.stop(&error)),
            }
        }
        Ok(())
    }

    /// Where in the source the document begins that was read last.
    pub(super) fn begun(&self) -> usize {
        self.hanging.original(self.begun)
    }

    /// What is left of the limits.
    pub(super) fn left(&self) -> Limits {
        self.builder.limits
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.hanging.original(start), self.hanging.original(end))
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn event(
        &mut self,
        event: Event<'a>,
        chars: Chars,
        documents: &mut Vec<Document>,
    ) -> Result<(), Reported> {
        let (start, end) = (self.offsets.byte(chars.start.index()), self.offsets.byte(chars.end.index()));
        match event {
            Event::DocumentStart(_) => {
                self.begun = start;
                self.last = self.last.max(start);
            }
            Event::DocumentEnd => self.end_document(start, documents)?,
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), start, end)?;
                self.builder.scalar(node, anchor)?;
                self.last = self.last.max(end);
            }
            Event::SequenceStart(anchor, _) => self.begin(false, anchor, start, end)?,
            Event::MappingStart(anchor, _) => self.begin(true, anchor, start, end)?,
            Event::SequenceEnd | Event::MappingEnd => {
                let bracket = end.min(start + 1);
                self.builder.end(self.span(start, bracket))?;
                self.last = self.last.max(bracket);
            }
            Event::Alias(anchor) => {
                self.builder.alias(anchor, self.span(start, end))?;
                self.last = self.last.max(end);
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd => {}
        }
        Ok(())
    }

    fn begin(&mut self, map: bool, anchor: usize, start: usize, end: usize) -> Result<(), Reported> {
        let properties = self.slice(start, end);
        let content = after_properties(properties);
        let at = end - content.len();
        let flow = content.starts_with(['{', '[']);
        if flow && self.slice(at, self.text.len()).starts_with("{{") {
            return Err(self.helm(at));
        }
        let style = if flow { Style::Flow } else { Style::Block };
        self.builder.begin(map, self.span(start, start), style, anchor)?;
        self.last = self.last.max(start);
        Ok(())
    }

    fn end_document(&mut self, end: usize, documents: &mut Vec<Document>) -> Result<(), Reported> {
        let Some(root) = self.builder.take() else { return Ok(()) };
        let span = self.span(self.begun, end);
        if root.kind == Kind::Null && root.span.start == root.span.end {
            return Ok(());
        }
        if !Limits::take(&mut self.builder.limits.documents, 1) {
            let message = format!("more than {MAX_DOCUMENTS} documents in one file");
            return Err(self.builder.error(root.span, message, "one document too many"));
        }
        documents.push(Document { root, span });
        Ok(())
    }

    fn scalar(
        &self,
        text: Cow<str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<Node, Reported> {
        let (start, end) = self.scalar_bounds(style, &text, start, end);
        let span = self.span(start, end);
        let helm = match style {
            ScalarStyle::Plain => calls(&text, &HELM_WORDS),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => calls(&text, &HELM_OBJECTS),
            _ => false,
        };
        let kind = match (tag, style) {
            (Some(tag), _) => {
                let tag = format!("{}{}", tag.handle, tag.suffix);
                scalar::tagged(&tag, &text)
                    .map_err(|why| self.builder.error(span, why, "kubectl refuses this"))?
            }
            (None, ScalarStyle::Plain) => scalar::plain(text),
            (None, _) => Kind::String(text.into_owned()),
        };
        if matches!(kind, Kind::Float(number) if !number.is_finite()) {
            let message =
                format!("`{}` is no number that JSON has", after_properties(self.slice(start, end)));
            return Err(self.builder.error(span, message, "kubectl refuses this"));
        }
        if helm {
            let braces = self.text.get(start..).and_then(|rest| rest.find("{{")).unwrap_or_default();
            return Err(self.helm(start + braces));
        }
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        Ok(Node { kind, span, style, shared: false })
    }

    /// The parser's bounds, put right: nothing written has no extent, and a block scalar begins at its `|` or `>`.
    fn scalar_bounds(&self, style: ScalarStyle, text: &str, start: usize, end: usize) -> (usize, usize) {
        let written = self.slice(start, end);
        match style {
            ScalarStyle::Plain if text.is_empty() && !written.starts_with(['!', '&']) => {
                let at = self.behind_colon(start);
                (at, at)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let begin = header(self.slice(self.last, start)).map_or(start, |at| self.last + at);
                (begin, start + written.trim_end().len())
            }
            // In brackets the parser looks for a `:` behind the quote, past comments.
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let content = after_properties(written);
                let length = closing(content, style == ScalarStyle::DoubleQuoted).map(|at| at + 1);
                let end = length.unwrap_or(content.trim_end().len());
                (start, start + written.len() - content.len() + end)
            }
            ScalarStyle::Plain => (start, start + written.trim_end().len()),
        }
    }

    /// The place of a value that is not written: the parser has it before its `:`, behind it, or where the next thing
    /// begins.
    fn behind_colon(&self, start: usize) -> usize {
        let rest = self.slice(self.last.min(start), self.text.len());
        let blanks = rest.len() - rest.trim_start().len();
        let colon = rest.get(blanks..).is_some_and(|rest| rest.starts_with(':'));
        if colon { self.last.min(start) + blanks + 1 } else { start }
    }

    fn stop(&self, error: &ScanError) -> Stop {
        let marker = self.offsets.byte(error.marker().index()).min(self.text.trim_end().len());
        // A tab is reported at the start of the text around it.
        let tab =
            error.info().contains("tab").then(|| self.slice(marker, self.text.len()).find('\t')).flatten();
        let at = marker + tab.unwrap_or(0);
        let rest = self.slice(at, self.text.len());
        let line_end = rest.find('\n').map_or(self.text.len(), |length| at + length);
        if let Some(template) = self.slice(self.last, line_end).find("{{") {
            return self.helm(self.last + template).into();
        }
        let help = rest.starts_with('\t').then(|| "indent with spaces: YAML takes no tabs there".to_owned());
        let finding = Diagnostic::new(
            &codes::MANIFEST,
            self.span(at, at),
            format!("no YAML: {}", plainly(error.info())),
        );
        let finding = finding.label("reading stopped here").maybe_help(help);
        if error.info().starts_with("invalid indentation") {
            return Stop::Hanging { at, finding: Box::new(finding) };
        }
        self.builder.sink.error(finding).into()
    }

    fn helm(&self, at: usize) -> Reported {
        let finding =
            Diagnostic::new(&codes::HELM_TEMPLATE, self.span(at, at + 2), "a Helm template, not a manifest");
        let help = "give what `helm template` prints, or use the target `helm-values`";
        self.builder.sink.error(finding.label("Helm fills this in").help(help))
    }
}

/// What follows the anchor, the tag, and comments at the start of a collection.
fn after_properties(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let skip = match rest.as_bytes().first() {
            Some(b'&' | b'!') => rest.find(char::is_whitespace),
            Some(b'#') => rest.find('\n'),
            _ => return rest,
        };
        rest = skip.and_then(|length| rest.get(length..)).unwrap_or_default().trim_start();
    }
}

/// Where the `|` or `>` of a block scalar stands in the text before its content.
fn header(before: &str) -> Option<usize> {
    let mut found = None;
    let mut offset = 0;
    for line in before.split_inclusive('\n') {
        let code = line.split_once(" #").map_or(line, |(code, _)| code);
        found = code.rfind(['|', '>']).map(|at| offset + at).or(found);
        offset += line.len();
    }
    found
}

/// Whether a text has an expression that only Helm understands; other `{{ }}` is somebody's data.
fn calls(text: &str, words: &[&str]) -> bool {
    // Nearly every scalar is done here.
    if !text.as_bytes().contains(&b'{') {
        return false;
    }
    text.match_indices("{{").any(|(at, _)| {
        let inside = text.get(at + 2..).unwrap_or_default().trim_start_matches(['-', ' ', '$']);
        words.iter().any(|word| inside.starts_with(word))
    })
}
