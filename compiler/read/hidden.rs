//! Copies out of a folder that an empty volume hides.

use serde_json::Value;

use super::pod::{ConfigMaps, container};
use crate::launch::shell::split_command;
use crate::launch::{Container, Content, Lookup, clean, process};
use crate::text::{Opaque, Text};

/// A folder that a container of a pod copies from and that an empty volume hides, and where that is mounted.
pub fn hidden_source(pod_spec: &Value, name: &str, config_maps: ConfigMaps<'_>) -> Option<(String, String)> {
    let container = container(pod_spec, name, config_maps, None)?;
    let sources = commands(&container).into_iter().filter_map(|argv| copied(&argv)).flatten();
    sources.filter_map(|source| Some((mounted(&container, &source)?, source))).map(|(at, it)| (it, at)).next()
}

fn commands(container: &Container) -> Vec<Vec<Text>> {
    let Some(process) = process(container) else { return Vec::new() };
    let Some(script) = &process.script else { return vec![process.argv] };
    let value = |name: &str| {
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        Some(process.env.get(name).cloned().unwrap_or_else(unknown))
    };
    split_command(script).unwrap_or_default().iter().map(|command| command.argv(&value)).collect()
}

/// The absolute paths that a `cp` or `mv` takes.
fn copied(argv: &[Text]) -> Option<Vec<String>> {
    let words: Vec<&str> = argv.iter().filter_map(Text::known).collect();
    let (program, operands) = words.split_first()?;
    matches!(program.rsplit('/').next(), Some("cp" | "mv")).then_some(())?;
    let (_, sources) = operands.split_last()?;
    let absolute = sources.iter().filter(|word| word.starts_with('/'));
    Some(absolute.map(|word| clean(word.trim_end_matches('*'))).collect())
}

/// Where the volume is mounted that is empty at a path.
fn mounted(container: &Container, path: &str) -> Option<String> {
    let gone = match container.files.lookup(path) {
        Lookup::Absent => true,
        Lookup::Found { content, beneath, .. } => content == Content::Empty && beneath.is_empty(),
        Lookup::Unknown { .. } => false,
    };
    let holds = |root: &&String| {
        path.strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    container.files.trees.keys().filter(holds).max_by_key(|root| root.len()).filter(|_| gone).cloned()
}
