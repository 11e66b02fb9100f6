//! Variables that stand in values as a shell, or the kubelet, would expand them, where nobody does.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::launch::expand::expand;
use crate::launch::shell::references;
use crate::launch::{Expansion, Variable};
use crate::resolve::Traced;
use crate::text::{Piece, Text};

use super::Container;

/// Reports references that would arrive as they are written.
pub fn check(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    let mut tell = |value: &Traced<Text>, reference: Option<(String, String)>| {
        let Some((reference, why)) = reference else { return };
        let message = format!("`{reference}` stays as it is: {why}");
        let diagnostic = Diagnostic::new(&codes::UNEXPANDED_VARIABLE, value.origin.span, message);
        let help = "use a pod field such as {{pod.ip}} or {{pod.name}}, write the value out, or name the launcher whose script expands it";
        result = Err(sink.error(diagnostic.help(help)));
    };
    let evaluated = is_evaluated(container);
    for option in &container.jvm {
        let shell = of_shell(&option.value).filter(|_| !evaluated).map(|name| {
            let launcher = container.launcher.name();
            (name, format!("launcher `{launcher}` has no shell expand {}", container.variable))
        });
        tell(option, shell.or_else(|| of_kubelet(&option.value)));
    }
    let settings = container.agents.iter().flat_map(|agent| &agent.settings).map(|planned| &planned.value);
    let assigned = container.agents.iter().flat_map(|agent| &agent.assigned);
    for value in settings.chain(assigned.map(|assigned| &assigned.value)) {
        // Agents fill in names of their own, such as `${ip}`.
        let shell = of_shell(&value.value).filter(|name| !evaluated && is_variable(name));
        let shell = shell.map(|name| (name, "no shell expands it here".to_owned()));
        tell(value, shell.or_else(|| of_kubelet(&value.value)));
    }
    for (_, value) in &container.env {
        tell(value, of_kubelet(&value.value));
    }
    result
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
fn of_kubelet(text: &Text) -> Option<(String, String)> {
    let known = text.pieces().iter().filter_map(|piece| match piece {
        Piece::Known(known) => Some(known),
        Piece::Opaque(_) => None,
    });
    let names = known.flat_map(|known| expand(known, |_| None).unresolved);
    let reference = names.map(|name| format!("$({name})")).find(|name| is_variable(name))?;
    Some((reference, "what is written here is given to the container as it is".to_owned()))
}

/// Whether a reference is one to a variable, as they are usually called.
fn is_variable(reference: &str) -> bool {
    let name = reference.trim_start_matches(['$', '{', '(']).trim_end_matches(['}', ')']);
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.len() > 1 && name.chars().all(upper) && name.starts_with(|c: char| !c.is_ascii_digit())
}
