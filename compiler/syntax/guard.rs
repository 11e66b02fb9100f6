//! Limits, and the characters that no source may hold.

use super::mistakes::Mistakes;
use crate::diagnostic::{Diagnostic, codes};

/// Most bytes in one file: the longest settings list that ships has a tenth of it.
pub const MAX_BYTES: usize = 1 << 20;
/// Most blocks inside each other. Profiles need 5; a thread's 2 MiB stack holds thousands.
pub const MAX_DEPTH: usize = 32;
/// Most block comments inside each other.
pub const MAX_COMMENT_DEPTH: usize = 8;
/// Most errors told about one file.
pub const MAX_MISTAKES: usize = 50;

/// Refuses a text for its size or for characters that cannot be seen.
pub(super) fn check(mistakes: &mut Mistakes<'_>) {
    let text = mistakes.text();
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, the limit is {MAX_BYTES}", text.len());
        let found = Diagnostic::new(&codes::TOO_LARGE, mistakes.span(0, 0), message);
        mistakes.stop(found.help("split it: all .kdl files of a folder are one program"));
        return;
    }
    for (at, c) in text.char_indices().filter(|&(_, c)| is_unsafe(c)) {
        let message = format!("{} (U+{:04X}) in the text", describe(c), u32::from(c));
        let found = Diagnostic::new(&codes::UNSAFE_CHARACTER, mistakes.span(at, at + c.len_utf8()), message);
        mistakes.push(found.label("invisible here").help("delete it"));
    }
}

/// Whether a character can hide or change what a reader sees. NEL, VT and FF are line ends in KDL, but not in
/// the editors and the formats this text ends up in.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || is_bidi(c) || c == '\u{feff}'
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn describe(c: char) -> &'static str {
    match c {
        '\0' => "a NUL character",
        '\u{feff}' => "a byte order mark",
        c if is_bidi(c) => "a text direction character",
        _ => "a control character",
    }
}
