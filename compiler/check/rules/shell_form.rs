//! An ENTRYPOINT or CMD in shell form.

use super::commands::plain_words;
use super::not_json::is_meant_as_list;
use super::shell_missing::without_shell;
use crate::check::{Check, DockerfileScope, Findings, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::launch::shell::{Join, SimpleCommand, split_command};
use crate::read::dockerfile::Instruction;
use crate::source::Span;
use crate::text::Text;
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    code: &codes::SHELL_FORM,
    page: include_str!("shell-form.md"),
    strict: false,
    check: Check::Dockerfile(check),
};

fn check(scope: &DockerfileScope, found: &mut Findings) {
    // Without a shell it does not run at all, which another rule tells.
    for stage in scope.stages().filter(|stage| without_shell(scope, stage).is_none()) {
        let last = |keyword: &str| stage.iter().rev().find(|it| it.keyword == keyword);
        let (entrypoint, cmd) = (last("ENTRYPOINT"), last("CMD"));
        let by_sh = stage.iter().all(|it| it.keyword != "SHELL");
        let it = Start { scope, entrypoint, cmd, by_sh };
        match entrypoint {
            Some(own) if is_shell_form(own) => found.extend(it.entrypoint(own)),
            _ => found.extend(cmd.filter(|own| is_shell_form(own)).and_then(|own| it.cmd(own))),
        }
    }
}

fn is_shell_form(it: &Instruction) -> bool {
    it.exec_form().is_none() && !it.rest.is_empty() && !is_meant_as_list(it)
}

/// What a stage's image starts.
struct Start<'a> {
    scope: &'a DockerfileScope<'a>,
    entrypoint: Option<&'a Instruction>,
    cmd: Option<&'a Instruction>,
    by_sh: bool,
}

impl Start<'_> {
    fn entrypoint(&self, own: &Instruction) -> Option<Diagnostic> {
        let cmd = self.cmd.filter(|cmd| cmd.exec_form().is_none_or(|words| !words.is_empty()));
        let stays = !ends_in_exec(own);
        let place = |it| self.scope.place(it);
        let help = "write it as a JSON list, or, where variables are needed, begin it with `exec`";
        let finding = match (stays, cmd) {
            (false, None) => return None,
            (false, Some(cmd)) => {
                let message = "CMD is ignored: an ENTRYPOINT in shell form takes no arguments";
                Diagnostic::new(RULE.code, place(cmd), message).related(place(own), "this one")
            }
            (true, None) => {
                let message = "ENTRYPOINT in shell form: the shell may stay as process 1, which passes neither signals nor arguments on";
                Diagnostic::new(RULE.code, place(own), message)
            }
            (true, Some(cmd)) => {
                let message = "ENTRYPOINT in shell form: CMD is ignored, and the shell may stay as process 1, which passes no signals on";
                Diagnostic::new(RULE.code, place(own), message).related(place(cmd), "ignored")
            }
        };
        let finding = match cmd {
            Some(_) => finding.help(
                "write ENTRYPOINT as a JSON list; with variables [\"sh\", \"-c\", \"exec java $JAVA_OPTS -jar app.jar \\\"$@\\\"\", \"sh\"], which takes arguments",
            ),
            None => finding.help(help),
        };
        Some(finding.fix("start the program itself", self.edits(own, cmd).unwrap_or_default()))
    }

    fn cmd(&self, own: &Instruction) -> Option<Diagnostic> {
        let program =
            self.entrypoint.and_then(Instruction::exec_form).and_then(|words| words.into_iter().next());
        let is_java = program.is_some_and(|word| word.text.rsplit('/').next() == Some("java"));
        let place = self.scope.place(own);
        if is_java {
            let message = "CMD in shell form: java gets `/bin/sh`, `-c` and the whole text as arguments";
            let finding = Diagnostic::new(RULE.code, place, message).severity(Severity::Error);
            let edits = self.as_list(own).into_iter().collect();
            return Some(finding.help("write it as a JSON list").fix("write a list", edits));
        }
        let message = "CMD in shell form: the shell may stay as process 1, which passes no signals on";
        let help = "write it as a JSON list, or, where variables are needed, begin it with `exec`";
        let edits = self.edits(own, None).unwrap_or_default();
        (!ends_in_exec(own)).then(|| {
            Diagnostic::new(RULE.code, place, message).help(help).fix("start the program itself", edits)
        })
    }

    /// A list where nothing is left to a shell, else `exec`; a CMD has to follow.
    fn edits(&self, own: &Instruction, cmd: Option<&Instruction>) -> Option<Vec<Edit>> {
        let list = self.as_list(own);
        let follows =
            cmd.map(|cmd| if cmd.exec_form().is_some() { Some(None) } else { self.as_list(cmd).map(Some) });
        match (list, follows) {
            (Some(list), None) => Some(vec![list]),
            (Some(list), Some(Some(cmd))) => Some([Some(list), cmd].into_iter().flatten().collect()),
            (None, None) => Some(vec![self.exec(own)?]),
            _ => None,
        }
    }

    fn as_list(&self, own: &Instruction) -> Option<Edit> {
        let words = plain_words(&Text::from(own.rest.as_str())).filter(|_| self.by_sh)?;
        let list: Vec<String> =
            words.into_iter().map(|word| serde_json::Value::from(word).to_string()).collect();
        Some((self.rest(own), format!("[{}]", list.join(", "))))
    }

    /// `exec` before the only command.
    fn exec(&self, own: &Instruction) -> Option<Edit> {
        let commands = split_command(&Text::from(own.rest.as_str())).ok().filter(|_| self.by_sh)?;
        let [SimpleCommand { join: Join::Then, assignments, words, .. }] = commands.as_slice() else {
            return None;
        };
        words.first()?.literal().filter(|_| assignments.is_empty())?;
        let start = self.rest(own);
        Some((Span { end: start.start, ..start }, "exec ".to_owned()))
    }

    fn rest(&self, own: &Instruction) -> Span {
        self.scope.span(&own.place(0..own.rest.len()))
    }
}

/// Whether the program takes the shell's place in the end.
fn ends_in_exec(it: &Instruction) -> bool {
    let commands = split_command(&Text::from(it.rest.as_str())).unwrap_or_default();
    let first = commands.last().and_then(|last| last.words.first()?.last_part());
    first.as_deref() == Some("exec")
}
