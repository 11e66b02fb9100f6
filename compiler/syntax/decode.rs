//! Bytes to text.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{SourceId, Sources, Span};

/// Takes a file's bytes as UTF-8. One byte order mark is accepted and dropped, so offsets count without it.
///
/// What is not UTF-8 is reported as AGC004 at its first bad byte, in a readable rendering of the file.
pub fn decode(sources: &Sources, name: &str, bytes: &[u8], sink: &Sink) -> Result<SourceId, Reported> {
    if let Some(order) = utf16(bytes) {
        return Err(sink.error(not_utf8_but_16(sources, name, bytes, order)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(name, text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(error) => Err(sink.error(not_utf8(sources, name, bytes, error.valid_up_to()))),
    }
}

fn not_utf8(sources: &Sources, name: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let lossy = String::from_utf8_lossy(bytes);
    let text = lossy.strip_prefix('\u{feff}').unwrap_or(&lossy);
    // Up to the first bad byte both texts agree; there, the rendering has U+FFFD.
    let start = at.saturating_sub(lossy.len() - text.len());
    let source = sources.add(name, text);
    let byte = bytes.get(at).copied().unwrap_or_default();
    let span = Span::new(source, start, start + '\u{fffd}'.len_utf8());
    Diagnostic::new(&codes::NOT_UTF8, span, format!("byte 0x{byte:02x} at offset {at} is not UTF-8"))
        .label("not a character")
        .help("save the file as UTF-8")
}

#[derive(Clone, Copy)]
enum ByteOrder {
    Little,
    Big,
}

/// UTF-16 by its mark, or, without one, by NUL in every other byte, as ASCII has in UTF-16.
fn utf16(bytes: &[u8]) -> Option<ByteOrder> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(ByteOrder::Little),
        [0xfe, 0xff, ..] => return Some(ByteOrder::Big),
        _ => {}
    }
    let head = &bytes.get(..64).unwrap_or(bytes);
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (nul(0), nul(1), head.len() / 2);
    match half >= 2 {
        true if odd == half && even == 0 => Some(ByteOrder::Little),
        true if even >= half && odd == 0 => Some(ByteOrder::Big),
        _ => None,
    }
}

fn not_utf8_but_16(sources: &Sources, name: &str, bytes: &[u8], order: ByteOrder) -> Diagnostic {
    let units: Vec<u16> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&pair| match order {
            ByteOrder::Little => u16::from_le_bytes(pair),
            ByteOrder::Big => u16::from_be_bytes(pair),
        })
        .collect();
    let text = String::from_utf16_lossy(&units);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let end = text.chars().next().map_or(0, char::len_utf8);
    let encoding = match order {
        ByteOrder::Little => "UTF-16LE",
        ByteOrder::Big => "UTF-16BE",
    };
    let source = sources.add(name, text);
    Diagnostic::new(&codes::NOT_UTF8, Span::new(source, 0, end), format!("the file is {encoding}, not UTF-8"))
        .help(format!("convert it: iconv -f {encoding} -t UTF-8"))
}
