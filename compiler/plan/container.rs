//! One JVM: its draft, typed.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::launch::expand::escape_reference;
use crate::launch::{ImageConfig, Launcher};
use crate::profile::{Context, Facts, Profile, flatten};
use crate::resolve::{Chain, ContainerDraft, Loader, Profiles, Traced, UseDraft};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};
use crate::text::{Opaque, Text};

use super::interpolate::{Scope, fill};
use super::jdk::{self, Jdk};
use super::{Agent, Container, OwnOptions, ProjectPlan, Request, agent};

/// What a container is planned in.
pub struct Setting<'a> {
    /// What layers say of it.
    pub draft: &'a ContainerDraft,
    /// Its name.
    pub name: String,
    /// Whether somebody names it.
    pub named: bool,
    /// Whether it is called like its app because nobody says more.
    pub assumed: bool,
    /// The app's name.
    pub app: &'a str,
    /// The app's namespace.
    pub namespace: Option<&'a str>,
    /// The pod spec of the team's manifest.
    pub pod: Option<&'a Json>,
    /// What the run asks for.
    pub request: &'a Request,
    /// Registry and mirrors.
    pub project: &'a ProjectPlan,
    /// Finds profiles.
    pub profiles: &'a Profiles<'a>,
    /// Reads files.
    pub loader: Loader<'a>,
    /// Where the container is declared, or its app.
    pub span: Span,
    /// Without an app.
    pub unbound: bool,
}

/// A profile that is used, with what is said of it.
type Use<'a> = (&'a UseDraft, Chain);

struct Image {
    reference: Option<String>,
    config: Option<ImageConfig>,
}

