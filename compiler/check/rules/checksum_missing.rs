//! A download that nobody checks.

use super::add_file::{is_archive, sources};
use super::commands::commands;
use crate::check::{Check, DockerfileScope, Findings, PodScope, Rule, ScriptScope};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::shell::split_command;
use crate::read::dockerfile::Instruction;
use crate::source::Span;
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::CHECKSUM_MISSING,
    page: include_str!("checksum-missing.md"),
    strict: true,
    check: Check::Several(&[Check::Dockerfile(in_dockerfile), Check::Pod(in_pod), Check::Script(in_script)]),
};

fn finding(place: Span, url: &str, help: &str) -> Diagnostic {
    let message = format!("{url} is loaded, and nothing checks that it is the file it was");
    Diagnostic::new(RULE.code, place, message).help(help)
}

const CHECK: &str = "compare it: echo \"SHA256  FILE\" | sha256sum -c";

fn in_dockerfile(scope: &DockerfileScope, found: &mut Findings) {
    // A build tells it where the archive is named.
    if scope.source.is_generated() {
        return;
    }
    for it in &scope.reading.instructions {
        match it.keyword.as_str() {
            "ADD" | "COPY" => added(scope, it, found),
            "RUN" => {
                let body = it.script();
                let commands = split_command(&Text::from(body)).unwrap_or_default();
                let words: Vec<Vec<Text>> = commands.iter().map(|one| one.argv(&as_written)).collect();
                let url = unchecked(&words);
                found.extend(url.map(|url| {
                    finding(
                        scope.place(it),
                        &url,
                        &format!("{CHECK}; or use ADD --checksum=sha256:… URL FILE"),
                    )
                }));
            }
            _ => {}
        }
    }
}

fn added(scope: &DockerfileScope, it: &Instruction, found: &mut Findings) {
    let flags = it.words();
    if flags.iter().any(|word| word.text.starts_with("--checksum") || word.text.starts_with("--from")) {
        return;
    }
    for source in sources(it) {
        let place = scope.span(&source.range);
        let is_remote = it.keyword == "ADD"
            && (source.text.starts_with("https://") || source.text.starts_with("http://"));
        if is_remote {
            let help = "name what it must be: ADD --checksum=sha256:… URL FILE";
            found.push(finding(place, &source.text, help));
        } else if is_archive(&source.text)
            && !source.text.contains(|c: char| c.is_ascii_digit() || c == '$' || c == '*')
        {
            let message = format!("nothing tells which release {} holds", source.text);
            let help =
                "put the version into its name, or let the build load it: ADD --checksum=sha256:… URL FILE";
            found.push(Diagnostic::new(RULE.code, place, message).help(help));
        }
    }
}

fn in_pod(pod: &PodScope, found: &mut Findings) {
    for container in pod.containers() {
        let commands = commands(pod, &container);
        let words: Vec<Vec<Text>> = commands.iter().map(|one| one.words.clone()).collect();
        if let (Some(url), Some(first)) = (unchecked(&words), commands.first()) {
            found.push(finding(first.node.span, &url, CHECK));
        }
    }
}

fn in_script(scope: &ScriptScope, found: &mut Findings) {
    let words: Vec<Vec<Text>> = scope.script.commands.iter().map(|one| one.argv(&as_written)).collect();
    if let Some(url) = unchecked(&words) {
        let at = words.iter().position(|words| download(words).is_some());
        let command = at.and_then(|at| scope.script.commands.get(at));
        found.extend(command.map(|command| finding(scope.place(command), &url, CHECK)));
    }
}

/// A variable stands for itself.
#[allow(clippy::unnecessary_wraps, reason = "a lookup may fail")]
fn as_written(name: &str) -> Option<Text> {
    Some(Text::from(format!("${{{name}}}")))
}

/// What the commands load into a file, where none of them compares anything.
fn unchecked(commands: &[Vec<Text>]) -> Option<String> {
    let checks = |words: &Vec<Text>| {
        let name = words.first().and_then(Text::known).and_then(|path| path.rsplit('/').next());
        name.is_some_and(|name| name.ends_with("sum") || matches!(name, "gpg" | "openssl" | "cosign"))
    };
    let all = || commands.iter();
    all().find_map(|words| download(words)).filter(|_| !all().any(checks))
}

/// The address that a `curl` or `wget` loads into a file.
fn download(words: &[Text]) -> Option<String> {
    let (program, words) = words.split_first()?;
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    let has = |letter: char, long: &[&str]| {
        words.iter().find(|word| match word.strip_prefix("--") {
            Some(_) => long.contains(&word.split('=').next().unwrap_or_default()),
            None => word.starts_with('-') && word.contains(letter),
        })
    };
    let to_file = match program.known()?.rsplit('/').next()? {
        "curl" => has('o', &["--output"]).or(has('O', &["--remote-name"])).is_some(),
        "wget" => {
            has('\0', &["--spider"]).is_none()
                && !words.iter().any(|word| word == "-" || word.ends_with("O-"))
        }
        _ => false,
    };
    let to_nobody = words.iter().any(|word| word.starts_with("/dev/"));
    let url = words.iter().find(|word| word.starts_with("https://") || word.starts_with("http://"))?;
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    let here = ["localhost", "127.", "169.254."].iter().any(|own| host.starts_with(own));
    (to_file && !to_nobody && !here).then(|| url.clone())
}
