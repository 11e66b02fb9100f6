//! One profile used in one JVM: its draft, typed.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::{CarrierKind, Context, Facts, Profile, Release, flatten, unlisted_release};
use crate::resolve::{Chain, Origin, Slots, Traced, UseDraft};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};
use crate::text::{Opaque, Text};

use super::interpolate::{Scope, fill};
use super::{Agent, Assigned, ConfigFile, Home, ProjectPlan, SettingPlan, limit, value};

/// What an agent is planned in.
pub struct Setting<'a> {
    /// The profile with what it extends.
    pub chain: &'a Chain,
    /// What users say of it.
    pub draft: &'a UseDraft,
    /// The JVM.
    pub context: Context,
    /// Names known in templates: `app.name`, `container.name`, `jdk.home` …
    pub known: &'a [(&'a str, Text)],
    /// Registry and mirrors.
    pub project: &'a ProjectPlan,
    /// Where a consumer puts the agents that it loads by itself.
    pub home: Option<&'a Home>,
    /// The folder a required setting's ConfigMap stands for, in an unbound build.
    pub unbound: bool,
    /// Where mistakes go.
    pub sink: &'a Sink,
}

/// The release a draft asks for. Without `release` nodes in the profile there is none.
pub fn release<'p>(chain: &'p Chain, draft: &UseDraft, sink: &Sink) -> Result<Option<&'p Release>, Reported> {
    let Some(own) = chain.iter().rev().find(|profile| !profile.releases.is_empty()) else {
        return Ok(None);
    };
    let Some(wanted) = &draft.release else { return Ok(own.default_release()) };
    let found = own.releases.iter().find(|r| r.version.value == wanted.value.value);
    match found {
        Some(release) => Ok(Some(release)),
        None if draft.image.is_some() => Ok(own.default_release()),
        None => Err(unlisted_release(own, &wanted.value, sink)),
    }
}

