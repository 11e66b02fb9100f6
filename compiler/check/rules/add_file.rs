//! An ADD of what COPY copies.

use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::read::dockerfile::{Instruction, Word};
use crate::source::Span;

pub const RULE: Rule = Rule {
    code: &codes::ADD_FILE,
    page: include_str!("add-file.md"),
    strict: true,
    check: Check::Dockerfile(check),
};

/// What the builder unpacks, by the names that such files have; it looks at what is in them.
const ARCHIVES: [&str; 9] =
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst"];

fn check(scope: &DockerfileScope, found: &mut Findings) {
    for it in scope.reading.instructions.iter().filter(|it| it.keyword == "ADD") {
        let sources = sources(it);
        if sources.is_empty() || sources.iter().any(|source| !is_plain_file(&source.text)) {
            continue;
        }
        let keyword = Span::new(scope.id, it.range.start, it.range.start + it.keyword.len());
        let message = "ADD for files of the build context: it unpacks some and loads others, COPY copies";
        let finding = Diagnostic::new(RULE.code, scope.place(it), message).help("write COPY");
        found.push(finding.fix("write COPY", vec![(keyword, "COPY".to_owned())]));
    }
}

/// What an ADD or COPY copies.
pub fn sources(it: &Instruction) -> Vec<Word> {
    let mut words = it.exec_form().unwrap_or_else(|| it.words());
    words.retain(|word| !word.text.starts_with("--"));
    words.pop();
    words
}

/// Whether a name is that of an archive which ADD unpacks.
pub fn is_archive(name: &str) -> bool {
    let name = name.trim_matches(['"', '\'']).to_ascii_lowercase();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

/// One that is neither unpacked nor loaded, as far as its name tells: a pattern may match an archive.
fn is_plain_file(name: &str) -> bool {
    let loaded = name.contains("://") || name.starts_with("git@") || name.contains("<<");
    let open =
        name.ends_with('*') || name.contains('$') || name.trim_end_matches(['"', '\'']).ends_with("gz");
    !(loaded || open || is_archive(name))
}
