//! The parser counts characters; spans count bytes.

/// Characters between two remembered places: short enough to walk, long enough to keep the table small.
const STRIDE: usize = 128;

/// Translates character indices of one text to byte offsets.
pub(super) struct Offsets<'a> {
    text: &'a str,
    /// Byte offset of every [`STRIDE`]th character; empty for ASCII, where both counts agree.
    marks: Vec<usize>,
}

impl<'a> Offsets<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let all = || text.char_indices().map(|(byte, _)| byte).step_by(STRIDE).collect();
        Offsets { text, marks: if text.is_ascii() { Vec::new() } else { all() } }
    }

    /// Byte offset of a character; the text's length for an index past its end.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.marks.is_empty() {
            return index.min(self.text.len());
        }
        let Some(&mark) = self.marks.get(index / STRIDE) else { return self.text.len() };
        let rest = self.text.get(mark..).unwrap_or_default();
        rest.char_indices().nth(index % STRIDE).map_or(self.text.len(), |(byte, _)| mark + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_of_a_mixed_text() {
        let text = "aé\u{1F600}z\r\n".repeat(100);
        let offsets = Offsets::new(&text);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.byte(index), byte);
        }
        assert_eq!(offsets.byte(600), text.len());
        assert_eq!(offsets.byte(usize::MAX), text.len());
    }
}
