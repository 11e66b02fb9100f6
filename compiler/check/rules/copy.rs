//! A `cp`.

use super::commands::Command;
use crate::read::Copying;

/// What a `cp` is asked to do.
pub struct Copy<'c> {
    /// Its words, `cp` itself first.
    pub words: Vec<&'c str>,
    /// What it copies.
    pub sources: Vec<&'c str>,
    /// Whether folders too.
    pub recursive: bool,
    /// Whether with owner, mode and times.
    pub preserves: bool,
    /// Its target is its last word.
    is_last: bool,
}

impl<'c> Copy<'c> {
    /// Takes a command apart; `None` for one that is no `cp`, or not known to its last word.
    pub fn of(command: &'c Command) -> Option<Self> {
        let words = command.known().filter(|_| command.program() == "cp")?;
        let copying = Copying::of(&words)?;
        Some(Copy {
            recursive: copying.recursive(),
            preserves: copying.preserves(),
            is_last: words.last() == Some(&copying.target),
            sources: copying.sources,
            words,
        })
    }

    /// How it begins, as it is written with one blank between words, up to its last source; and how it should:
    /// `-r`, and of each folder what is in it.
    pub fn rewritten(&self) -> Option<(String, String)> {
        let (_, begin) = self.words.split_last().filter(|_| self.is_last)?;
        let kept =
            |word: &&str| !word.starts_with('-') || matches!(*word, "-f" | "-v" | "--force" | "--verbose");
        let whole =
            |word: &str| word.strip_suffix("/*").map_or(word.to_owned(), |folder| format!("{folder}/."));
        let mut words: Vec<String> = begin.iter().copied().filter(kept).map(whole).collect();
        words.insert(1.min(words.len()), "-r".to_owned());
        Some((begin.join(" "), words.join(" ")))
    }
}
