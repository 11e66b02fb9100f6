//! Variables that are called almost as those that JVMs read.

use super::shell::references;
use super::tokenize::tokenize;
use super::{Container, Content, EnvValue, is_jvm_option};
use crate::text::Text;

/// How what was meant begins, the variable, and how many letters may differ.
const MEANT: [(&str, &str, usize); 5] = [
    ("JAVA_TOOL", "JAVA_TOOL_OPTIONS", 3),
    ("JAVA", "JAVA_TOOL_OPTIONS", 2),
    ("JDK_JAVA", "JDK_JAVA_OPTIONS", 3),
    ("_JAVA_O", "_JAVA_OPTIONS", 3),
    ("CATALINA_O", "CATALINA_OPTS", 3),
];

/// The variable that is meant by one which holds JVM options, and which neither a JVM nor anything of the container
/// that is known reads.
pub fn misspelt(container: &Container, name: &str, value: &Text) -> Option<&'static str> {
    let meant = meant(name)?;
    let words = tokenize(value).unwrap_or_default();
    (words.iter().any(is_jvm_option) && !mentions(container, name)).then_some(meant)
}

fn meant(name: &str) -> Option<&'static str> {
    let folded = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let near = |(begin, meant, limit): &&(&str, &str, usize)| {
        let is_longer = folded.len() > meant.len() + limit;
        folded.starts_with(begin) && !is_longer && strsim::damerau_levenshtein(&folded, meant) <= *limit
    };
    let found = MEANT.iter().find(near).map(|(_, meant, _)| *meant)?;
    (found != name).then_some(found)
}

/// Whether a word, a script or another variable of a container names a variable.
fn mentions(container: &Container, name: &str) -> bool {
    let image = container.image.iter();
    let own = container.command.iter().chain(&container.args).flatten();
    let words = own.chain(image.clone().flat_map(|image| image.entrypoint.iter().chain(&image.cmd)));
    let texts = words.chain(&container.script).map(|text| Text::from(text.as_str()));
    let engine = container.engine.iter().flat_map(|own| own.entrypoint.iter().chain(&own.cmd)).flatten();
    let values = container.env.iter().filter_map(|var| match &var.value {
        EnvValue::Literal(text) | EnvValue::Verbatim(text) => Some(Text::from(text.as_str())),
        EnvValue::Given(text) => Some(text.clone()),
        EnvValue::From(_) => None,
    });
    let set = image.flat_map(|image| &image.env).map(|(_, value)| value.clone());
    let layers = container.files.trees.values().flat_map(|tree| &tree.layers);
    let files = layers.filter_map(|layer| match &layer.content {
        Content::Text(text) => Some(Text::from(text.as_str())),
        _ => None,
    });
    let mut all = texts.chain(engine.cloned()).chain(values).chain(set).chain(files);
    let reference = format!("$({name})");
    all.any(|text| {
        let kubelet = text.known().is_some_and(|text| text.contains(&reference));
        kubelet || references(&text).iter().any(|used| used == name)
    })
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_is_meant() {
        for (name, expected) in [
            ("JAVA_TOOLS_OPTIONS", Some("JAVA_TOOL_OPTIONS")),
            ("JAVA_TOOL_OPTION", Some("JAVA_TOOL_OPTIONS")),
            ("JAVA_TOOL_OPTS", Some("JAVA_TOOL_OPTIONS")),
            ("JAVATOOL_OPTIONS", Some("JAVA_TOOL_OPTIONS")),
            ("java_tool_options", Some("JAVA_TOOL_OPTIONS")),
            ("JDK_JAVA_OPTION", Some("JDK_JAVA_OPTIONS")),
            ("_JAVA_OPTION", Some("_JAVA_OPTIONS")),
            ("CATALINA_OPT", Some("CATALINA_OPTS")),
            ("JAVA_TOOL_OPTIONS", None),
            ("_JAVA_OPTIONS", None),
            ("JAVA_OPTS", None),
            ("JAVA_OPTIONS", None),
            ("JAVA_OPTS_APPEND", None),
            ("JAVA_TOOL_OPTIONS_EXTRA", None),
            ("CATALINA_HOME", None),
            ("MY_JAVA_OPTIONS", None),
        ] {
            assert_eq!(meant(name), expected, "{name}");
        }
    }
}
