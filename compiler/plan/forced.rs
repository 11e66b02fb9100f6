//! What a profile writes by itself, against what users say of the same thing.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::{JvmOption, option_key};
use crate::profile::CarrierKind;
use crate::resolve::Traced;
use crate::source::Span;
use crate::text::Text;

use super::{Agent, Assigned, Container, Forced};

/// A value that somebody gives, and as what.
struct Given {
    what: String,
    value: Text,
    span: Span,
}

/// Reports values of users that a profile contradicts: one of the two would be lost.
pub fn check(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for agent in &container.agents {
        for assigned in &agent.assigned {
            let Some(forced) = assigned.forced else { continue };
            let given = given(container, agent, assigned).into_iter();
            for other in given.filter(|given| given.value != assigned.value.value) {
                result = Err(sink.error(contradiction(agent, assigned, forced, &other)));
            }
        }
        for (needed, given) in agent.jvm.iter().flat_map(|needed| options(container, needed)) {
            result = Err(sink.error(other_option(agent, needed, given)));
        }
    }
    result
}

/// Options of the app that give what the profile needs another value.
fn options<'c>(
    container: &'c Container,
    needed: &'c Traced<Text>,
) -> impl Iterator<Item = (&'c Traced<Text>, &'c Traced<Text>)> {
    let key = option_key(&needed.value.to_string());
    let contradicts = move |given: &&Traced<Text>| {
        given.value != needed.value && option_key(&given.value.to_string()) == key
    };
    container.jvm.iter().filter(contradicts).map(move |given| (needed, given))
}

fn other_option(agent: &Agent, needed: &Traced<Text>, given: &Traced<Text>) -> Diagnostic {
    let (profile, value) = (&agent.profile, &needed.value);
    let message = format!("{}, and `{profile}` needs {value} here", given.value);
    let diagnostic = Diagnostic::new(&codes::REFUSED, given.origin.span, message);
    let by_itself = format!("`{profile}` writes {value} by itself");
    let diagnostic = diagnostic.related(needed.origin.span, by_itself).related(agent.span, "used here");
    diagnostic.help(format!("leave it out; without `{profile}`: remove use=\"{profile}\""))
}

fn contradiction(agent: &Agent, assigned: &Assigned, forced: Forced, given: &Given) -> Diagnostic {
    let (profile, value) = (&agent.profile, &assigned.value.value);
    let message = format!("{} is {}, and `{profile}` needs {value} here", given.what, given.value);
    let by_itself = format!("`{profile}` writes {} by itself", assigned.name);
    let mut diagnostic = Diagnostic::new(&codes::REFUSED, given.span, message);
    diagnostic = diagnostic.related(assigned.value.origin.span, by_itself);
    if let Some(condition) = forced.condition {
        diagnostic = diagnostic.related(condition, "under this condition");
    }
    diagnostic.help(format!("leave it out, or say {value}; without `{profile}`: remove use=\"{profile}\""))
}

/// What users, and settings of any profile here, say of the thing that is written. One variable with two values is
/// told where variables are put together.
fn given(container: &Container, agent: &Agent, forced: &Assigned) -> Vec<Given> {
    let mut all: Vec<Given> = Vec::new();
    // Options are an agent's own; variables and properties are one for the JVM.
    let reads = |other: &&Agent| forced.kind != CarrierKind::Option || other.profile == agent.profile;
    for other in container.agents.iter().filter(reads) {
        let carried = other.settings.iter().filter(|planned| {
            planned.setting.carriers.iter().any(|c| c.kind == forced.kind && c.name == forced.name)
        });
        all.extend(carried.map(|planned| Given {
            what: format!("`{}` of `{}`", planned.setting.name.value, other.profile),
            value: planned.value.value.clone(),
            span: planned.value.origin.span,
        }));
    }
    if forced.kind == CarrierKind::Property {
        all.extend(properties(container, &forced.name));
    }
    all
}

/// What users give a system property, with a node of its own or as an option.
fn properties(container: &Container, name: &str) -> impl Iterator<Item = Given> {
    let what = format!("the property {name}");
    let nodes = container.agents.iter().flat_map(|agent| &agent.assigned).filter(move |assigned| {
        assigned.forced.is_none() && assigned.kind == CarrierKind::Property && assigned.name == name
    });
    let nodes = nodes.map(|assigned| (assigned.value.value.clone(), assigned.value.origin.span));
    let options = container.jvm.iter().filter_map(move |option| match JvmOption::parse(&option.value) {
        JvmOption::Property { key, value } if key.known() == Some(name) => Some((value, option.origin.span)),
        _ => None,
    });
    nodes.chain(options).map(move |(value, span)| Given { what: what.clone(), value, span })
}
