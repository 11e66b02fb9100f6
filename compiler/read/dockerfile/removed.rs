//! What a RUN takes away that a layer below it has: the image keeps every byte of it.

use std::ops::Range;

use super::lines::Instruction;
use super::stage::Stage;
use super::words::exec_form;
use crate::launch::shell::{SimpleCommand, split_command};
use crate::launch::{Content, Lookup, clean};
use crate::text::Text;

/// Something that is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Its path.
    pub path: String,
    /// Who has it.
    pub below: Below,
    /// Bytes of the instruction.
    pub range: Range<usize>,
}

/// Who has what is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// An instruction before.
    Instruction,
    /// The base image, if anybody.
    Base,
    /// One of the two.
    Either,
}

/// What an `rm` of this RUN takes away, and no command before it in the same RUN may have made.
pub(super) fn removed(it: &Instruction, rest: &str, stage: &Stage) -> Vec<Removed> {
    let mut found = Vec::new();
    let mut before: Vec<Vec<String>> = Vec::new();
    for words in commands(it, rest, stage) {
        let program = words.first().map(|first| first.rsplit('/').next().unwrap_or(first));
        if program == Some("rm") {
            let paths = words.iter().skip(1).filter(|word| !word.starts_with('-'));
            let paths = paths.map(|path| stage.absolute(path.trim_end_matches("/*")));
            let below = |path: String| {
                let below = below(&path, stage, &before)?;
                Some(Removed { path, below, range: it.range.clone() })
            };
            found.extend(paths.filter_map(below));
        }
        before.push(words);
    }
    found
}

/// The commands, as far as their words are known.
fn commands(it: &Instruction, rest: &str, stage: &Stage) -> Vec<Vec<String>> {
    if !rest.contains("rm") && it.heredocs.is_empty() {
        return Vec::new();
    }
    if let Some(argv) = exec_form(rest) {
        return vec![argv];
    }
    let body = match it.heredocs.as_slice() {
        [heredoc] if rest == heredoc.word => heredoc.body.as_str(),
        _ => rest,
    };
    let env = stage.environment();
    let words = |command: &SimpleCommand| {
        let words = command.argv(&|name| env.get(name).cloned());
        words.iter().map(ToString::to_string).collect()
    };
    split_command(&Text::from(body)).unwrap_or_default().iter().map(words).collect()
}

fn below(path: &str, stage: &Stage, before: &[Vec<String>]) -> Option<Below> {
    let base = Content::Image { image: stage.image.base.clone(), path: path.to_owned() };
    let content = match stage.image.files.lookup(path) {
        Lookup::Found { content, .. } => content,
        Lookup::Unknown { beneath, .. } if !is_named(path, stage, before) => {
            let either = beneath.contains(&base);
            return Some(if either { Below::Either } else { Below::Instruction });
        }
        _ => return None,
    };
    let of_base = content == base;
    match content {
        Content::Empty => None,
        // A program may make anything; what is in the base image is then a guess.
        _ if of_base => {
            (before.iter().all(|words| changes_nothing(words)) && !is_scratch(path)).then_some(Below::Base)
        }
        _ => (!is_named(path, stage, before)).then_some(Below::Instruction),
    }
}

/// Whether a command before names the path: it may have made it.
fn is_named(path: &str, stage: &Stage, before: &[Vec<String>]) -> bool {
    let same = |word: &String| clean(&stage.absolute(word)) == path;
    before.iter().flatten().any(same)
}

fn changes_nothing(words: &[String]) -> bool {
    let program = words.first().map(|first| first.rsplit('/').next().unwrap_or(first));
    matches!(program, None | Some("rm" | "set" | "echo" | "cd" | "true" | "test" | "["))
}

/// Where every build tidies up, whether something is there or not.
fn is_scratch(path: &str) -> bool {
    const SCRATCH: [&str; 10] = [
        "/tmp",
        "/var/tmp",
        "/var/cache",
        "/var/lib/apt",
        "/var/log",
        "/root",
        "/usr/share",
        "/etc",
        "/usr/lib",
        "/run",
    ];
    path == "/"
        || SCRATCH.iter().any(|folder| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}
