//! Texts and places in them. A [`Span`] is three integers; [`Sources`] owns what they point into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::secrets::Mask;

/// Names one text in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// Byte offsets `start..end` (UTF-8) in one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text the offsets count in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets past 4 GiB are clamped (no source is that large).
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |n| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that holds both; both must be of one source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

/// One text: its name is what diagnostics print, with `/` as the separator.
#[derive(Debug)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Path as the user would type it, or `<stdin>`, or `profiles/…` for an embedded file.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
}

/// Starts the line of a generated file that holds the digest of all its other lines.
pub const DIGEST_LINE: &str = "# agentc: sha256:";

/// A one-based place in a text: `column` counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// One-based line.
    pub line: u32,
    /// One-based column in characters.
    pub column: u32,
}

impl Source {
    fn new(id: SourceId, name: String, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1);
        let line_starts = std::iter::once(0).chain(starts).filter_map(|n| u32::try_from(n).ok()).collect();
        Source { id, name, text, line_starts }
    }

    /// Whether the text says that it was generated.
    pub fn is_generated(&self) -> bool {
        let header = self.text.lines().take_while(|line| line.starts_with('#'));
        header.into_iter().any(|line| line.starts_with(DIGEST_LINE))
    }

    /// The text at a place; none for one of another text.
    pub fn at(&self, place: Span) -> &str {
        let end = self.text.len().min(place.end as usize);
        self.text.get(place.start as usize..end).filter(|_| place.source == self.id).unwrap_or_default()
    }

    /// The bytes of a one-based line, its end apart; the text's end for one that there is not.
    pub fn line(&self, number: u32) -> std::ops::Range<usize> {
        let at = |line: usize| self.line_starts.get(line).map_or(self.text.len(), |&start| start as usize);
        let (start, end) = (at(number.max(1) as usize - 1), at(number.max(1) as usize));
        start..start + self.text.get(start..end).unwrap_or_default().trim_end().len()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn place(&self, offset: u32) -> Place {
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        let one_based = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Place { line: one_based(line), column: one_based(column) }
    }
}

/// All texts read in this run.
#[derive(Debug, Default)]
pub struct Sources {
    texts: Mutex<Vec<(Arc<Source>, Option<String>)>>,
    kept: Mutex<Kept>,
    looked_at: OnceLock<usize>,
}

/// What nobody may read of the texts.
#[derive(Debug, Default)]
struct Kept {
    mask: Mask,
    /// Places of secrets.
    places: BTreeMap<SourceId, Vec<(u32, u32)>>,
    /// Texts that anybody wrote, in any way.
    foreign: BTreeSet<SourceId>,
}

impl Sources {
    /// Takes a text and gives it an id.
    pub fn add(&self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let mut all = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let id = SourceId(u32::try_from(all.len()).unwrap_or(u32::MAX));
        all.push((Arc::new(Source::new(id, name.into(), text.into())), None));
        id
    }

    /// The text behind an id that this `Sources` gave out.
    pub fn get(&self, id: SourceId) -> Arc<Source> {
        let all = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&all[id.0 as usize].0)
    }

    /// Remembers where below the root of its tree a text stands.
    pub fn set_path(&self, id: SourceId, path: &str) {
        let mut all = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        all[id.0 as usize].1 = Some(path.to_owned());
    }

    /// Where below the root of its tree a text stands: the same on every machine, unlike its name.
    pub fn path(&self, id: SourceId) -> Option<String> {
        let all = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        all[id.0 as usize].1.clone()
    }

    /// Takes how many files of the user were looked at, for the summary; the first number holds.
    pub fn look_at(&self, files: usize) {
        let _ = self.looked_at.set(files);
    }

    /// How many files of the user were looked at, as far as that was told.
    pub fn looked_at(&self) -> Option<usize> {
        self.looked_at.get().copied()
    }

    /// Takes what is known of secrets.
    pub fn learn(&self, teach: impl FnOnce(&mut Mask)) {
        teach(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner).mask);
    }

    /// Says of a text that it may have secrets anywhere.
    pub fn distrust(&self, id: SourceId) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).foreign.insert(id);
    }

    /// Says where a text has secrets.
    pub fn hide(&self, id: SourceId, places: impl IntoIterator<Item = Span>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept.places.entry(id).or_default();
        own.extend(places.into_iter().map(|span| (span.start, span.end)));
    }

    /// The places of secrets in a text, as far as they were told.
    pub fn hidden(&self, id: SourceId) -> Vec<(u32, u32)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.places.get(&id).cloned().unwrap_or_default()
    }

    /// Whether a text may have secrets anywhere.
    pub fn is_distrusted(&self, id: SourceId) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).foreign.contains(&id)
    }

    /// Whether any text is known to have a secret.
    pub fn hides(&self) -> bool {
        !self.kept.lock().unwrap_or_else(PoisonError::into_inner).places.is_empty()
    }

    /// What hides the secrets that were seen so far.
    pub fn mask(&self) -> Mask {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).mask.clone().ready()
    }

    /// What knows secrets by their names alone.
    pub fn judge(&self) -> Mask {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).mask.without_values()
    }

    /// Name and one-based place of a span's start.
    pub fn locate(&self, span: Span) -> (String, Place) {
        let source = self.get(span.source);
        (source.name.clone(), source.place(span.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let sources = Sources::default();
        let id = sources.add("a.kdl", "é x\nsecond");
        let source = sources.get(id);
        assert_eq!(source.place(3), Place { line: 1, column: 3 });
        assert_eq!(source.place(5), Place { line: 2, column: 1 });
        assert_eq!(source.place(999), Place { line: 2, column: 7 });
    }
}
