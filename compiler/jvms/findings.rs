//! What a launch loses, as findings at the places where it was written.

use crate::diagnostic::{Code, Diagnostic, Sink, codes};
use crate::launch::{Lost, Origin, Reason};
use crate::read::Provider;
use crate::source::{Sources, Span};

use super::{Arrives, Jvm, Loaded};

/// What does not arrive, in the order of a report.
pub fn report(jvm: &Jvm, sources: &Sources) -> Vec<Diagnostic> {
    let sink = Sink::default();
    let lost = jvm.launch.lost.iter().filter_map(|lost| of_lost(jvm, lost));
    lost.chain(jvm.agents.iter().filter_map(|loaded| of_agent(jvm, loaded))).for_each(|f| sink.add(f));
    sink.into_report(sources)
}

impl Jvm {
    /// Where something is written.
    fn place_of(&self, origin: &Origin) -> Span {
        let found = match origin {
            Origin::Variable(name) => {
                self.places.variables.iter().rev().find(|(own, _)| own == name).map(|(_, span)| *span)
            }
            Origin::Command | Origin::Entrypoint => self.places.command,
            Origin::Args | Origin::Cmd => self.places.args,
            Origin::Script => self.places.args.or(self.places.command),
        };
        found.unwrap_or(self.place)
    }
}

fn of_lost(jvm: &Jvm, lost: &Lost) -> Option<Diagnostic> {
    let code = code(&lost.why)?;
    let message = format!("`{}` in {}: {}", lost.what, lost.from, lost.why);
    let finding = Diagnostic::new(code, jvm.place_of(&lost.from), message);
    Some(finding.maybe_help(help(&lost.why)))
}

/// The kind of finding; `None` for what is no mistake by itself.
fn code(why: &Reason) -> Option<&'static Code> {
    Some(match why {
        Reason::NeverExpanded(_) => &codes::UNEXPANDED_VARIABLE,
        Reason::Undefined(_) => &codes::UNDEFINED_REFERENCE,
        Reason::Replaced => &codes::VARIABLE_TWICE,
        Reason::TooLong | Reason::TooMany => &codes::OPTIONS_TOO_LONG,
        Reason::UnmatchedQuote(_) => &codes::OPTION_QUOTING,
        Reason::Hazard(_) => &codes::SHELL_CHARACTERS,
        Reason::ArgumentFile | Reason::SeparateArgument | Reason::MainInVariable | Reason::NotAnOption => {
            &codes::NOT_AN_OPTION
        }
        Reason::AfterMain | Reason::NeverRead | Reason::LauncherBypassed | Reason::NeedsJdk9 => {
            &codes::OPTION_UNREAD
        }
        Reason::Elsewhere(_) | Reason::MaybeEnvFrom => return None,
    })
}

fn help(why: &Reason) -> Option<String> {
    match why {
        Reason::NeverExpanded(name) => Some(format!(
            "write $({name}) in the pod's env and define {name} before it: the kubelet expands that"
        )),
        Reason::Undefined(name) => Some(format!("define {name} in the same env list, before this entry")),
        _ => None,
    }
}

fn of_agent(jvm: &Jvm, loaded: &Loaded) -> Option<Diagnostic> {
    let place = jvm.place_of(&loaded.agent.from);
    let jar = &loaded.agent.jar;
    match (&loaded.arrival.arrives, &loaded.arrival.provider) {
        (Arrives::No, _) => {
            let message = format!("{jar} is not there, so the JVM exits: {}", loaded.arrival.why);
            Some(Diagnostic::new(&codes::AGENT_MISSING, place, message))
        }
        (_, Some(Provider::Container(name))) => {
            let message = format!("{jar} is copied by the container {name}, which starts at the same time");
            let help = "make it an init container: the JVM exits where it starts first".to_owned();
            Some(Diagnostic::new(&codes::AGENT_RACE, place, message).help(help))
        }
        _ => None,
    }
}