impl Setting<'_> {
    /// Plans the container, or reports all that is wrong with it.
    pub fn plan(self) -> Result<Container, Reported> {
        let (launcher, variable) = self.launcher()?;
        let Jdk { release: named, home: jdk_home } = Jdk::read(self.draft.jdk.as_ref(), self.loader.sink)?;
        let base = self.pod.and_then(|pod| container_of(pod, &self.name));
        let image = self.image(base)?;
        let own_options = self.own_options(base, image.config.as_ref(), &variable)?;
        let known = self.known(jdk_home.as_deref());
        let scope = Scope { known: known.clone(), settings: &|_| None, pod: true };
        let jvm: Result<Vec<_>, Reported> = self.draft.jvm.values().map(|o| self.option(o, &scope)).collect();
        let env: Result<Vec<_>, Reported> = self
            .draft
            .env
            .iter()
            .map(|(name, node)| {
                check_env_name(name, &node.value, is_env_name, self.loader.sink)?;
                let value = agent::assignment(&node.value, &scope, self.loader.sink)?;
                Ok((name.clone(), node.clone().map(|_| value)))
            })
            .collect();
        let uses = self.uses();
        let jdk = named.or_else(|| self.assumed_jdk(uses.as_ref().ok()?, launcher));
        let own_env = own_env(base, image.config.as_ref());
        let agents = uses.and_then(|uses| self.agents(&uses, jdk, launcher, &known, &own_env));
        Ok(Container {
            name: self.name,
            named: self.named,
            assumed: self.assumed,
            launcher,
            launcher_span: self.draft.launcher.as_ref().map(|node| node.value.span),
            variable,
            jdk,
            jdk_assumed: jdk.is_some() && named.is_none(),
            jdk_home,
            image: image.reference,
            image_config: image.config,
            own_options,
            jvm: jvm?,
            env: env?,
            agents: agents?,
            span: self.span,
        })
    }

    fn launcher(&self) -> Result<(Launcher, String), Reported> {
        let Some(node) = &self.draft.launcher else {
            return Ok((Launcher::Java, Launcher::Java.default_variable().to_owned()));
        };
        let fields = Fields::of(&node.value, self.loader.sink);
        let word = fields.text(0)?;
        let launcher = Launcher::from_name(&word.value).ok_or_else(|| {
            let message = format!("unknown launcher `{}`", word.value);
            let help = nearest_help(&word.value, Launcher::ALL.into_iter().map(Launcher::name));
            fields.error(&codes::UNKNOWN_NAME, word.span, message, help)
        })?;
        let variable = fields.prop_text("variable")?;
        if let Some(variable) = &variable {
            Self::check_variable(fields, launcher, variable)?;
        }
        let variable = variable.map_or_else(|| launcher.default_variable().to_owned(), |v| v.value);
        Ok((launcher, variable))
    }

    /// A variable that nothing reads carries nothing.
    fn check_variable(
        fields: Fields,
        launcher: Launcher,
        variable: &Spanned<String>,
    ) -> Result<(), Reported> {
        if !is_env_name(&variable.value) {
            let message = format!("`{}` is no variable's name", variable.value);
            return Err(fields.error(&codes::TYPE, variable.span, message, None));
        }
        let named = |row: &crate::launch::Row| match row.variable {
            crate::launch::Variable::Named(name) => Some(name),
            crate::launch::Variable::Command => None,
        };
        let read: Vec<&str> = launcher.rows().iter().filter_map(named).collect();
        if launcher == Launcher::Shell || read.contains(&variable.value.as_str()) {
            return Ok(());
        }
        let message = format!("launcher `{}` never reads {}", launcher.name(), variable.value);
        let help = nearest_help(&variable.value, read);
        Err(fields.error(&codes::UNEXPANDED_VARIABLE, variable.span, message, help))
    }

    fn image(&self, base: Option<&Json>) -> Result<Image, Reported> {
        let from_base = base.and_then(|c| c.get("image")).and_then(Json::as_str).map(str::to_owned);
        let Some(node) = &self.draft.image else { return Ok(Image { reference: from_base, config: None }) };
        let fields = Fields::of(&node.value, self.loader.sink);
        fields.takes(1, &["config"], true)?;
        let reference = fields.text(0)?;
        if !crate::image::is_reference(&reference.value) {
            let message = format!("`{}` is no image reference", reference.value);
            return Err(fields.error(&codes::TYPE, reference.span, message, None));
        }
        let mut config = match fields.prop_text("config")? {
            Some(path) => Some(super::workload::image_config(&path, self.loader)?),
            None => None,
        };
        for child in node.value.children() {
            let one = Fields::of(child, self.loader.sink);
            let config = config.get_or_insert_default();
            match one.name() {
                "env" => config.env.push((one.text(0)?.value, one.text(1)?.value.into())),
                "user" => {
                    one.text(0)?;
                    let user = child.args.first().map(|value| one.as_number(value)).transpose()?;
                    config.user = user.and_then(|user| i64::try_from(user).ok());
                }
                _ => return Err(fields.unknown_child(child, &["env", "user"])),
            }
        }
        let reference = self.project.images.resolve(&reference.value);
        Ok(Image { reference: Some(reference), config })
    }

    /// What the carrying variable holds without us: the manifest's value, else the image's.
    fn own_options(
        &self,
        base: Option<&Json>,
        image: Option<&ImageConfig>,
        variable: &str,
    ) -> Result<Option<OwnOptions>, Reported> {
        let entries = base.and_then(|c| c.get("env")).and_then(Json::as_array).into_iter().flatten();
        let named: Vec<&Json> =
            entries.filter(|e| e.get("name").and_then(Json::as_str) == Some(variable)).collect();
        if named.len() > 1 {
            let message = format!("the manifest gives {variable} {} times", named.len());
            let diagnostic = Diagnostic::new(&codes::MANIFEST, self.span, message);
            let help = "keep the last one, which is what the container gets; a patch would change the first";
            return Err(self.loader.sink.error(diagnostic.help(help)));
        }
        match named.last() {
            Some(entry) if entry.get("valueFrom").is_some() => {
                let message =
                    format!("the manifest takes {variable} from elsewhere: nothing can be added to it");
                let diagnostic = Diagnostic::new(&codes::OPTIONS_FROM_ELSEWHERE, self.span, message);
                let help =
                    "write the value into the manifest, or carry the agent with `launcher … variable=`";
                Err(self.loader.sink.error(diagnostic.help(help)))
            }
            Some(entry) => {
                let text = entry.get("value").and_then(Json::as_str).map(str::to_owned);
                Ok(text.map(|text| OwnOptions { text, in_manifest: true }))
            }
            None => {
                let own = image.and_then(|i| i.env.iter().rfind(|(name, _)| name == variable));
                // The kubelet does not expand what an image says.
                Ok(own
                    .and_then(|(_, text)| text.known())
                    .map(|text| OwnOptions { text: escape_reference(text), in_manifest: false }))
            }
        }
    }

    fn known(&self, jdk_home: Option<&str>) -> Vec<(&'static str, Text)> {
        let namespace = self
            .namespace
            .map_or_else(|| Text::opaque(Opaque::Field("metadata.namespace".into())), Text::from);
        let container = if self.request.chooses && !self.named {
            Text::opaque(Opaque::Unknown("container.name".into()))
        } else {
            Text::from(self.name.as_str())
        };
        let mut known = vec![("app.namespace", namespace), ("container.name", container)];
        if !self.unbound {
            known.push(("app.name", Text::from(self.app)));
        }
        known.extend(jdk_home.map(|home| ("jdk.home", Text::from(home))));
        known
    }

    fn option(&self, option: &Traced<Spanned<String>>, scope: &Scope) -> Result<Traced<Text>, Reported> {
        let text = fill(&option.value, scope, self.loader.sink)?;
        Ok(option.clone().map(|_| text))
    }

    /// The profiles that are used here.
    fn uses(&self) -> Result<Vec<Use<'_>>, Reported> {
        let mut uses = Vec::new();
        let mut result = Ok(());
        for (name, draft) in &self.draft.uses {
            // `settings` of a profile that is not used here changes nothing, but its name must exist.
            let span = draft.named.unwrap_or(self.span);
            match self.profiles.chain(&Spanned::new(name.clone(), span)) {
                Ok(chain) if draft.used.is_some() => uses.push((draft, chain)),
                Ok(_) => {}
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| uses)
    }

    fn agents(
        &self,
        uses: &[Use],
        jdk: Option<u32>,
        launcher: Launcher,
        known: &[(&str, Text)],
        own_env: &[(String, Text)],
    ) -> Result<Vec<Agent>, Reported> {
        let mut agents = Vec::new();
        let mut result = Ok(());
        for (index, one) in uses.iter().enumerate() {
            let context = self.context(uses, index, jdk, launcher);
            match self.agent(one, context, known, own_env) {
                Ok(agent) => agents.push(agent),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| agents)
    }

    /// What the conditions of one profile are asked about.
    fn context(&self, uses: &[Use], index: usize, jdk: Option<u32>, launcher: Launcher) -> Context {
        let others = || uses.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, (_, chain))| chain);
        let names = others().flat_map(|c| c.iter()).flat_map(|p| p.names()).map(str::to_owned);
        let roles = others().filter_map(|c| c.iter().rev().find_map(|p| p.role()));
        Context {
            jdk,
            beside: names.collect(),
            roles: roles.map(|role| role.as_str().to_owned()).collect::<BTreeSet<_>>(),
            launcher: launcher.name().to_owned(),
            delivery: self.request.delivery.clone(),
            ..uses.get(index).map(|(draft, chain)| agent::context(draft, chain)).unwrap_or_default()
        }
    }

    /// The JDK of a build without an app, where it decides something: pods of another one do not start, or start
    /// without the agent.
    fn assumed_jdk(&self, uses: &[Use], launcher: Launcher) -> Option<u32> {
        let flat = |(index, (draft, chain)): (usize, &Use)| {
            let context = self.context(uses, index, None, launcher);
            // A release that is not listed is reported where the agent is planned.
            let release = agent::release(chain, draft, &Sink::default()).ok()?;
            let profiles: Vec<&Profile> = chain.iter().map(AsRef::as_ref).collect();
            let span = draft.used.as_ref().map_or(self.span, |origin| origin.span);
            Some((chain.last()?.name.value.clone(), span, flatten(&profiles, release, &context)))
        };
        let facts: Vec<(_, Span, Facts)> =
            uses.iter().enumerate().filter(|_| self.unbound).filter_map(flat).collect();
        let jdk = jdk::newest(facts.iter().map(|(.., facts)| facts))?;
        for (name, span, _) in facts.iter().filter(|(.., facts)| facts.awaits_jdk.is_some()) {
            let message = format!("`{name}` is built for JDK {jdk}, which nobody named");
            let help = format!("say which JDK the pods have: defaults {{ jdk {jdk}; use \"{name}\" }}");
            self.loader.sink.note(Diagnostic::new(&codes::JDK_ASSUMED, *span, message).help(help));
        }
        Some(jdk)
    }

    fn agent(
        &self,
        (draft, chain): &Use,
        context: Context,
        known: &[(&str, Text)],
        own_env: &[(String, Text)],
    ) -> Result<Agent, Reported> {
        let release = agent::release(chain, draft, self.loader.sink)?;
        let mut known = known.to_vec();
        known.push(("release", Text::from(context.release.as_str())));
        let Some(profile) = chain.last() else { return Err(self.no_profile()) };
        let setting = agent::Setting {
            chain,
            draft,
            context,
            known: &known,
            own_env,
            project: self.project,
            home: self.request.home.as_ref(),
            unbound: self.unbound,
            sink: self.loader.sink,
        };
        setting.plan(profile, release)
    }

    fn no_profile(&self) -> Reported {
        self.loader.sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, self.span, "no such profile"))
    }
}

