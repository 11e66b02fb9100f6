//! One profile used in one JVM: its draft, typed.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::{
    Assignment, CarrierKind, Context, Facts, NameForm, Plugins, Profile, Release, check_absolute, check_name,
    flatten, unlisted_release,
};
use crate::resolve::{Chain, Origin, Slots, Traced, UseDraft};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};
use crate::text::Text;

use super::container::{check_env_name, is_variable};
use super::interpolate::{Scope, fill};
use super::{
    Agent, AgentFiles, ArchivePlan, Assigned, ConfigFile, Forced, Home, Plugin, ProjectPlan, SidecarPlan,
    VolumePlan, WritableFolder, value,
};

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
    /// Variables that the container has without us.
    pub own_env: &'a [(String, Text)],
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
        None if draft.image.is_some() => {
            check_name(&wanted.value, "a release", NameForm::Release, sink)?;
            Ok(own.default_release())
        }
        None => Err(unlisted_release(own, &wanted.value, sink)),
    }
}

impl Setting<'_> {
    /// Plans the agent, or reports all that is wrong with it.
    pub fn plan(self, profile: &Profile, release: Option<&Release>) -> Result<Agent, Reported> {
        let chain: Vec<&Profile> = self.chain.iter().map(AsRef::as_ref).collect();
        let facts = flatten(&chain, release, &self.context);
        let span = self.draft.used.as_ref().map_or(profile.span, |origin| origin.span);
        // What depends on the JDK cannot be planned without it.
        self.jdk(&facts, &profile.name.value, span)?;
        let mut result = Ok(());
        let mut known = self.known.to_vec();
        let mount = self.mount(&facts)?;
        known.extend(mount.clone().map(|mount| ("home", Text::from(mount))));
        let settings = self.settings(&facts, &known, &profile.name.value, span);
        // One mistake, one finding: what wants the value of a setting that has none now is not told.
        let wrong = settings.is_err();
        let settings = match settings {
            Ok(settings) => settings,
            Err(reported) => {
                result = Err(reported);
                Vec::new()
            }
        };
        let value_of = |name: &str| {
            let planned = settings.iter().find(|s| s.setting.name.value == name);
            planned.map(|s| s.value.value.clone()).or_else(|| wrong.then(Text::empty))
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
            refusals: facts.refusals.clone(),
            files,
            settings,
        };
        result.map(|()| agent)
    }

    /// The agent's folder in the application's container.
    fn mount(&self, facts: &Facts) -> Result<Option<String>, Reported> {
        let Some(files) = &facts.files else { return Ok(None) };
        let scope = Scope { known: self.known.to_vec(), settings: &|_| None, pod: false };
        let operated = |home: &&Home| home.capabilities.iter().any(|c| facts.capabilities.contains(c));
        let folder = self.home.filter(operated).map_or(&files.mount, |home| &home.folder);
        fill(folder, &scope, self.sink).map(|mount| Some(known_text(mount)))
    }

    fn jvm(&self, facts: &Facts, scope: &Scope) -> Result<Vec<Traced<Text>>, Reported> {
        let one = |option: &Spanned<String>| {
            fill(option, scope, self.sink).map(|value| Traced { value, origin: profile_origin(option.span) })
        };
        facts.jvm.iter().map(one).collect()
    }

    fn assigned(&self, facts: &Facts, scope: &Scope) -> Result<Vec<Assigned>, Reported> {
        let mut all = Vec::new();
        for ((kind, name), Assignment { node, condition }) in &facts.assigned {
            let value = assignment(node, scope, self.sink)?;
            let value = Traced { value, origin: profile_origin(node.span) };
            let forced = Some(Forced { condition: *condition });
            all.push(Assigned { kind: *kind, name: name.clone(), value, forced });
        }
        let users: [(CarrierKind, &Slots<Node>); 3] = [
            (CarrierKind::Env, &self.draft.env),
            (CarrierKind::Property, &self.draft.properties),
            (CarrierKind::Option, &self.draft.options),
        ];
        for (kind, slots) in users {
            for (name, traced) in slots {
                if kind == CarrierKind::Env {
                    check_env_name(name, &traced.value, is_variable, self.sink)?;
                }
                let value = assignment(&traced.value, scope, self.sink)?;
                all.retain(|a: &Assigned| (a.kind, &a.name) != (kind, name));
                let value = traced.clone().map(|_| value);
                all.push(Assigned { kind, name: name.clone(), value, forced: None });
            }
        }
        Ok(all)
    }

    fn javaagents(&self, facts: &Facts, scope: &Scope) -> Result<Vec<crate::profile::JavaAgent>, Reported> {
        let one = |agent: &crate::profile::JavaAgent| {
            let jar = known_text(fill(&agent.jar, scope, self.sink)?);
            Ok(crate::profile::JavaAgent { jar: Spanned::new(jar, agent.jar.span), ..agent.clone() })
        };
        facts.javaagents.iter().map(one).collect()
    }

    fn files(
        &self,
        facts: &Facts,
        scope: &Scope,
        mount: Option<String>,
        profile: &Profile,
    ) -> Result<Option<AgentFiles>, Reported> {
        let Some(files) = &facts.files else { return Ok(None) };
        let own_image = self.draft.image.as_ref().map(|t| &t.value).or(facts.image.as_ref());
        let (image, built) = match own_image {
            Some(image) => {
                let name = known_text(fill(image, scope, self.sink)?);
                if !crate::image::is_reference(&name) {
                    let message = format!("`{name}` is no image reference");
                    return Err(self.sink.error(Diagnostic::new(&codes::TYPE, image.span, message)));
                }
                (self.project.images.resolve(&name), false)
            }
            None => (self.built_image(&profile.name.value), true),
        };
        let from = files.from.as_ref().map_or_else(|| files.mount.value.clone(), |from| from.value.clone());
        let jars: Result<Vec<String>, Reported> =
            files.jars.iter().map(|jar| fill(jar, scope, self.sink).map(known_text)).collect();
        let archive = facts.archive.as_ref().filter(|_| built).map(|a| {
            let url = fill(&a.url, scope, self.sink).map(known_text);
            url.map(|url| ArchivePlan {
                url,
                strip: a.strip,
                sha256: a.sha256.as_ref().map(|s| s.value.clone()),
            })
        });
        let writable = files.writable.iter().map(|w| WritableFolder {
            path: w.path.value.clone(),
            size: size_or(w.size.as_ref(), "100Mi"),
            missing: w.missing,
        });
        // The kubelet evicts a pod whose volume outgrows its limit: a release's size is that of its own image,
        // with nothing added.
        let measured =
            facts.size.as_ref().filter(|_| self.draft.image.is_none() && self.draft.plugins.is_empty());
        Ok(Some(AgentFiles {
            image,
            built,
            mount: mount.unwrap_or_default(),
            archive: archive.transpose()?,
            size: size_or(measured, "200Mi"),
            jars: jars?,
            whole: files.whole,
            runs_as_root: facts.runs_as_root && !built,
            writable: writable.collect(),
            plugins: self.plugins(facts, scope, &from)?,
            from,
        }))
    }

    /// An image nobody publishes is named after the registry of the tree.
    fn built_image(&self, profile: &str) -> String {
        let prefix = self.project.registry.as_ref().map_or("localhost/agents", |r| r.prefix.value.as_str());
        format!("{prefix}/{profile}:{}", self.context.release)
    }

    fn plugins(&self, facts: &Facts, scope: &Scope, from: &str) -> Result<Vec<Plugin>, Reported> {
        let mut plugins = Vec::new();
        for (name, traced) in &self.draft.plugins {
            let fields = Fields::of(&traced.value, self.sink);
            fields.takes(1, &["image", "from"], false)?;
            let Some(known) = &facts.plugins else {
                let message = "this agent takes no plugins".to_owned();
                return Err(fields.error(&codes::UNKNOWN_NAME, fields.span(), message, None));
            };
            let (jar, image, source) = match fields.prop_text("image")? {
                Some(image) => {
                    let reference = known_text(fill(&image, scope, self.sink)?);
                    let source = fields.prop_text("from")?.map_or_else(|| format!("/{name}"), |f| f.value);
                    (name.clone(), self.project.images.resolve(&reference), source)
                }
                None => {
                    let folder = self.bundled_in(known, name, fields)?;
                    let jar = format!("{name}-{}.jar", self.context.release);
                    let whole = name.rsplit_once('.').is_some_and(|(_, extension)| extension == "jar");
                    let jar = if whole { name.clone() } else { jar };
                    let source = format!("{}/{folder}/{jar}", from.trim_end_matches('/'));
                    (jar, self.own_image(facts, scope)?, source)
                }
            };
            let span = fields.span();
            plugins.push(Plugin { target: format!("{}/{jar}", known.dir), jar, image, source, span });
        }
        Ok(plugins)
    }

    /// The folder of the agent's own image that a plugin lies in. An image of the user's own may hold others than
    /// the lists do.
    fn bundled_in(&self, known: &Plugins, name: &str, fields: Fields) -> Result<String, Reported> {
        let Some(first) = known.bundled.first() else {
            let help = Some("say which image it comes from: plugin \"x.jar\" image=\"…\"".to_owned());
            let message = "this agent ships no plugins of its own".to_owned();
            return Err(fields.error(&codes::MISSING, fields.span(), message, help));
        };
        let release = &self.context.release;
        let plain = name.strip_suffix(&format!("-{release}.jar")).unwrap_or(name);
        let (asked, listed) = (fields.prop_text("from")?, known.folder_of(plain));
        let own = self.draft.image.is_none() && !known.listed.is_empty();
        let there = |folder: &Spanned<String>| listed == Some(folder.value.as_str());
        match (asked, listed) {
            (Some(folder), Some(listed)) if own && !there(&folder) => {
                let message = format!("{} of the agent does not hold `{plain}`", folder.value);
                let help = Some(format!("leave `from=` out: it is in {listed}"));
                Err(fields.error(&codes::UNKNOWN_NAME, folder.span, message, help))
            }
            (_, None) if own => {
                let at = fields.text(0)?.span;
                let message = format!("the agent's release {release} has no plugin `{plain}`");
                let elsewhere = "name the image that holds it: plugin \"x.jar\" image=\"…\" from=\"/x.jar\"";
                let help = nearest_help(plain, known.names()).filter(|help| help.starts_with("did"));
                let help = help.unwrap_or_else(|| elsewhere.to_owned());
                Err(fields.error(&codes::UNKNOWN_NAME, at, message, Some(help)))
            }
            (Some(folder), _) => Ok(folder.value),
            (None, listed) => Ok(listed.unwrap_or(first).to_owned()),
        }
    }

    fn own_image(&self, facts: &Facts, scope: &Scope) -> Result<String, Reported> {
        let own = self.draft.image.as_ref().map(|t| &t.value).or(facts.image.as_ref());
        let name = own.map(|image| fill(image, scope, self.sink).map(known_text)).transpose()?;
        Ok(name.map(|name| self.project.images.resolve(&name)).unwrap_or_default())
    }

    fn volumes(&self, facts: &Facts, scope: &Scope) -> Result<Vec<VolumePlan>, Reported> {
        let text = |t: &Option<Spanned<String>>| {
            t.as_ref().map(|t| fill(t, scope, self.sink).map(known_text)).transpose()
        };
        let one = |volume: &crate::profile::Volume| {
            let mount = known_text(fill(&volume.mount, scope, self.sink)?);
            let mount = Spanned::new(mount, volume.mount.span);
            check_absolute(&mount, self.sink)?;
            Ok(VolumePlan {
                name: volume.name.value.clone(),
                mount: mount.value,
                size: text(&volume.size)?,
                claim: text(&volume.claim)?,
            })
        };
        facts.volumes.values().map(one).collect()
    }

    fn sidecars(&self, facts: &Facts, scope: &Scope) -> Result<Vec<SidecarPlan>, Reported> {
        let one = |sidecar: &crate::profile::Sidecar| {
            let command = sidecar.command.iter().map(|c| fill(c, scope, self.sink).map(known_text));
            let env = sidecar.env.iter().map(|node| {
                let name = Fields::of(node, self.sink).text(0)?.value;
                Ok((name, assignment(node, scope, self.sink)?))
            });
            let image = known_text(fill(&sidecar.image, scope, self.sink)?);
            Ok(SidecarPlan {
                name: sidecar.name.value.clone(),
                image: self.project.images.resolve(&image),
                command: command.collect::<Result<_, Reported>>()?,
                env: env.collect::<Result<_, Reported>>()?,
                mounts: sidecar.mounts.iter().map(|(v, p)| (v.value.clone(), p.value.clone())).collect(),
                user: sidecar.user,
            })
        };
        facts.sidecars.values().map(one).collect()
    }
}

/// What a draft says to the conditions of its own profile: the release, and which settings have a value.
pub fn context(draft: &UseDraft, chain: &Chain) -> Context {
    let wanted = draft.release.as_ref().map(|wanted| wanted.value.value.clone());
    let default = || chain.iter().rev().find_map(|profile| profile.default_release());
    let release = wanted.or_else(|| Some(default()?.version.value.clone()));
    let plugin = (!draft.plugins.is_empty()).then(|| "plugin".to_owned());
    let set: BTreeSet<String> = draft.settings.keys().cloned().chain(plugin).collect();
    Context { release: release.unwrap_or_default(), set, ..Context::default() }
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
fn known_text(text: Text) -> String {
    text.known().map_or_else(|| text.to_string(), str::to_owned)
}

fn size_or(size: Option<&String>, default: &str) -> String {
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
