//! Settings of one use: what users gave, checked, and what stands in where they gave nothing.

use crate::diagnostic::{Diagnostic, Reported, codes, nearest, nearest_help};
use crate::profile::{CarrierKind, Facts};
use crate::resolve::{Origin, Traced};
use crate::source::Span;
use crate::syntax::Node;
use crate::text::{Opaque, Text};

use super::agent::Setting;
use super::interpolate::Scope;
use super::limit::{Subject, check_limit};
use super::{SettingPlan, value};

/// The field that names the service where there is no app.
pub const SERVICE_LABEL: &str = "metadata.labels['app.kubernetes.io/name']";

impl Setting<'_> {
    /// All settings that have a value.
    pub(super) fn settings(
        &self,
        facts: &Facts,
        known: &[(&str, Text)],
        profile: &str,
        span: Span,
    ) -> Result<Vec<SettingPlan>, Reported> {
        let mut plans: Vec<SettingPlan> = Vec::new();
        let mut result = Ok(());
        // A setting that somebody tried to give is not missing: one mistake, one finding.
        let mut tried: Vec<String> = self.draft.settings.keys().cloned().collect();
        let scope = Scope { known: known.to_vec(), settings: &|_| None, pod: true };
        for (name, traced) in &self.draft.settings {
            let Some(setting) = facts.setting(name) else {
                result = Err(self.unknown_setting(facts, profile, &traced.value));
                tried.extend(nearest(name, facts.settings.keys().map(String::as_str)).map(str::to_owned));
                continue;
            };
            if !setting.known_to(&self.context.release) {
                let release = &self.context.release;
                let message = format!("`{profile}` {release} does not know the setting `{name}`");
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, traced.value.name.span, message);
                result = Err(self.sink.error(diagnostic.maybe_help(setting.note.clone())));
                continue;
            }
            match value::read(&setting, &traced.value, &scope, self.sink) {
                Ok(text) => plans.push(SettingPlan { setting, value: traced.clone().map(|_| text) }),
                Err(reported) => result = Err(reported),
            }
        }
        for setting in facts.settings.values().filter(|s| s.known_to(&self.context.release)) {
            if tried.contains(&setting.name.value) {
                continue;
            }
            match self.default(setting, profile, span, &scope) {
                Ok(plan) => plans.extend(plan),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| plans)
    }

    fn default(
        &self,
        setting: &crate::profile::Setting,
        profile: &str,
        span: Span,
        scope: &Scope,
    ) -> Result<Option<SettingPlan>, Reported> {
        let plan = |value: Text, span: Span, layer: &str| {
            let origin = Origin { span, layer: layer.to_owned(), replaced: Vec::new() };
            Some(SettingPlan { setting: setting.clone(), value: Traced { value, origin } })
        };
        let from_cluster = self.unbound && (setting.required || setting.recommended.is_some());
        if let (Some(why), false) = (&setting.recommended, self.unbound) {
            let message = format!("`{profile}` has no value for `{}`: {why}", setting.name.value);
            let diagnostic = Diagnostic::new(&codes::LEFT_AT_DEFAULT, span, message);
            let help = format!("give it: use \"{profile}\" {{ {} \"…\" }}", setting.name.value);
            self.sink.note(diagnostic.help(help));
        }
        if let Some(node) = setting.default.as_ref().filter(|_| !from_cluster) {
            let value = value::read(setting, node, scope, self.sink)?;
            return Ok(plan(value, node.span, &format!("profile \"{profile}\"")));
        }
        if !setting.required && !from_cluster {
            return Ok(None);
        }
        let concept = setting.concept.as_ref().map(|c| c.value.as_str());
        if concept == Some("service.name") {
            let (name, what) = self.service(setting, scope);
            let subject = Subject { span, taken_from: Some(&what) };
            let mut limits = setting.limits.iter();
            limits.try_for_each(|limit| check_limit(setting, limit, &name, subject, self.sink))?;
            return Ok(plan(name, span, &what));
        }
        if from_cluster {
            let from =
                Opaque::ConfigMap { name: super::cluster_map(profile), key: setting.name.value.clone() };
            return Ok(plan(Text::opaque(from), span, "nobody: a ConfigMap gives it in the cluster"));
        }
        let name = &setting.name.value;
        let message = format!("`{profile}` needs a value for `{name}`");
        let diagnostic = Diagnostic::new(&codes::MISSING, span, message);
        let diagnostic = diagnostic.related(setting.name.span, "required here");
        let example = if setting.sensitive { "secret=\"name/key\"" } else { "\"…\"" };
        let help = format!("give it: use \"{profile}\" {{ {name} {example} }}");
        Err(self.sink.error(diagnostic.help(help)))
    }

    /// The name of the service where nobody gives one, and whose it is. What manifest or image say to the agent
    /// already stays: nobody meant to replace it.
    fn service(&self, setting: &crate::profile::Setting, scope: &Scope) -> (Text, String) {
        let carries =
            |name: &str| setting.carriers.iter().any(|c| c.kind == CarrierKind::Env && c.name == name);
        let own = self.own_env.iter().rfind(|(name, value)| carries(name) && !value.is_empty());
        if let Some((variable, value)) = own {
            return (value.clone(), format!("the container's own {variable}"));
        }
        let app = scope.known.iter().find(|(name, _)| *name == "app.name").map(|(_, text)| text.clone());
        let label = || Text::opaque(Opaque::Field(SERVICE_LABEL.to_owned()));
        let name = if self.unbound { label() } else { app.unwrap_or_default() };
        (name, "the app's name".to_owned())
    }

    fn unknown_setting(&self, facts: &Facts, profile: &str, node: &Node) -> Reported {
        let name = &node.name.value;
        let known = facts.settings.keys().map(String::as_str).chain(crate::resolve::RESERVED);
        let message = format!("`{profile}` has no setting `{name}`");
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, node.name.span, message);
        let hint =
            "the full list is in the profile; what it does not know goes by `env`, `property` or `option`"
                .to_owned();
        let help = nearest_help(name, known).filter(|help| help.starts_with("did")).unwrap_or(hint);
        self.sink.error(diagnostic.help(help))
    }
}
