//! Options that the application brings beside its agents: in KDL, and in variables that its manifest takes from
//! elsewhere.

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Reported, Severity, Sink, codes};
use crate::launch::{self, EnvValue, EnvVar, Expansion, Start, shell, tokenize};
use crate::profile::Role;
use crate::text::Text;

use super::{Container, Plan};

/// Reports options that no JVM takes, and variables that `jvm` writes.
pub fn check(container: &Container, sink: &Sink) -> Result<(), Reported> {
    written_out(container, sink).and(refused(container, sink))
}

/// A variable is replaced as a whole: written out, it would take the place of what is added to it.
fn written_out(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let rows = container.launcher.rows();
    let holds_options = |name: &str| name == container.variable || rows.iter().any(|row| row.is_named(name));
    let mut result = Ok(());
    for (name, value) in container.env.iter().filter(|(name, _)| holds_options(name)) {
        let message = format!("{name} holds JVM options, which `env` would replace");
        let diagnostic = Diagnostic::new(&codes::OPTIONS_VARIABLE, value.origin.span, message);
        let option = |word: &str| format!("jvm \"{word}\"");
        let options = value.value.known().map(|text| text.split_whitespace().map(option).collect::<Vec<_>>());
        let options = options.unwrap_or_else(|| vec![option("…")]).join("; ");
        result = Err(sink.error(diagnostic.help(format!("give the options: {options}"))));
    }
    result
}

/// Starts a JVM with nothing but the option.
fn refused(container: &Container, sink: &Sink) -> Result<(), Reported> {
    let mut result = Ok(());
    for option in &container.jvm {
        let Some(value) = as_written(container, &option.value) else { continue };
        let env = vec![EnvVar { name: container.variable.clone(), value: EnvValue::Literal(value) }];
        let given = launch::Container { env, ..launch::Container::default() };
        let start = Start { jdk: None, ..container.start() };
        let launched = launch::launch(&given, &start);
        let fatal = launched.lost.iter().find(|lost| lost.why.is_fatal());
        let why = match fatal {
            Some(lost) => lost.why.to_string(),
            None if launched.application.is_empty() => continue,
            None => "it is no option: what stands behind it would be the application's".to_owned(),
        };
        let message = format!("{} in {}: {why}", option.value, container.variable);
        let diagnostic = Diagnostic::new(&codes::NOT_AN_OPTION, option.origin.span, message);
        let help = "`jvm` takes one option, its value behind `=`; what starts the application is the container's command";
        result = Err(sink.error(diagnostic.help(help)));
    }
    result
}

/// The option as the variable holds it; what cannot be written is told where it is written.
fn as_written(container: &Container, option: &Text) -> Option<String> {
    let named = container.launcher.rows().iter().find(|row| row.is_named(&container.variable));
    let expansion = named.map_or(Expansion::Words, |row| row.expansion);
    let value = match expansion {
        Expansion::None => tokenize::quote_option(option).ok()?,
        Expansion::Eval => shell::quote(option).ok()?,
        // Blanks part words there: such an option is told where it is put together.
        Expansion::Words => Some(option.clone()).filter(|option| shell::words(option).len() == 1)?,
    };
    value.known().map(launch::expand::escape_reference)
}

/// What `envFrom` brings is hidden by an entry of the same name.
pub fn hidden_sources(plan: &Plan, container: &Container, sink: &Sink) {
    let manifest = plan.workload.as_ref().and_then(|workload| workload.manifest.as_ref());
    let writes =
        container.agents.iter().any(|agent| agent.role != Some(Role::Gateway)) || !container.jvm.is_empty();
    let (Some(manifest), None, true) = (manifest, &container.own_options, writes) else { return };
    let Some((pointer, own)) = manifest.container(&container.name) else { return };
    let sources = own.get("envFrom").and_then(Json::as_array).into_iter().flatten();
    let variable = &container.variable;
    for (at, source) in sources.enumerate() {
        let prefix = source.get("prefix").and_then(Json::as_str).unwrap_or_default();
        let named =
            ["configMapRef", "secretRef"].iter().find_map(|kind| source.get(kind)?.get("name")?.as_str());
        let (Some(name), true) = (named, variable.starts_with(prefix)) else { continue };
        let place = manifest.tree.root.at(&format!("{pointer}/envFrom/{at}"));
        let place = place.map_or(manifest.span, |node| node.span);
        let message = format!("if `{name}` has {variable}, its value is hidden by the agents'");
        let diagnostic = Diagnostic::new(&codes::OPTIONS_FROM_ELSEWHERE, place, message);
        let help =
            format!("write the options of {variable} into `env` of the manifest, or into KDL: jvm \"…\"");
        sink.note(diagnostic.severity(Severity::Warning).help(help));
    }
}
