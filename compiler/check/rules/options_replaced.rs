//! An options variable that is set anew, without what it held.

use crate::check::{Check, DockerfileScope, Findings, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::holds_options;
use crate::launch::shell::{Join, SimpleCommand, Word, references};
use crate::read::dockerfile::Instruction;
use crate::source::Span;
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::OPTIONS_REPLACED,
    page: include_str!("options-replaced.md"),
    strict: false,
    check: Check::Several(&[Check::Script(in_script), Check::Dockerfile(in_dockerfile)]),
};

fn finding(name: &str, place: Span, before: Span) -> Diagnostic {
    let message = format!("{name} is set anew: what it was set to before is lost");
    Diagnostic::new(RULE.code, place, message)
        .related(before, "lost")
        .help(format!("begin the value with ${name}, or take the first one out"))
}

/// A variable that a script has set, and where.
struct Set {
    name: String,
    place: Span,
}

fn in_script(scope: &ScriptScope, found: &mut Findings) {
    let (mut set, mut depth): (Vec<Set>, usize) = (Vec::new(), 0);
    for command in &scope.script.commands {
        depth = inside(command, depth);
        // What another command uses has served its purpose.
        set.retain(|it| !uses(command, &it.name));
        for (name, value) in command.assigned() {
            if !holds_options(&name) {
                continue;
            }
            let start = value.range.start.saturating_sub(name.len() + 1);
            let place = Span::new(scope.id, start, value.range.end);
            let surely = depth == 0 && !matches!(command.join, Join::And | Join::Or | Join::Group);
            let surely = surely && !value.mentions(&name);
            let before = set.iter().position(|it| it.name == name).filter(|_| surely);
            if let Some(before) = before.map(|at| set.remove(at)) {
                found.push(finding(&name, place, before.place));
            }
            if value.literal().is_none_or(|text| !text.is_empty()) {
                set.push(Set { name, place });
            }
        }
    }
}

fn uses(command: &SimpleCommand, name: &str) -> bool {
    let assigned = command.assigned();
    let own = assigned.iter().map(|(_, value)| value);
    command.words.iter().chain(own).any(|word: &Word| word.mentions(name))
}

/// How deep in branches, loops and functions the script is behind a command.
fn inside(command: &SimpleCommand, depth: usize) -> usize {
    let word = |word: &Word| word.last_part();
    command.words.iter().filter_map(word).fold(depth, |depth, word| match word.as_str() {
        "if" | "case" | "for" | "while" | "until" | "{" => depth + 1,
        "fi" | "esac" | "done" | "}" => depth.saturating_sub(1),
        _ => depth,
    })
}

/// What an agent's image sets that the stage begins with.
fn of_base(scope: &DockerfileScope, stage: &[Instruction], base: &str) -> Vec<Set> {
    let config = scope.recogniser.config(base).unwrap_or_default();
    let Some(place) = stage.first().map(|from| scope.place(from)) else { return Vec::new() };
    let options = config.env.into_iter().filter(|(name, _)| holds_options(name));
    options.map(|(name, _)| Set { name, place }).collect()
}

fn in_dockerfile(scope: &DockerfileScope, found: &mut Findings) {
    for (stage, base) in scope.stages().zip(&scope.reading.bases) {
        let mut set = of_base(scope, stage, base);
        for it in stage.iter().filter(|it| it.keyword == "ENV") {
            for pair in it.pairs().into_iter().filter(|pair| holds_options(&pair.name)) {
                let (name, place) = (pair.name, scope.span(&pair.range));
                let keeps = references(&Text::from(pair.value.as_str())).contains(&name);
                let before = set.iter().position(|it| it.name == name).map(|at| set.remove(at));
                if let Some(before) = before.filter(|_| !keeps) {
                    found.push(finding(&name, place, before.place));
                }
                set.push(Set { name, place });
            }
        }
    }
}
