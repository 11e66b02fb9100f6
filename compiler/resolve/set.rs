//! `--set`: one setting from the command line.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{Sources, Span};
use crate::syntax::Scalar;

use super::{Override, text_node};

/// `[APP:]PROFILE.SETTING=VALUE` as nodes.
pub fn overrides(set: &[String], sources: &Sources, sink: &Sink) -> Result<Vec<Override>, Reported> {
    let own = set.iter().filter(|set| !set.starts_with("container="));
    let all: Vec<_> = own.map(|set| read_override(set, sources, sink)).collect();
    all.into_iter().collect()
}

fn read_override(set: &str, sources: &Sources, sink: &Sink) -> Result<Override, Reported> {
    let source = sources.add("--set", set);
    let span = Span::new(source, 0, set.len());
    let parts = set.split_once('=').and_then(|(key, value)| {
        let (app, key) = key.split_once(':').map_or((None, key), |(app, key)| (Some(app.to_owned()), key));
        let (profile, setting) = key.split_once('.')?;
        Some((app, profile, setting, value))
    });
    let Some((app, profile, setting, value)) = parts else {
        let diagnostic = Diagnostic::new(&codes::SHAPE, span, "`--set` that names no setting");
        return Err(
            sink.error(diagnostic.help("write --set [APP:]PROFILE.SETTING=VALUE, or --set container=NAME"))
        );
    };
    let mut node = text_node("settings", profile, span);
    let mut inner = text_node(setting, value, span);
    if let Some(scalar) = literal(value) {
        inner.args.iter_mut().for_each(|arg| arg.scalar = scalar.clone());
    }
    node.children = Some(vec![inner]);
    Ok(Override { app, node })
}

fn literal(value: &str) -> Option<Scalar> {
    match value {
        "true" | "#true" => Some(Scalar::Bool(true)),
        "false" | "#false" => Some(Scalar::Bool(false)),
        _ => None,
    }
}
