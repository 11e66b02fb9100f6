//! Variables that stand in values as a shell, or the kubelet, would expand them, where nobody does.

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::launch::expand::expand;
use crate::launch::shell::references;
use crate::launch::{Expansion, Variable};
use crate::resolve::Traced;
use crate::text::{Piece, Text};

use super::Container;

/// Reports references that would arrive as they are written.
pub fn check(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let (mut told, evaluated) = (Vec::new(), is_evaluated(container));
    for option in &container.jvm {
        let why =
            format!("launcher `{}` has no shell expand {}", container.launcher.name(), container.variable);
        told.extend(of_shell(&option.value).filter(|_| !evaluated).map(|name| finding(option, &name, &why)));
    }
    let settings = container.agents.iter().flat_map(|agent| &agent.settings).map(|planned| &planned.value);
    let assigned = container.agents.iter().flat_map(|agent| &agent.assigned).map(|assigned| &assigned.value);
    let given: Vec<_> = settings.chain(assigned).collect();
    for value in &given {
        // Agents fill in names of their own, such as `${ip}`.
        let shell = of_shell(&value.value).filter(|name| !evaluated && is_variable(name));
        told.extend(shell.map(|name| finding(value, &name, "no shell expands it here")));
    }
    let env = container.env.iter().map(|(_, value)| value);
    for value in given.iter().copied().chain(&container.jvm).chain(env) {
        // It may be meant so: what KDL says is literal.
        let why = "what is written here is given to the container as it is";
        if let Some(reference) = of_kubelet(&value.value) {
            sink.note(finding(value, &reference, why).severity(Severity::Warning));
        }
    }
    told.into_iter().map(|diagnostic| sink.error(diagnostic)).last().map_or(Ok(()), Err)
}

fn finding(value: &Traced<Text>, reference: &str, why: &str) -> Diagnostic {
    let message = format!("`{reference}` stays as it is: {why}");
    let help = "use a pod field such as {{pod.ip}} or {{pod.name}}, write the value out, or name the launcher whose script expands it";
    Diagnostic::new(&codes::UNEXPANDED_VARIABLE, value.origin.span, message).help(help)
}

/// Whether a script evaluates the carrying variable.
fn is_evaluated(container: &Container) -> bool {
    let carries =
        |variable: Variable| matches!(variable, Variable::Named(name) if name == container.variable);
    let row = container.launcher.rows().iter().find(|row| carries(row.variable));
    row.is_some_and(|row| row.expansion == Expansion::Eval)
}

/// The first `$NAME` or `${NAME}`, written with braces.
fn of_shell(text: &Text) -> Option<String> {
    references(text).into_iter().next().map(|name| format!("${{{name}}}"))
}

/// The first `$(NAME)`. What KDL says is literal: the kubelet is given `$$(NAME)`.
fn of_kubelet(text: &Text) -> Option<String> {
    let known = text.pieces().iter().filter_map(|piece| match piece {
        Piece::Known(known) => Some(known),
        Piece::Opaque(_) => None,
    });
    let names = known.flat_map(|known| expand(known, |_| None).unresolved);
    names.map(|name| format!("$({name})")).find(|reference| is_variable(reference))
}

/// Whether a reference is one to a variable, as they are usually called.
fn is_variable(reference: &str) -> bool {
    let name = reference.trim_start_matches(['$', '{', '(']).trim_end_matches(['}', ')']);
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.len() > 1 && name.chars().all(upper) && name.starts_with(|c: char| !c.is_ascii_digit())
}
