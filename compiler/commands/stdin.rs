//! Stdin, which ends when it is read: what it held is kept for as often as a run reads its input.

use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::resolve::TOP_LEVEL;
use crate::yaml;

/// What stdin is called in findings.
pub const STDIN: &str = "<stdin>";

static HELD: Mutex<Option<Vec<u8>>> = Mutex::new(None);

/// Whether a path of the command line is stdin.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// All of it.
pub fn bytes() -> std::io::Result<Vec<u8>> {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = held.take().map_or_else(|| limited(std::io::stdin().lock()), Ok)?;
    Ok(held.insert(bytes).clone())
}

/// All of it as text, if it is one.
pub fn text() -> Option<String> {
    String::from_utf8(bytes().ok()?).ok()
}

/// What it would hold with this text. A byte order mark stays.
pub fn replace(text: &str) {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let marked = held.as_ref().is_some_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf"));
    *held = Some(if marked { format!("\u{feff}{text}").into_bytes() } else { text.as_bytes().to_vec() });
}

/// Whether it holds nothing: what was to write to it failed, or had nothing to say.
pub fn is_empty() -> bool {
    bytes().is_ok_and(|bytes| bytes.iter().all(u8::is_ascii_whitespace))
}

/// What is larger than any file may be is not read to its end.
pub fn limited(reader: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(yaml::MAX_STREAM as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a text without a name is a KDL source: its first word is a node that may stand at the top of one, and no
/// key of YAML.
pub fn is_kdl_text(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let code = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with("//"));
    let Some(code) = code else { return text.trim_start().starts_with("//") };
    if code.starts_with("/*") || code.starts_with("/-") {
        return true;
    }
    let end = code.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(code.len());
    let (word, rest) = code.split_at(end);
    (TOP_LEVEL.contains(&word) || word == "import") && !rest.trim_start().starts_with([':', '='])
}

#[cfg(test)]
mod tests {
    use super::is_kdl_text;

    #[test]
    fn kinds_of_text() {
        for text in [
            "app \"pay\" {\n}\n",
            "\u{feff}// why\n\n  defaults {",
            "/- app \"pay\"",
            "/* a */ app \"pay\"",
            "import \"a.kdl\"",
            "registry r/agents",
        ] {
            assert!(is_kdl_text(text), "{text}");
        }
        for text in [
            "app: pay",
            "\"app\": pay",
            "apiVersion: v1",
            "FROM x",
            "- a",
            "",
            "#!/bin/sh",
            "out=1\n",
            "apps x",
        ] {
            assert!(!is_kdl_text(text), "{text}");
        }
    }
}
