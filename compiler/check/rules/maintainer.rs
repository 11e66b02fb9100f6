//! MAINTAINER.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::dockerfile::Instruction;

pub const RULE: Rule = Rule {
    code: &codes::MAINTAINER,
    page: include_str!("maintainer.md"),
    strict: false,
    check: Check::Dockerfile(check),
};

const LABEL: &str = "LABEL org.opencontainers.image.authors=";

fn check(scope: &DockerfileScope, found: &mut Findings) {
    for it in scope.reading.instructions.iter().filter(|it| it.keyword == "MAINTAINER") {
        let finding =
            Diagnostic::new(RULE.code, scope.place(it), "MAINTAINER is deprecated: the builder warns");
        let label = format!("{LABEL}{}", quoted(it));
        let edits = if it.rest.is_empty() { Vec::new() } else { vec![(scope.place(it), label.clone())] };
        found.push(finding.help(format!("write {label}")).fix("write a LABEL", edits));
    }
}

/// The name in quotes: MAINTAINER takes its line as it is, LABEL expands variables.
fn quoted(it: &Instruction) -> String {
    let whole = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let text = whole(&it.rest).filter(|text| !text.contains('"')).unwrap_or_else(|| it.rest.clone());
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if c == '"' || c == '$' || c == it.escape {
            quoted.push(it.escape);
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
