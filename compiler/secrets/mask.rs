//! Texts in which secrets are hidden.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::forms::{self, looks_secret};
use super::names::Names;
use super::scan::{self, Reading};
use super::words::{called_secret, is_all_reference, is_mixed, names_secret};

/// What stands for a secret.
pub const HIDDEN: &str = "{{secret}}";

/// Parts of names that secrets have, in any case: what has none of them need not be looked at closely.
const PARTS: [&str; 6] = ["pass", "pw", "secret", "token", "key", "credential"];

/// Which secrets a run has seen.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    names: Names,
    values: BTreeSet<String>,
    /// Finds the values, and the names.
    finders: Option<(AhoCorasick, AhoCorasick)>,
}

impl Mask {
    /// Takes a name whose values are secret; `whole`: to the end of the word, over commas.
    pub fn know_name(&mut self, name: &str, whole: bool) {
        self.names.tell(name, whole);
    }

    /// Takes a name that is no secret's, and is written nearly like one.
    pub fn know_plain(&mut self, name: &str) {
        self.names.exempt(name);
    }

    /// Takes a value, to be hidden wherever it stands by itself; a plain word would hide too much.
    pub fn know_value(&mut self, value: &str) {
        for line in value.lines().map(str::trim).filter(|line| is_telling(line)) {
            self.values.insert(line.to_owned());
            // A kubelet, and Compose, make one sign of two.
            self.values.insert(line.replace("$$", "$"));
        }
    }

    /// Makes ready to hide.
    #[must_use]
    pub fn ready(mut self) -> Self {
        let values = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&self.values);
        let names = PARTS.iter().copied().chain(self.names.parts());
        let names = AhoCorasick::builder().ascii_case_insensitive(true).build(names);
        self.finders = values.ok().zip(names.ok());
        self
    }

    /// The same without the values that were seen.
    #[must_use]
    pub fn without_values(&self) -> Self {
        Mask { names: self.names.clone(), ..Mask::default() }.ready()
    }

    /// Whether a name may be a secret's; most are told not to be at once.
    pub fn may_name(&self, name: &str) -> bool {
        self.finders.as_ref().is_none_or(|(_, names)| names.is_match(name))
    }

    /// Whether what a name has as its value must not be shown.
    pub fn is_secret(&self, name: &str, value: &str) -> bool {
        if !self.may_name(name) {
            return false;
        }
        let told = self.names.get(name).is_some() && !value.trim().is_empty() && !is_all_reference(value);
        told || names_secret(name, value) || called_secret(name) && is_mixed(value)
    }

    /// Whether a profile calls a name secret, or something was told to be.
    pub fn is_told(&self, name: &str) -> bool {
        self.names.get(name).is_some()
    }

    /// The variables that what a name has as its value is made of, where that is a secret: they are secret, too.
    pub fn feeding(&self, name: &str, value: &str) -> Vec<String> {
        let is_secret = value.contains('$')
            && self.may_name(name)
            && (self.names.get(name).is_some() || called_secret(name));
        if is_secret { scan::variables(value) } else { Vec::new() }
    }

    /// The variables that the secrets in a message or a value are made of.
    pub fn feeding_text(&self, text: &str) -> Vec<String> {
        self.variables(text, Reading::Message)
    }

    /// The same for the lines of a file.
    pub fn feeding_file(&self, text: &str) -> Vec<String> {
        self.variables(text, Reading::File)
    }

    fn variables(&self, text: &str, reading: Reading) -> Vec<String> {
        let lines = text.split_inclusive('\n').filter(|line| line.contains('$') && self.may_name(line));
        lines.flat_map(|line| scan::references(line, reading, &|name| self.names.get(name))).collect()
    }

    /// A text of a message or a value, without secrets.
    pub fn text(&self, text: &str) -> String {
        replaced(text, self.in_text(text))
    }

    /// A text without the values that were seen.
    pub fn without_known(&self, text: &str) -> String {
        replaced(text, self.known(text).collect())
    }

    /// The value of something with a name, without secrets.
    pub fn value(&self, name: &str, value: &str) -> String {
        if self.is_secret(name, value) { HIDDEN.to_owned() } else { self.text(value) }
    }

    /// A word of a command line: `--name=value`, `-Dname=value`.
    pub fn word(&self, word: &str) -> String {
        let bare = word.trim_start_matches('-');
        let bare = if word.starts_with('-') { bare.strip_prefix('D').unwrap_or(bare) } else { bare };
        match bare.split_once('=') {
            Some((name, value)) if self.is_secret(name, value) => {
                let kept = word.get(..word.len() - value.len()).unwrap_or_default();
                format!("{kept}{HIDDEN}")
            }
            _ => self.text(word),
        }
    }

    /// The words of a command line, in which `--name` may have its value in the next.
    pub fn words(&self, words: &[String]) -> Vec<String> {
        let before = std::iter::once("").chain(words.iter().map(String::as_str));
        let one = |(before, word): (&str, &String)| {
            let takes_next = before.starts_with('-') && !before.contains('=') && !word.starts_with('-');
            if takes_next && self.is_secret(before.trim_start_matches('-'), word) {
                return HIDDEN.to_owned();
            }
            self.word(word)
        };
        before.zip(words).map(one).collect()
    }

    /// Whether a text has a secret in it.
    pub fn hides(&self, text: &str) -> bool {
        !self.in_text(text).is_empty() || looks_secret(text).is_some()
    }

    /// Where a value or a message shows secrets, in order, none over another.
    pub fn in_text(&self, text: &str) -> Vec<Range<usize>> {
        self.ranges(text, Reading::Message)
    }

    /// Where the lines of a file do.
    pub fn in_file(&self, text: &str) -> Vec<Range<usize>> {
        self.ranges(text, Reading::File)
    }

    /// Where a text shows what is a secret by its own form.
    pub fn by_form(&self, text: &str) -> Vec<Range<usize>> {
        forms::places(text)
    }

    /// Where a text has values that were seen.
    fn known<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let hits = self.finders.iter().flat_map(move |(values, _)| values.find_iter(text));
        hits.map(|hit| hit.range()).filter(move |range| stands_alone(text, range))
    }

    fn ranges(&self, text: &str, reading: Reading) -> Vec<Range<usize>> {
        let mut found = forms::places(text);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if self.may_name(line) {
                let pairs = scan::pairs(line, reading, &|name| self.names.get(name));
                found.extend(pairs.into_iter().map(|range| start + range.start..start + range.end));
            }
            start += line.len();
        }
        found.extend(self.known(text));
        found.retain(|range| !range.is_empty());
        found.sort_by_key(|range| range.start);
        found.dedup_by(|next, last| {
            let joins = next.start <= last.end;
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
        found
    }
}

/// A text with something else in these places.
fn replaced(text: &str, places: Vec<Range<usize>>) -> String {
    let (mut shown, mut from) = (String::new(), 0);
    for range in places {
        shown.push_str(text.get(from..range.start).unwrap_or_default());
        shown.push_str(HIDDEN);
        from = range.end;
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Whether a value is hardly anything else by chance, such as the name of a service.
fn is_telling(value: &str) -> bool {
    let plain = value.bytes().all(|b| b.is_ascii_lowercase());
    value.len() >= if plain { 12 } else { 5 }
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}
