//! `agentc explain`.

use crate::check::{RULES, rule};
use crate::diagnostic::{Diagnostic, Sink, codes, nearest_help};
use crate::source::Sources;

use super::Exit;
use super::session::Session;
use crate::report::Format;

/// Explain a finding: what it is, why it matters, bad and good examples
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// A code such as AGC305, or a name such as agent-folder-writable
    code: String,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    if let Some(rule) = rule(&args.code) {
        session.print(&page(rule.page, session));
        return Exit::Fine;
    }
    let (sources, sink) = (Sources::default(), Sink::default());
    let names = RULES.iter().flat_map(|rule| [rule.code.id, rule.code.slug]);
    let help =
        nearest_help(&args.code, names).or_else(|| Some("`agentc list rules` has them all".to_owned()));
    let message = format!("no rule is called `{}`", args.code);
    sink.error(Diagnostic::without_span(&codes::UNKNOWN_RULE, message).maybe_help(help));
    session.report(sink, &sources, Format::Text, false)
}

/// Headings stand out on a terminal.
fn page(text: &str, session: &Session) -> String {
    let paint = session.paint();
    let line = |line: &str| match line.strip_prefix('#') {
        Some(heading) if paint.on => paint.bold(heading.trim_start_matches(['#', ' '])) + "\n",
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}
