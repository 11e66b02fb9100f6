//! Collects what is wrong with one text.

use std::collections::BTreeSet;

use super::guard::MAX_MISTAKES;
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{SourceId, Span};

/// The mistakes found in one text, at most one a place, so that none is told twice in other words.
pub(super) struct Mistakes<'t> {
    source: SourceId,
    text: &'t str,
    found: Vec<Diagnostic>,
    places: BTreeSet<Span>,
    stopped: bool,
    /// Mistakes past [`MOST_KEPT`].
    untold: usize,
}

/// Enough to pick the first [`MAX_MISTAKES`] from, whatever order they are found in.
const MOST_KEPT: usize = 20 * MAX_MISTAKES;

impl<'t> Mistakes<'t> {
    pub fn new(source: SourceId, text: &'t str) -> Self {
        Mistakes { source, text, found: Vec::new(), places: BTreeSet::new(), stopped: false, untold: 0 }
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The text between two offsets.
    pub fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    pub fn push(&mut self, mistake: Diagnostic) {
        if self.found.len() >= MOST_KEPT {
            self.untold += 1;
            return;
        }
        let place = mistake.primary.as_ref().map(|p| p.span);
        if place.is_none_or(|span| self.places.insert(Span { end: span.start, ..span })) {
            self.found.push(mistake);
        }
    }

    /// A mistake after which reading on makes no sense.
    pub fn stop(&mut self, mistake: Diagnostic) {
        self.stopped = true;
        self.found.push(mistake);
    }

    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Reports all, in the order of the text, and what they come to.
    pub fn report(mut self, sink: &Sink) -> Result<(), Reported> {
        self.found.sort_by_key(|d| d.primary.as_ref().map(|p| p.span.start));
        if let Some(first) = self.found.get(MAX_MISTAKES).and_then(|d| d.primary.as_ref()) {
            let more = self.found.len() - MAX_MISTAKES + self.untold;
            let rest =
                Diagnostic::new(&codes::KDL_SYNTAX, first.span, format!("{more} more mistakes from here"))
                    .help("is this KDL?");
            self.found.truncate(MAX_MISTAKES);
            self.found.push(rest);
        }
        let mut outcome = Ok(());
        for mistake in self.found {
            outcome = Err(sink.error(mistake));
        }
        outcome
    }
}
