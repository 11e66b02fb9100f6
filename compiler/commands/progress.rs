//! Progress of a run.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, on a terminal, when it takes longer than a moment.
pub struct Bar(ProgressBar, Instant);

/// Shorter runs show nothing.
const MOMENT: Duration = Duration::from_millis(400);

impl Bar {
    /// A bar that counts these.
    pub fn new(things: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {things}")) {
            bar.set_style(style);
        }
        Bar(bar, Instant::now())
    }

    /// So many of all are done.
    pub fn show(&self, done: usize, all: usize) {
        if self.1.elapsed() > MOMENT && self.0.is_hidden() && std::io::stderr().is_terminal() {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.set_length(all as u64);
        self.0.set_position(done as u64);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
