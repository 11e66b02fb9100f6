//! `while [ ! -f FILE ]; do sleep 1; done`: files that a script waits for, and the folder that it is in.

use crate::launch::clean;
use crate::launch::env::Environment;
use crate::launch::shell::{Join, SimpleCommand, Word};
use crate::text::Text;

/// The file without which a loop does not end; `keywords` stand before the command, which is `argv` when it runs.
pub(super) fn awaited(keywords: &[Word], argv: &[Text], cwd: Option<&str>) -> Option<String> {
    let mut wanted = None;
    for word in keywords.iter().filter_map(Word::literal) {
        wanted = match word.known() {
            Some("while") => Some(false),
            Some("until") => Some(true),
            Some("!") => wanted.map(|wanted: bool| !wanted),
            _ => None,
        };
    }
    let (words, wanted) = (argv.iter().map(Text::known).collect::<Option<Vec<_>>>()?, wanted?);
    let (["[", test @ .., "]"] | ["[[", test @ .., "]]"] | ["test", test @ ..]) = words.as_slice() else {
        return None;
    };
    let (test, wanted) = match test {
        ["!", rest @ ..] => (rest, !wanted),
        test => (test, wanted),
    };
    let ["-f" | "-e" | "-s" | "-r", file] = test else { return None };
    absolute(file, cwd).filter(|_| wanted)
}

/// Whether the loop may end for another reason: `while [ ! -f FILE ] && [ $N -lt 60 ]`.
pub(super) fn may_give_up(next: Option<&SimpleCommand>) -> bool {
    next.is_some_and(|next| next.join == Join::And)
}

/// Goes where a `cd` goes.
pub(super) fn change_folder(argv: &[Text], join: Join, surely: bool, env: &mut Environment) {
    if !matches!(argv.first().and_then(Text::known), Some("cd" | "pushd" | "popd")) {
        return;
    }
    let is_option = |word: &Text| word.strip_prefix("-").is_some();
    let path = match argv {
        [_, path] => path.known(),
        [_, option, path] if is_option(option) => path.known(),
        _ => None,
    };
    let path = path.filter(|_| surely && join != Join::Group);
    env.cwd = path.filter(|path| *path != "-").and_then(|path| absolute(path, env.cwd.as_deref()));
}

fn absolute(path: &str, cwd: Option<&str>) -> Option<String> {
    if path.starts_with('/') {
        return Some(clean(path));
    }
    cwd.map(|cwd| clean(&format!("{cwd}/{path}")))
}
