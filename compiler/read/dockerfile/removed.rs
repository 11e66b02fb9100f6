//! What a RUN takes away that a layer below it has: the image keeps every byte of it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lines::Instruction;
use super::stage::Stage;
use super::words::exec_form;
use crate::launch::shell::{SimpleCommand, split_command};
use crate::launch::{Content, Lookup};
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

/// What the commands before one in the same RUN may have made.
#[derive(Default)]
struct Before {
    /// The paths that they name.
    named: BTreeSet<String>,
    /// Some program ran that may make anything.
    open: bool,
}

/// What an `rm` of this RUN takes away, and no command before it in the same RUN may have made.
pub(super) fn removed(it: &Instruction, rest: &str, stage: &Stage) -> Vec<Removed> {
    let (mut found, mut before) = (Vec::new(), Before::default());
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
        before.open |= !changes_nothing(program);
        before.named.extend(words.iter().skip(1).map(|word| stage.absolute(word)));
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
    let words = |command: &SimpleCommand| {
        let words = command.argv(&|name| stage.variable(name));
        words.iter().map(ToString::to_string).collect()
    };
    split_command(&Text::from(body)).unwrap_or_default().iter().map(words).collect()
}

fn below(path: &str, stage: &Stage, before: &Before) -> Option<Below> {
    if before.named.contains(path) {
        return None;
    }
    let base = Content::Image { image: stage.image.base.clone(), path: path.to_owned() };
    match stage.image.files.lookup(path) {
        Lookup::Absent | Lookup::Found { content: Content::Empty, .. } => None,
        // What is in the base image is a guess, where a program may have made it.
        Lookup::Found { content, .. } if content == base => {
            (!before.open && !is_scratch(path)).then_some(Below::Base)
        }
        Lookup::Unknown { beneath, .. } if beneath.contains(&base) => Some(Below::Either),
        _ => Some(Below::Instruction),
    }
}

fn changes_nothing(program: Option<&str>) -> bool {
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
