//! `--set`: one setting from the command line, or the container of a build without an app.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::{NameForm, check_name};
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::syntax::{Node, Scalar};

use super::draft::AppDraft;
use super::profiles::Profiles;
use super::text_node;

/// One `[APP:]PROFILE.SETTING=VALUE`, as nodes.
#[derive(Clone, Debug)]
pub struct Override {
    /// The app it is for; all where it is `None`.
    pub app: Option<Spanned<String>>,
    /// The profile.
    pub profile: Spanned<String>,
    /// `settings "profile" { setting "value" }`.
    pub node: Node,
}

/// What the command line says over all layers.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// Settings.
    pub overrides: Vec<Override>,
    /// `container=NAME`; the last one counts.
    pub container: Option<Spanned<String>>,
}

/// Reads every `--set`, or reports all that are none.
pub fn command_line(set: &[String], sources: &Sources, sink: &Sink) -> Result<CommandLine, Reported> {
    let (mut read, mut result) = (CommandLine::default(), Ok(()));
    for text in set {
        let source = Argument { text, source: sources.add("--set", text) };
        let one = match text.strip_prefix("container=") {
            Some(name) => source.container(name, sink).map(|name| read.container = Some(name)),
            None => source.setting(sink).map(|one| read.overrides.push(one)),
        };
        result = one.and(result);
    }
    result.map(|()| read)
}

/// The text behind one `--set`.
struct Argument<'a> {
    text: &'a str,
    source: SourceId,
}

impl Argument<'_> {
    /// A part of the text, with its place.
    fn part(&self, start: usize, part: &str) -> Spanned<String> {
        Spanned::new(part.to_owned(), Span::new(self.source, start, start + part.len()))
    }

    fn container(&self, name: &str, sink: &Sink) -> Result<Spanned<String>, Reported> {
        let name = self.part(self.text.len() - name.len(), name);
        check_name(&name, "a container's name", NameForm::Label, sink).map(|()| name)
    }

    fn setting(&self, sink: &Sink) -> Result<Override, Reported> {
        let whole = Span::new(self.source, 0, self.text.len());
        let parts = self.text.split_once('=').and_then(|(key, value)| {
            let (app, key) = key.split_once(':').map_or((None, key), |(app, key)| (Some(app), key));
            let (profile, setting) = key.split_once('.')?;
            Some((app, profile, setting, value))
        });
        let Some((app, profile, setting, value)) = parts else {
            let diagnostic = Diagnostic::new(&codes::SHAPE, whole, "`--set` that names no setting");
            let help = "write --set [APP:]PROFILE.SETTING=VALUE, or --set container=NAME";
            return Err(sink.error(diagnostic.help(help)));
        };
        let at = app.map_or(0, |app| app.len() + 1);
        let app = app.map(|app| self.part(0, app));
        let (profile, setting) = (self.part(at, profile), self.part(at + profile.len() + 1, setting));
        let value = self.part(self.text.len() - value.len(), value);
        let mut inner = text_node(&setting.value, &value.value, whole);
        inner.name = setting;
        for argument in &mut inner.args {
            argument.span = value.span;
            argument.scalar = literal(&value.value).unwrap_or_else(|| argument.scalar.clone());
        }
        let mut node = text_node("settings", &profile.value, whole);
        node.args.iter_mut().for_each(|argument| argument.span = profile.span);
        node.children = Some(vec![inner]);
        Ok(Override { app, profile, node })
    }
}

fn literal(value: &str) -> Option<Scalar> {
    match value {
        "true" | "#true" => Some(Scalar::Bool(true)),
        "false" | "#false" => Some(Scalar::Bool(false)),
        _ => None,
    }
}

impl CommandLine {
    /// Reports what changes nothing: no such app, a profile that none of these apps uses, a container that has its
    /// name from somewhere else.
    pub fn check(&self, drafts: &[&AppDraft], profiles: &Profiles, sink: &Sink) -> Result<(), Reported> {
        let mut result = Ok(());
        for one in &self.overrides {
            result = one.check(drafts, profiles, sink).and(result);
        }
        let open = |draft: &&AppDraft| draft.unbound && draft.containers.iter().any(|c| c.name.is_none());
        if let Some(container) = self.container.as_ref().filter(|_| !drafts.iter().any(open)) {
            let message = "`container=` changes nothing: the containers have their names from the source";
            let diagnostic = Diagnostic::new(&codes::UNUSED, container.span, message);
            let help = "it is for builds without an app; in an app, write container \"NAME\" { … }";
            result = Err(sink.error(diagnostic.help(help)));
        }
        result
    }
}

impl Override {
    /// Whether it lies over this app.
    pub fn is_for(&self, app: &str) -> bool {
        self.app.as_ref().is_none_or(|name| name.value == app)
    }

    fn check(&self, drafts: &[&AppDraft], profiles: &Profiles, sink: &Sink) -> Result<(), Reported> {
        let meant: Vec<&&AppDraft> = drafts.iter().filter(|draft| self.is_for(&draft.name.value)).collect();
        if let Some(app) = self.app.as_ref().filter(|_| meant.is_empty()) {
            let message = format!("the tree has no app `{}`", app.value);
            let help = nearest_help(&app.value, drafts.iter().map(|draft| draft.name.value.as_str()));
            return Err(sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, app.span, message).maybe_help(help)));
        }
        let name = profiles.canonical(&self.profile.value);
        // A name that no profile has is told where it is looked up.
        let known = profiles.get(&name).is_some();
        let containers = || meant.iter().flat_map(|draft| &draft.containers);
        let uses = || containers().flat_map(|c| &c.uses).filter(|(_, used)| used.used.is_some());
        if !known || uses().any(|(used, _)| *used == name) {
            return Ok(());
        }
        let who =
            self.app.as_ref().map_or_else(|| "no app here".to_owned(), |app| format!("no `{}`", app.value));
        let message = format!("`--set` changes nothing: {who} uses `{}`", self.profile.value);
        let help = nearest_help(&self.profile.value, uses().map(|(used, _)| used.as_str()));
        Err(sink.error(Diagnostic::new(&codes::UNUSED, self.profile.span, message).maybe_help(help)))
    }
}
