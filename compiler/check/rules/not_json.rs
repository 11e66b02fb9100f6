//! A list that is no JSON.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::dockerfile::Instruction;

pub const RULE: Rule = Rule {
    code: &codes::NOT_JSON,
    page: include_str!("not-json.md"),
    strict: false,
    check: Check::Dockerfile(check),
};

fn check(scope: &DockerfileScope, found: &mut Findings) {
    for it in scope.reading.instructions.iter().filter(|it| is_meant_as_list(it)) {
        let message = match it.keyword.as_str() {
            "COPY" | "ADD" | "VOLUME" => {
                format!("{} takes this for file names: it is no JSON list", it.keyword)
            }
            keyword => format!("{keyword} gives this to a shell as it is: it is no JSON list"),
        };
        let place = scope.span(&it.place(0..it.rest.len()));
        let edits = list(&it.rest).map(|list| (place, list)).into_iter().collect();
        let finding = Diagnostic::new(RULE.code, place, message);
        found.push(
            finding.help("put each word into double quotes, with commas between").fix("write JSON", edits),
        );
    }
}

/// Whether an instruction's text begins like a list and is none, so that a shell or a path is made of it.
pub fn is_meant_as_list(it: &Instruction) -> bool {
    let takes = matches!(it.keyword.as_str(), "ADD" | "CMD" | "COPY" | "ENTRYPOINT" | "RUN" | "VOLUME");
    // `[ -f x ]` and `[[ … ]]` are tests.
    let Some(inside) = it.rest.strip_prefix('[').filter(|_| takes) else { return false };
    let is_test = inside.starts_with('[') || inside.starts_with([' ', '\t']) && !inside.contains(',');
    let quoted = inside.trim_start().starts_with(['"', '\'', '\u{201c}', '\u{2018}']);
    let is_json = serde_json::from_str::<Vec<serde_json::Value>>(it.rest.trim()).is_ok();
    !is_json && !is_test && (quoted || inside.trim_end().ends_with(']'))
}

/// What was meant: the words between quotes and commas.
fn list(text: &str) -> Option<String> {
    let inside = text.strip_prefix('[')?.trim_end().strip_suffix(']')?;
    let (mut words, mut current, mut open): (Vec<String>, Option<String>, Option<char>) =
        (Vec::new(), None, None);
    for c in inside.chars() {
        match (c, open) {
            (_, Some(end)) if c == end => {
                open = None;
                words.extend(current.take());
            }
            ('"' | '\'', None) if current.is_none() => (open, current) = (Some(c), Some(String::new())),
            ('\u{201c}', None) => (open, current) = (Some('\u{201d}'), Some(String::new())),
            ('\u{2018}', None) => (open, current) = (Some('\u{2019}'), Some(String::new())),
            (',' | ' ' | '\t', None) => words.extend(current.take()),
            _ => current.get_or_insert_default().push(c),
        }
    }
    words.extend(current);
    let quoted = words.iter().map(|word| serde_json::Value::from(word.as_str()).to_string());
    (open.is_none() && !words.is_empty()).then(|| format!("[{}]", quoted.collect::<Vec<_>>().join(", ")))
}