/// The container of this name in a pod spec, init containers after the others.
pub fn container_of<'a>(pod: &'a Json, name: &str) -> Option<&'a Json> {
    let all = ["containers", "initContainers"].into_iter().filter_map(|key| pod.get(key)?.as_array());
    all.flatten().find(|c| c.get("name").and_then(Json::as_str) == Some(name))
}

/// Variables that the container has without us, the image's first, as far as their values can be written again.
fn own_env(base: Option<&Json>, image: Option<&ImageConfig>) -> Vec<(String, Text)> {
    let image = image.into_iter().flat_map(|image| &image.env);
    let image = image.map(|(name, value)| (name.clone(), value.clone()));
    let entries = base.and_then(|c| c.get("env")).and_then(Json::as_array).into_iter().flatten();
    let one = |entry: &Json| {
        let text = |pointer: &str| entry.pointer(pointer).and_then(Json::as_str);
        let literal = text("/value").filter(|value| !value.contains("$(") && !value.contains("$$"));
        let field = || text("/valueFrom/fieldRef/fieldPath").map(|path| Opaque::Field(path.to_owned()));
        let value = literal.map(Text::from).or_else(|| field().map(Text::opaque))?;
        Some((text("/name")?.to_owned(), value))
    };
    image.chain(entries.filter_map(one)).collect()
}

/// A name that every Kubernetes version and every shell takes.
pub fn is_env_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    is_variable(name) && name.chars().all(inner)
}

/// The API server has no limit of its own; this is that of a ConfigMap's key, which becomes a variable by `envFrom`.
const ENV_NAME: usize = 253;

/// A name that the API server takes (apimachinery, `IsEnvVarName`): agents read variables with dots, too.
pub fn is_variable(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let dots = name == "." || name.starts_with("..");
    !name.is_empty()
        && name.len() <= ENV_NAME
        && name.chars().all(inner)
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !dots
}

/// Refuses what cannot be the name of a variable, by one of the two rules above.
pub fn check_env_name(name: &str, node: &Node, fits: fn(&str) -> bool, sink: &Sink) -> Result<(), Reported> {
    if fits(name) {
        return Ok(());
    }
    let span = node.args.first().map_or(node.span, |a| a.span);
    let shown: String = name.chars().take(40).collect();
    let more = if shown.len() < name.len() { "…" } else { "" };
    let message = format!("`{}{more}` is no variable's name", shown.escape_default());
    let help = format!("letters, digits and `_`, not a digit first, at most {ENV_NAME} characters");
    Err(sink.error(Diagnostic::new(&codes::TYPE, span, message).help(help)))
}
