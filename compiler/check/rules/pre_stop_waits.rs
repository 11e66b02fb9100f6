//! A `preStop` hook that lasts longer than the pod has time.

use super::hook::{Hook, grace};
use crate::check::{Check, ContainerScope, Findings, PodScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::process;
use crate::launch::shell::{SimpleCommand, split_command};
use crate::source::Span;
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::PRE_STOP_WAITS,
    page: include_str!("pre-stop-waits.md"),
    strict: false,
    check: Check::Pod(check),
};

/// How long a hook lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wait {
    /// At least so many seconds.
    Seconds(f64),
    /// Until something else ends.
    Until,
    /// For ever.
    Forever,
}

fn check(scope: &PodScope, found: &mut Findings) {
    let grace = grace(scope.json);
    let written = scope.spec.get("terminationGracePeriodSeconds").is_some();
    for container in scope.containers() {
        let Some((wait, place)) = wait(&container) else { continue };
        let how_long = match wait {
            Wait::Forever => "for ever".to_owned(),
            // Who writes the grace period down has thought of a bound.
            Wait::Until if !written => "until something else ends".to_owned(),
            #[allow(clippy::cast_precision_loss)] // seconds of a pod's end
            Wait::Seconds(seconds) if seconds >= grace as f64 => format!("{seconds} s"),
            _ => continue,
        };
        let message =
            format!("preStop waits {how_long}, and the pod is killed {grace} s after the hook begins");
        let help = "set terminationGracePeriodSeconds to more than hook and application need together: SIGTERM \
                    comes when the hook is over, SIGKILL when the time is";
        found.push(Diagnostic::new(RULE.code, place, message).help(help));
    }
}

fn wait(container: &ContainerScope) -> Option<(Wait, Span)> {
    if let Some(seconds) = container.node.at("/lifecycle/preStop/sleep/seconds") {
        return Some((Wait::Seconds(seconds.key()?.parse().ok()?), seconds.span));
    }
    let hook = Hook::of(container)?;
    let process = process(&hook.container)?;
    let wait = match &process.script {
        Some(script) => of_script(&split_command(script).ok()?),
        None => of_command(&process.argv),
    };
    Some((wait?, hook.script().span))
}

/// What a command waits for.
fn of_command(argv: &[Text]) -> Option<Wait> {
    let words: Vec<&str> = argv.iter().map_while(Text::known).collect();
    let (program, arguments) = words.split_first()?;
    match (program.rsplit('/').next()?, arguments) {
        ("sleep", ["infinity" | "inf"]) => Some(Wait::Forever),
        ("sleep", durations) => {
            durations.iter().map(|text| seconds(text)).sum::<Option<f64>>().map(Wait::Seconds)
        }
        ("tail", ["-f" | "-F", ..]) => Some(Wait::Forever),
        _ => None,
    }
}

fn seconds(text: &str) -> Option<f64> {
    let (number, factor) = match text.as_bytes().last()? {
        b's' => (text.trim_end_matches('s'), 1.0),
        b'm' => (text.trim_end_matches('m'), 60.0),
        b'h' => (text.trim_end_matches('h'), 3600.0),
        b'd' => (text.trim_end_matches('d'), 86_400.0),
        _ => (text, 1.0),
    };
    number.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number * factor)
}

/// What a script waits for: its own sleeps together, or a loop that counts nothing.
fn of_script(commands: &[SimpleCommand]) -> Option<Wait> {
    let argvs: Vec<Vec<Text>> = commands.iter().map(|command| command.argv(&|_| None)).collect();
    let (mut depth, mut total) = (0_usize, 0.0);
    for (at, argv) in argvs.iter().enumerate() {
        let inside = argvs.get(at + 1..).unwrap_or_default();
        match argv.first().and_then(Text::known) {
            Some("while" | "until") if depth == 0 && !is_bounded(argv, inside) => return Some(Wait::Until),
            Some("while" | "until" | "for") => depth += 1,
            Some("done") => depth = depth.saturating_sub(1),
            _ if depth == 0 => match of_command(argv) {
                Some(Wait::Seconds(more)) => total += more,
                Some(wait) => return Some(wait),
                None => {}
            },
            _ => {}
        }
    }
    Some(Wait::Seconds(total)).filter(|_| total > 0.0)
}

/// Whether a loop compares numbers, reads its input, or is left from inside.
fn is_bounded(condition: &[Text], inside: &[Vec<Text>]) -> bool {
    let bounds = ["-lt", "-le", "-gt", "-ge", "-ne", "-eq", "read", "timeout", "break", "exit", "return"];
    let is_end = |argv: &&Vec<Text>| argv.first().and_then(Text::known) == Some("done");
    let body = inside.iter().take_while(|argv| !is_end(argv)).flatten();
    condition.iter().chain(body).filter_map(Text::known).any(|word| bounds.contains(&word))
}
