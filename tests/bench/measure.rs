//! Two pieces of work, measured by turns.

use std::fmt;
use std::time::{Duration, Instant};

/// At least this many turns, and at least this long.
const TURNS: usize = 7;
const TIME: Duration = Duration::from_millis(500);

/// A row of the table, or why it cannot be measured here.
pub type Measured = fn() -> Result<Row, String>;

/// One line of the table.
pub struct Row {
    what: String,
    peer: String,
    read: String,
    ours: Vec<Duration>,
    theirs: Vec<Duration>,
}

impl Row {
    /// The line above the first row.
    pub const HEAD: &'static str = "   ratio  median         here         peer  what / peer";

    /// Does both by turns, so that what else the machine does falls on both.
    pub fn measure(
        [what, peer, read]: [String; 3],
        ours: impl Fn() -> usize,
        theirs: impl Fn() -> usize,
    ) -> Row {
        let mut row = Row { what, peer, read, ours: Vec::new(), theirs: Vec::new() };
        // The first turn fills caches, and what is made once.
        let _ = (timed(&ours), timed(&theirs));
        let start = Instant::now();
        while row.ours.len() < TURNS || start.elapsed() < TIME {
            row.ours.push(timed(&ours));
            row.theirs.push(timed(&theirs));
        }
        row.ours.sort();
        row.theirs.sort();
        row
    }

    /// Between the fastest turns: what else the machine does only ever adds.
    pub fn ratio(&self) -> f64 {
        self.between(0)
    }

    fn between(&self, turn: usize) -> f64 {
        self.ours[turn].as_secs_f64() / self.theirs[turn].as_secs_f64()
    }
}

fn timed(work: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |times: &[Duration]| format!("{:.2} ms", times[0].as_secs_f64() * 1e3);
        let (fastest, median) = (self.ratio(), self.between(self.ours.len() / 2));
        let (ours, theirs) = (ms(&self.ours), ms(&self.theirs));
        write!(f, "{fastest:>8.2}{median:>8.2} {ours:>12} {theirs:>12}  ")?;
        write!(f, "{} / {} ({})", self.what, self.peer, self.read)
    }
}
