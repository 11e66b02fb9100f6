//! Text to documents.

use super::hanging::Hanging;
use super::read::{Reader, Stop};
use super::{Document, MAX_BYTES};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{SourceId, Sources, Span};

/// Reads a stream of documents; the first thing that is wrong with it is reported and ends the reading.
pub fn parse(sources: &Sources, id: SourceId, sink: &Sink) -> Result<Vec<Document>, Reported> {
    let source = sources.get(id);
    if source.text.len() > MAX_BYTES {
        let message = format!("{} is larger than {} MB", source.name, MAX_BYTES / 1_000_000);
        let finding = Diagnostic::new(&codes::TOO_LARGE, Span::new(id, 0, 0), message);
        return Err(sink.error(finding.help("split the file")));
    }
    check_characters(&source.text, id, sink)?;
    let mut text = Hanging::new(&source.text);
    loop {
        match Reader::new(&text, &source, id, sink).read() {
            Ok(documents) => return Ok(documents),
            Err(Stop::Reported(reported)) => return Err(reported),
            Err(Stop::Hanging { at, finding }) => {
                if !text.indent(at) {
                    return Err(sink.error(*finding));
                }
            }
        }
    }
}

/// YAML's printable characters; the parser takes a NUL for the end of the text.
fn check_characters(text: &str, id: SourceId, sink: &Sink) -> Result<(), Reported> {
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
