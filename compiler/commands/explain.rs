//! `agentc explain`.

use crate::check::{RULES, rule};
use crate::diagnostic::{Diagnostic, Sink, codes, nearest_help};
use crate::report::Format;
use crate::source::Sources;

use super::Exit;
use super::markdown;
use super::session::Session;

/// Explain a finding: what it is, why it matters, bad and good examples
///
/// Every code that agentc prints has a page. On a terminal it is set in its columns; a pipe gets it as Markdown.
///
/// Exit codes: 0 fine, 2 there is no such code or name.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  agentc explain AGC305
  agentc explain agent-folder-writable
  agentc explain AGC305 --color always | less -R")]
pub struct Args {
    /// A code such as AGC305, or a name such as agent-folder-writable
    code: String,
}

/// Runs the command.
pub fn run(args: &Args, session: &Session) -> Exit {
    if let Some(rule) = rule(&args.code) {
        let page = if session.is_read() {
            markdown::render(rule.page, Session::width().min(READABLE), session.paint())
        } else {
            rule.page.to_owned()
        };
        session.print(&page);
        return Exit::Fine;
    }
    let (sources, sink) = (Sources::default(), Sink::default());
    let names = RULES.iter().flat_map(|rule| [rule.code.id, rule.code.slug]);
    let help =
        nearest_help(&args.code, names).or_else(|| Some("`agentc list rules` has them all".to_owned()));
    let message = format!("no rule is called `{}`", args.code);
    sink.error(Diagnostic::without_span(&codes::UNKNOWN_RULE, message).maybe_help(help));
    session.report(sink, &sources, Format::Text, false);
    // As for any other word of the command line that means nothing.
    Exit::Failed
}

/// Columns that a text is easily read in.
const READABLE: usize = 100;
