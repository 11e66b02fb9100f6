//! Words of a message that nobody reads to the end.

/// A word with more characters is cut.
const LONGEST: usize = 300;
/// Characters that are left before and behind the cut.
const LEFT: (usize, usize) = (120, 20);

/// The text with its longest words cut: what they quote stands in the source, at the place of the finding.
pub(super) fn cut(text: String) -> String {
    let long = |word: &str| word.len() > LONGEST && word.chars().count() > LONGEST;
    if !text.split(char::is_whitespace).any(long) {
        return text;
    }
    let word = |whole: &str| {
        let word = whole.trim_end();
        if long(word) { shortened(word) + &whole[word.len()..] } else { whole.to_owned() }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

fn shortened(word: &str) -> String {
    let count = word.chars().count();
    let start: String = word.chars().take(LEFT.0).collect();
    let end: String = word.chars().skip(count.saturating_sub(LEFT.1)).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_words_are_cut() {
        let plain = format!("a {} b\n", "x".repeat(LONGEST));
        assert_eq!(cut(plain.clone()), plain);
        let cut = cut(format!("unknown node `{}` here", "é".repeat(100_000)));
        assert_eq!(cut, format!("unknown node `{}…{}` here", "é".repeat(119), "é".repeat(19)));
    }
}
