//! Where in its file something that a JVM gets is written: the word, else what it is part of, else the value.

use std::rc::Rc;

use crate::launch::{Agent, Lost, Origin, Sourced, option_key};
use crate::source::Span;
use crate::text::Text;

use super::JvmScope;
use super::search::Rank;

impl JvmScope<'_> {
    /// Where something is written: the variable, the command, else the JVM's container or file.
    pub fn place(&self, origin: &Origin) -> Span {
        self.jvm.place_of(origin)
    }

    /// Where an option is written.
    pub fn option(&self, option: &Sourced) -> Span {
        self.nearest(&option.from, &option.text)
    }

    /// Where an agent is loaded.
    pub fn place_of_agent(&self, agent: &Agent) -> Span {
        let word = Text::join([Text::from("-javaagent:"), agent.jar.clone()], "");
        self.nearest(&agent.from, &word)
    }

    fn nearest(&self, from: &Origin, word: &Text) -> Span {
        self.shown(from, word).unwrap_or_else(|| self.place(from))
    }

    /// Where the text shows a JVM option, or what is known of it. Of several places it is the last: that one holds.
    pub fn shown(&self, from: &Origin, word: &Text) -> Option<Span> {
        self.find(from, word).into_iter().last().or_else(|| self.part(from, word))
    }

    /// Every place where a JVM option stands as it is, a word by itself, in order.
    pub fn find(&self, from: &Origin, word: &Text) -> Vec<Span> {
        let Some(word) = word.known().filter(|word| !word.is_empty()) else { return Vec::new() };
        let ends = |c: char| c == '=' || is_separator(c);
        let in_region = |region: Span| {
            let found = positions(self.text_at(region), word, ends);
            let start = |at: usize| region.start as usize + at;
            found.into_iter().map(|at| Span::new(region.source, start(at), start(at) + word.len())).collect()
        };
        self.first_of(from, in_region)
    }

    /// The places in the text of an origin that show these characters.
    pub fn words(&self, from: &Origin, text: &str) -> Rc<[Span]> {
        let in_region = |region: Span| {
            let at = |at: usize| {
                let start = region.start as usize + at;
                Span::new(region.source, start, start + text.len())
            };
            let found = self.text_at(region).match_indices(text).filter(|_| !text.is_empty());
            found.map(|(found, _)| at(found)).collect()
        };
        self.searches.words(from, text, || self.first_of(from, in_region))
    }

    /// How many are lost that say the same, and how many of them before this one.
    pub fn rank(&self, lost: &Lost) -> Rank {
        self.searches.rank(&self.jvm.launch, lost)
    }

    /// Whether it is part of a `$(…)` that arrives as it is written, which is told once.
    pub fn is_in_reference(&self, lost: &Lost) -> bool {
        self.searches.is_in_reference(&self.jvm.launch, lost)
    }

    /// The first of [`words`](Self::words); the origin itself where the text does not show it.
    pub fn place_of(&self, from: &Origin, text: &str) -> Span {
        self.words(from, text).first().copied().unwrap_or_else(|| self.place(from))
    }

    /// The text at a place.
    pub fn text_at(&self, span: Span) -> &str {
        self.source.at(span)
    }

    /// To the end of the word that a span begins.
    pub fn to_end_of_word(&self, word: Span) -> Span {
        let rest = self.source.at(Span { start: word.end, end: u32::MAX, ..word });
        let length = rest.find(|c: char| is_separator(c) && c != ',').unwrap_or(rest.len());
        Span::new(word.source, word.start as usize, word.end as usize + length)
    }

    /// The word that shows what is known of an option whose text is put together from several: `-Dkey` with
    /// whatever value, an agent's jar in whatever folder.
    fn part(&self, from: &Origin, word: &Text) -> Option<Span> {
        let key = option_key(&word.to_string());
        let jar = key.strip_prefix("-javaagent:").map(|path| path.rsplit('/').next().unwrap_or(path));
        let part = jar.unwrap_or(&key);
        if part.is_empty() || part.contains("{{") {
            return None;
        }
        let in_region = |region: Span| {
            let text = self.text_at(region);
            let ends = |c: char| c == '=' || is_separator(c);
            let found: Vec<usize> = if jar.is_some() {
                text.match_indices(part).map(|(at, _)| at).collect()
            } else {
                positions(text, part, ends)
            };
            let whole = |at: usize| {
                let before = text.get(..at).unwrap_or_default();
                let start = before.char_indices().rfind(|(_, c)| is_separator(*c));
                let start = start.map_or(0, |(at, c)| at + c.len_utf8());
                let (start, end) = (region.start as usize + start, region.start as usize + at + part.len());
                self.to_end_of_word(Span::new(region.source, start, end))
            };
            found.into_iter().map(whole).collect()
        };
        self.first_of(from, in_region).into_iter().last()
    }

    /// What is found where the origin is written; a script and a Dockerfile put values together anywhere above.
    /// Of a JVM with more words than anybody writes, the rest is told at the value.
    fn first_of(&self, from: &Origin, find: impl Fn(Span) -> Vec<Span>) -> Vec<Span> {
        let find = |region: Span| {
            let may_read = self.searches.may_read(self.text_at(region).len());
            if may_read { find(region) } else { Vec::new() }
        };
        let near = self.jvm.written_at(from).map(&find).unwrap_or_default();
        if !near.is_empty() || self.jvm.container.is_some() {
            return near;
        }
        let all = find(Span { start: 0, end: u32::MAX, ..self.jvm.place });
        all.into_iter().filter(|span| !self.is_comment(*span)).collect()
    }

    fn is_comment(&self, span: Span) -> bool {
        let before = self.source.at(Span { start: 0, end: span.start, ..span });
        before.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('#'))
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ']' | '[' | ')' | '(' | ';')
}

/// Where a word stands in a text between separators.
pub fn positions(text: &str, word: &str, ends: impl Fn(char) -> bool) -> Vec<usize> {
    let begins = |at: usize| {
        text.get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|c| is_separator(c) || c == '=')
    };
    let parted =
        |at: usize| text.get(at + word.len()..).and_then(|after| after.chars().next()).is_none_or(&ends);
    text.match_indices(word).map(|(at, _)| at).filter(|at| begins(*at) && parted(*at)).collect()
}
