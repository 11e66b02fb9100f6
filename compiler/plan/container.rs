//! One JVM: its draft, typed.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::launch::expand::escape_reference;
use crate::launch::{ImageConfig, Launcher};
use crate::profile::Context;
use crate::resolve::{Chain, ContainerDraft, Loader, Profiles, Traced, UseDraft};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};
use crate::text::Text;

use super::interpolate::{Scope, fill};
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

struct Image {
    reference: Option<String>,
    config: Option<ImageConfig>,
}

impl Setting<'_> {
    /// Plans the container, or reports all that is wrong with it.
    pub fn plan(self) -> Result<Container, Reported> {
        let (launcher, variable) = self.launcher()?;
        let (jdk, jdk_home) = self.jdk()?;
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
        let agents = self.agents(jdk, launcher, &known);
        Ok(Container {
            name: self.name,
            named: self.named,
            assumed: self.assumed,
            launcher,
            launcher_span: self.draft.launcher.as_ref().map(|node| node.value.span),
            variable,
            jdk,
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

    fn jdk(&self) -> Result<(Option<u32>, Option<String>), Reported> {
        let Some(node) = &self.draft.jdk else { return Ok((None, None)) };
        let fields = Fields::of(&node.value, self.loader.sink);
        fields.text(0)?;
        let Some(value) = node.value.args.first() else { return Ok((None, None)) };
        let jdk = fields.as_number(value)?;
        let home = fields.prop_text("home")?.map(|h| h.value);
        match u32::try_from(jdk) {
            Ok(jdk @ 6..=99) => Ok((Some(jdk), home)),
            _ => {
                let message = format!("{jdk} is no JDK");
                let help = "give the feature release: 8, 11, 17, 21, 25".to_owned();
                Err(fields.error(&codes::RANGE, value.span, message, Some(help)))
            }
        }
    }

    fn image(&self, base: Option<&Json>) -> Result<Image, Reported> {
        let from_base = base.and_then(|c| c.get("image")).and_then(Json::as_str).map(str::to_owned);
        let Some(node) = &self.draft.image else { return Ok(Image { reference: from_base, config: None }) };
        let fields = Fields::of(&node.value, self.loader.sink);
        fields.takes(1, &["config"], true)?;
        let reference = fields.text(0)?;
        if !super::image::is_reference(&reference.value) {
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
                "env" => config.env.push((one.text(0)?.value, one.text(1)?.value)),
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
                let text = image.and_then(|i| i.env.iter().rfind(|(name, _)| name == variable));
                // The kubelet does not expand what an image says.
                Ok(text.map(|(_, text)| OwnOptions { text: escape_reference(text), in_manifest: false }))
            }
        }
    }

    fn known(&self, jdk_home: Option<&str>) -> Vec<(&'static str, Text)> {
        let namespace = self.namespace.map_or_else(
            || Text::opaque(crate::text::Opaque::Field("metadata.namespace".into())),
            Text::from,
        );
        let container = if self.request.chooses && !self.named {
            Text::opaque(crate::text::Opaque::Unknown("container.name".into()))
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

    fn agents(
        &self,
        jdk: Option<u32>,
        launcher: Launcher,
        known: &[(&str, Text)],
    ) -> Result<Vec<Agent>, Reported> {
        let mut chains: Vec<(&UseDraft, Chain)> = Vec::new();
        let mut result = Ok(());
        for (name, draft) in &self.draft.uses {
            // `settings` of a profile that is not used here changes nothing, but its name must exist.
            let span = draft.named.unwrap_or(self.span);
            match self.profiles.chain(&Spanned::new(name.clone(), span)) {
                Ok(chain) if draft.used.is_some() => chains.push((draft, chain)),
                Ok(_) => {}
                Err(reported) => result = Err(reported),
            }
        }
        let mut agents = Vec::new();
        for (index, (draft, chain)) in chains.iter().enumerate() {
            let others: Vec<&Chain> =
                chains.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, (_, chain))| chain).collect();
            match self.agent(draft, chain, &others, jdk, launcher, known) {
                Ok(agent) => agents.push(agent),
                Err(reported) => result = Err(reported),
            }
        }
        result.map(|()| agents)
    }

    fn agent(
        &self,
        draft: &UseDraft,
        chain: &Chain,
        others: &[&Chain],
        jdk: Option<u32>,
        launcher: Launcher,
        known: &[(&str, Text)],
    ) -> Result<Agent, Reported> {
        let release = agent::release(chain, draft, self.loader.sink)?;
        let wanted = draft.release.as_ref().map(|r| r.value.value.clone());
        let version = wanted.or_else(|| release.map(|r| r.version.value.clone())).unwrap_or_default();
        let names = others.iter().flat_map(|c| c.iter()).flat_map(|p| p.names()).map(str::to_owned);
        let roles = others.iter().filter_map(|c| c.iter().rev().find_map(|p| p.role()));
        let context = Context {
            jdk,
            release: version.clone(),
            beside: names.collect(),
            roles: roles.map(|role| role.as_str().to_owned()).collect::<BTreeSet<_>>(),
            launcher: launcher.name().to_owned(),
            delivery: self.request.delivery.clone(),
            set: agent::given(draft),
        };
        let mut known = known.to_vec();
        known.push(("release", Text::from(version)));
        let Some(profile) = chain.last() else { return Err(self.no_profile()) };
        let setting = agent::Setting {
            chain,
            draft,
            context,
            known: &known,
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
