//! A `preStop` hook that starts the application again.

use super::hook::Hook;
use crate::check::{Check, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::Jvm;
use crate::launch::{Launch, Launcher, Start, dump, launch};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::PRE_STOP_STARTS,
    page: include_str!("pre-stop-starts.md"),
    strict: false,
    check: Check::Pod(check),
};

fn check(scope: &PodScope, found: &mut Findings) {
    for container in scope.containers() {
        let Some(hook) = Hook::of(&container) else { continue };
        let start = Start { launcher: Launcher::Java, variable: None, jdk: None, tomcat: None };
        let started = launch(&hook.container, &start);
        let own = scope.jvms.iter().find(|jvm| jvm.place == container.node.span);
        let Some(sure) = starts_again(&started, own) else { continue };
        let severity = if sure { Severity::Error } else { Severity::Warning };
        let words: Vec<String> = started.application.iter().map(Text::to_string).collect();
        let message = format!("preStop starts another JVM: java … {}", words.join(" "));
        let help = "remove the hook: it says nothing to the JVM that runs, and is not called when that one \
                    crashes; options for it go into JAVA_TOOL_OPTIONS";
        let place = hook.script().span;
        found.push(Diagnostic::new(RULE.code, place, message).severity(severity).help(help));
    }
}

/// Whether that is the application, and not a tool; `None` where it is not, else whether it is sure.
fn starts_again(started: &Launch, own: Option<&Jvm>) -> Option<bool> {
    let main = main(&started.application)?;
    if dump(started).is_some() {
        return Some(true);
    }
    match own.and_then(|jvm| self::main(&jvm.launch.application)) {
        Some(own) => (own == main).then_some(true),
        None => (started.application.first()?.known() == Some("-jar")).then_some(false),
    }
}

/// The main class, or the jar.
fn main(application: &[Text]) -> Option<&Text> {
    application.iter().find(|word| !matches!(word.known(), Some("-jar" | "-m" | "--module")))
}