impl Setting<'_> {
    /// Plans the agent, or reports all that is wrong with it.
    pub fn plan(self, profile: &Profile, release: Option<&Release>) -> Result<Agent, Reported> {
        let chain: Vec<&Profile> = self.chain.iter().map(AsRef::as_ref).collect();
        let facts = flatten(&chain, release, &self.context);
        let span = self.draft.used.as_ref().map_or(profile.span, |origin| origin.span);
        let mut result = self.refusals(&facts, span);
        let mut known = self.known.to_vec();
        let mount = self.mount(&facts)?;
        known.extend(mount.clone().map(|mount| ("home", Text::from(mount))));
        let settings = self.settings(&facts, &known, &profile.name.value, span);
        let settings = match settings {
            Ok(settings) => settings,
            Err(reported) => {
                result = Err(reported);
                Vec::new()
            }
        };
        let value_of = |name: &str| {
            settings.iter().find(|s| s.setting.name.value == name).map(|s| s.value.value.clone())
        };
        let scope = Scope { known: known.clone(), settings: &value_of, pod: true };
        let build_time = Scope { known, settings: &value_of, pod: false };
        let files = self.files(&facts, &build_time, mount, profile)?;
        let agent = Agent {
            profile: profile.name.value.clone(),
            role: facts.role,
            release: self.context.release.clone(),
            span,
            jvm: self.jvm(&facts, &scope)?,
            assigned: self.assigned(&facts, &scope)?,
            volumes: self.volumes(&facts, &build_time)?,
            sidecars: self.sidecars(&facts, &scope)?,
            javaagents: self.javaagents(&facts, &build_time)?,
            option_syntax: facts.option_syntax.clone().unwrap_or_else(|| (",".into(), "=".into())),
            precedence: facts.precedence.clone(),
            known: facts.settings.values().cloned().collect(),
            config_files: config_files(&facts),
            capabilities: facts.capabilities.clone(),
            requires: facts.requires.clone(),
            files,
            settings,
        };
        result.map(|()| agent)
    }

    fn refusals(&self, facts: &Facts, span: Span) -> Result<(), Reported> {
        let mut result = Ok(());
        for why in &facts.refusals {
            let diagnostic = Diagnostic::new(&codes::AGENTS_CONFLICT, span, why.value.clone());
            result = Err(self.sink.error(diagnostic.related(why.span, "the profile refuses it here")));
        }
        if let (Some((place, min, max)), Some(jdk)) = (facts.jdk, self.context.jdk) {
            let jdk = u64::from(jdk);
            if min.is_some_and(|min| jdk < min) || max.is_some_and(|max| jdk > max) {
                let bound = |b: Option<u64>| b.map_or_else(|| "…".to_owned(), |b| b.to_string());
                let message = format!(
                    "release {} supports JDK {} to {}, the container has {jdk}",
                    self.context.release,
                    bound(min),
                    bound(max)
                );
                let diagnostic = Diagnostic::new(&codes::JDK_RANGE, span, message);
                let diagnostic = diagnostic.related(place, "the release says so");
                result = Err(self.sink.error(diagnostic.help("choose another release, or another JDK")));
            }
        }
        result
    }

    fn settings(
        &self,
        facts: &Facts,
        known: &[(&str, Text)],
        profile: &str,
        span: Span,
    ) -> Result<Vec<SettingPlan>, Reported> {
        let mut plans: Vec<SettingPlan> = Vec::new();
        let mut result = Ok(());
        let scope = Scope { known: known.to_vec(), settings: &|_| None, pod: true };
        for (name, traced) in &self.draft.settings {
            let Some(setting) = facts.setting(name) else {
                result = Err(self.unknown_setting(facts, profile, &traced.value));
                continue;
            };
            if !setting.known_to(&self.context.release) {
                let message = format!("release {} does not know the setting `{name}`", self.context.release);
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
            if plans.iter().any(|p| p.setting.name.value == setting.name.value) {
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
            let help = format!("settings \"{profile}\" {{ {} \"…\" }}", setting.name.value);
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
            let name = if self.unbound {
                Text::opaque(Opaque::Field("metadata.labels['app.kubernetes.io/name']".to_owned()))
            } else {
                scope
                    .known
                    .iter()
                    .find(|(name, _)| *name == "app.name")
                    .map(|(_, t)| t.clone())
                    .unwrap_or_default()
            };
            setting
                .limits
                .iter()
                .try_for_each(|limit| limit::check_limit(setting, limit, &name, span, self.sink))?;
            return Ok(plan(name, span, "the app's name"));
        }
        if from_cluster {
            let name = format!("agent-{profile}");
            let from = Opaque::ConfigMap { name, key: setting.name.value.clone() };
            return Ok(plan(Text::opaque(from), span, "nobody: a ConfigMap gives it in the cluster"));
        }
        let name = &setting.name.value;
        let message = format!("`{profile}` needs a value for `{name}`");
        let diagnostic = Diagnostic::new(&codes::MISSING, span, message);
        let diagnostic = diagnostic.related(setting.span, "required here");
        let example = if setting.sensitive { "secret=\"name/key\"" } else { "\"…\"" };
        Err(self.sink.error(diagnostic.help(format!("settings \"{profile}\" {{ {name} {example} }}"))))
    }

    fn unknown_setting(&self, facts: &Facts, profile: &str, node: &Node) -> Reported {
        let name = &node.name.value;
        let known = facts.settings.keys().map(String::as_str).chain(crate::resolve::RESERVED);
        let message = format!("`{profile}` has no setting `{name}`");
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, node.name.span, message);
        let hint = "what no profile knows goes by `env`, `property` or `option`".to_owned();
        let help = nearest_help(name, known).filter(|help| help.starts_with("did")).unwrap_or(hint);
        self.sink.error(diagnostic.help(help))
    }

    fn jvm(&self, facts: &Facts, scope: &Scope) -> Result<Vec<Traced<Text>>, Reported> {
        let one = |option: &Spanned<String>| {
            fill(option, scope, self.sink).map(|value| Traced { value, origin: profile_origin(option.span) })
        };
        facts.jvm.iter().map(one).collect()
    }

    fn assigned(&self, facts: &Facts, scope: &Scope) -> Result<Vec<Assigned>, Reported> {
        let mut all = Vec::new();
        for ((kind, name), node) in &facts.assigned {
            let value = assignment(node, scope, self.sink)?;
            let value = Traced { value, origin: profile_origin(node.span) };
            all.push(Assigned { kind: *kind, name: name.clone(), value });
        }
        let users: [(CarrierKind, &Slots<Node>); 3] = [
            (CarrierKind::Env, &self.draft.env),
            (CarrierKind::Property, &self.draft.properties),
            (CarrierKind::Option, &self.draft.options),
        ];
        for (kind, slots) in users {
            for (name, traced) in slots {
                let value = assignment(&traced.value, scope, self.sink)?;
                all.retain(|a: &Assigned| (a.kind, &a.name) != (kind, name));
                all.push(Assigned { kind, name: name.clone(), value: traced.clone().map(|_| value) });
            }
        }
        Ok(all)
    }

    fn javaagents(&self, facts: &Facts, scope: &Scope) -> Result<Vec<crate::profile::JavaAgent>, Reported> {
        let one = |agent: &crate::profile::JavaAgent| {
            let jar = known_text(fill(&agent.jar, scope, self.sink)?);
            Ok(crate::profile::JavaAgent { jar: Spanned::new(jar, agent.jar.span), order: agent.order })
        };
        facts.javaagents.iter().map(one).collect()
    }
}

/// Names of settings that users gave a value, for `when set=`.
pub fn given(draft: &UseDraft) -> BTreeSet<String> {
    let plugin = (!draft.plugins.is_empty()).then(|| "plugin".to_owned());
    draft.settings.keys().cloned().chain(plugin).collect()
}

/// The value of `env "NAME" "value"`, `property "k" field=…` and the like.
pub fn assignment(node: &Node, scope: &Scope, sink: &Sink) -> Result<Text, Reported> {
    let fields = Fields::of(node, sink);
    if let Some(opaque) = value::read_source(fields, scope, sink)? {
        return Ok(Text::opaque(opaque));
    }
    fields.takes(2, &[], false)?;
    let text = fields.text(1)?;
    if let Some(c) = text.value.chars().find(|c| (c.is_control() && *c != '\n') || value::is_bidi(*c)) {
        let message = format!("the value holds the character U+{:04X}", c as u32);
        return Err(fields.error(&codes::UNSAFE_CHARACTER, text.span, message, None));
    }
    fill(&text, scope, sink)
}

/// Text of a scope without pod names is known.
#[allow(clippy::needless_pass_by_value)] // it ends many a chain of `map`
pub(super) fn known_text(text: Text) -> String {
    text.known().map_or_else(|| text.to_string(), str::to_owned)
}

pub(super) fn size_or(size: Option<&String>, default: &str) -> String {
    size.cloned().unwrap_or_else(|| default.to_owned())
}

fn profile_origin(span: Span) -> Origin {
    Origin { span, layer: "profile".to_owned(), replaced: Vec::new() }
}

fn config_files(facts: &Facts) -> Vec<ConfigFile> {
    let one = |(path, format): &(Spanned<String>, String)| ConfigFile {
        path: path.value.clone(),
        format: format.clone(),
    };
    facts.config_files.values().map(one).collect()
}
