//! `survivors.txt`: changes that no JVM can see, each with its reason.
//!
//! A line is `<target> <file and pointer> <kind> -- <reason>`; `*` stands for any characters, `|` for a choice of
//! kinds. Empty lines and lines that start with `#` say nothing.

use std::fs;
use std::path::Path;

#[derive(Debug)]
struct Line {
    text: String,
    target: String,
    place: String,
    kinds: String,
}

/// All lines.
#[derive(Debug)]
pub struct Survivors(Vec<Line>);

/// Which lines explained something.
#[derive(Debug)]
pub struct Used(Vec<bool>);

impl Survivors {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Survivors(lines.map(line).collect())
    }

    /// The first line that explains this survivor.
    pub fn line_for(&self, target: &str, place: &str, kind: &str) -> Option<usize> {
        self.0.iter().position(|line| {
            fits(&line.target, target) && fits(&line.place, place) && line.kinds.split('|').any(|k| k == kind)
        })
    }

    pub fn unused(&self) -> Used {
        Used(vec![false; self.0.len()])
    }
}

impl Used {
    pub fn mark(&mut self, line: usize) {
        self.0[line] = true;
    }

    /// Lines that explained nothing.
    pub fn idle(&self, lines: &Survivors) -> Vec<String> {
        let idle = lines.0.iter().zip(&self.0).filter(|(_, used)| !**used);
        idle.map(|(line, _)| line.text.clone()).collect()
    }
}

fn line(text: &str) -> Line {
    let parts = text.split_once(" -- ").filter(|(_, reason)| !reason.trim().is_empty());
    let (pattern, _) = parts.unwrap_or_else(|| panic!("no reason: {text}"));
    let words: Vec<&str> = pattern.split_whitespace().collect();
    let [target, place, kinds] = words.as_slice() else { panic!("target, place and kind: {text}") };
    Line {
        text: text.to_owned(),
        target: (*target).to_owned(),
        place: (*place).to_owned(),
        kinds: (*kinds).to_owned(),
    }
}

/// Whether a glob fits a whole text.
fn fits(glob: &str, text: &str) -> bool {
    match glob.split_once('*') {
        None => glob == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| fits(after, &rest[at..]))
        }),
    }
}

#[test]
fn globs_fit_whole_texts() {
    assert!(fits("*/env/*/name", "patch.yaml/spec/env/3/name"));
    assert!(!fits("*/env/*/name", "patch.yaml/spec/env/3/name/x"));
    assert!(fits("*", "") && !fits("a", "ab"));
}
