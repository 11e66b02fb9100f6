//! Launches as they are shown: one structure for the text and for JSON.
//!
//! Fields are added, never changed, within a `schema_version`. What only the pod knows is written `{{…}}`, a
//! secret `{{secret NAME/KEY}}`; one that is written out is `{{secret}}`. A text of more than 131,072 bytes, which no
//! Linux gives to a process, ends behind so many with `… cut`.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::jvms::{Injected, Jvm, Loaded, Setter, is_from_secret};
use crate::launch::{JvmOption, Launcher, Lost, Origin, Sourced};
use crate::read::Provider;
use crate::report;
use crate::secrets::{HIDDEN, Mask};
use crate::source::Sources;
use crate::text::Text;

#[derive(Serialize)]
struct View<F: Each> {
    schema_version: u32,
    #[serde(serialize_with = "each")]
    launches: F,
}

/// Makes the launches, one after the other.
trait Each {
    fn all(&self) -> impl Iterator<Item = LaunchView>;
}

impl<F: Fn() -> I, I: Iterator<Item = LaunchView>> Each for F {
    fn all(&self) -> impl Iterator<Item = LaunchView> {
        self()
    }
}

fn each<S: Serializer>(launches: &impl Each, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(launches.all())
}

#[derive(Serialize)]
pub struct LaunchView {
    pub file: String,
    pub line: u32,
    pub workload: Option<WorkloadView>,
    pub container: Option<String>,
    pub image: Option<String>,
    pub jdk: Option<u32>,
    pub launcher: &'static str,
    pub agents: Vec<AgentView>,
    /// The profile that variables speak to while nothing known loads it.
    pub configured: Option<String>,
    pub options: Vec<OptionView>,
    /// Main class or `-jar FILE`, and the application's arguments.
    pub application: Vec<String>,
    pub env: Vec<VariableView>,
    pub identity: IdentityView,
    pub lost: Vec<LostView>,
    pub findings: Vec<serde_json::Value>,
}

#[derive(Serialize)]
pub struct WorkloadView {
    #[serde(rename = "apiVersion")]
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}

#[derive(Serialize)]
pub struct AgentView {
    pub profile: String,
    pub jar: String,
    pub options: Option<String>,
    pub from: String,
    /// A branch of a script adds it that may not be taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub maybe: bool,
    pub delivery: Option<String>,
    /// The container that delivers it.
    pub deliverer: Option<String>,
    pub arrives: &'static str,
    pub why: String,
}

#[derive(Serialize)]
pub struct OptionView {
    pub text: String,
    pub from: String,
    /// A branch of a script adds it that may not be taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub maybe: bool,
}

#[derive(Serialize)]
pub struct VariableView {
    pub name: String,
    pub value: String,
    pub from: &'static str,
    /// A branch of a script sets it that may not be taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub maybe: bool,
}

#[derive(Serialize)]
pub struct IdentityView {
    pub service: Option<String>,
    pub instance: Option<String>,
    pub collector: Option<String>,
}

#[derive(Serialize)]
pub struct LostView {
    pub text: String,
    pub from: String,
    pub why: String,
}

/// What is shown of a JVM.
pub fn of(jvm: &Jvm, findings: &[Diagnostic], mask: &Mask, sources: &Sources) -> LaunchView {
    let (file, place) = sources.locate(jvm.place);
    let launch = &jvm.launch;
    let text = |value: &Option<Text>| value.as_ref().map(|value| masked(&value.to_string(), mask));
    let application: Vec<String> = launch.application.iter().map(ToString::to_string).collect();
    let option = |option: &Sourced| OptionView {
        text: limited(shown_option(option.shown(), mask)),
        from: option.from.to_string(),
        maybe: option.maybe,
    };
    let variable = |(name, from): &(String, Setter)| {
        let value = limited(shown_value(name, launch.env.get(name)?, mask));
        Some(VariableView {
            value,
            name: name.clone(),
            from: from.as_str(),
            maybe: launch.maybe.contains(name),
        })
    };
    LaunchView {
        file,
        line: place.line,
        workload: jvm.workload.as_ref().map(|workload| WorkloadView {
            api_version: workload.api_version.clone(),
            kind: workload.kind.clone(),
            namespace: workload.namespace.clone(),
            name: workload.name.clone(),
        }),
        container: jvm.container.clone(),
        image: jvm.image.as_ref().map(|image| mask.text(image)),
        jdk: jvm.jdk,
        launcher: launch.launcher.name(),
        agents: {
            let loaded = jvm.agents.iter().map(|loaded| agent(loaded, mask));
            loaded.chain(jvm.injected.iter().map(|it| injected(it, mask))).collect()
        },
        configured: jvm.configured.clone(),
        options: launch.options.iter().map(option).collect(),
        application: mask.words(&application).into_iter().map(limited).collect(),
        env: jvm.variables.iter().filter_map(variable).collect(),
        identity: IdentityView {
            service: text(&jvm.identity.service),
            instance: text(&jvm.identity.instance),
            collector: text(&jvm.identity.collector),
        },
        lost: launch.lost.iter().map(|it| lost(it, mask)).collect(),
        findings: report::to_json(findings, mask, sources),
    }
}

/// A value without secrets; what a Secret gives is named.
fn shown_value(name: &str, value: &Text, mask: &Mask) -> String {
    let text = value.to_string();
    if is_from_secret(value) { mask.text(&text) } else { mask.value(name, &text) }
}

fn shown_option(option: &Text, mask: &Mask) -> String {
    match JvmOption::parse(option) {
        JvmOption::Property { key, value } if !is_from_secret(&value) => {
            let secret = mask.is_secret(&key.to_string(), &value.to_string());
            if secret { format!("-D{key}={HIDDEN}") } else { mask.text(&option.to_string()) }
        }
        _ => mask.text(&option.to_string()),
    }
}

fn lost(lost: &Lost, mask: &Mask) -> LostView {
    let text = match &lost.from {
        Origin::Variable(name) if mask.is_secret(name, &lost.what) => HIDDEN.to_owned(),
        _ => mask.word(&lost.what),
    };
    LostView { text: limited(text), from: lost.from.to_string(), why: mask.text(&lost.why.to_string()) }
}

/// Bytes that one argument or variable of a Linux process may have.
const MOST: usize = 128 << 10;

fn masked(text: &str, mask: &Mask) -> String {
    limited(mask.text(text))
}

fn limited(mut text: String) -> String {
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push_str("… cut");
    }
    text
}

/// Behind what the pod loads itself: an operator comes when the pod is created.
fn injected(injected: &Injected, mask: &Mask) -> AgentView {
    AgentView {
        profile: injected.profile.clone(),
        jar: injected.jar.clone(),
        options: None,
        from: Launcher::Java.default_variable().to_owned(),
        maybe: false,
        delivery: Some("operator".to_owned()),
        deliverer: None,
        arrives: "unknown",
        why: {
            let told = Some(&injected.told).filter(|told| !told.is_empty());
            let told = told.map(|told| format!("; {}", mask.text(told))).unwrap_or_default();
            format!("an operator is asked to add it when the pod is created: {}{told}", injected.key)
        },
    }
}

fn agent(loaded: &Loaded, mask: &Mask) -> AgentView {
    let jar = mask.text(&loaded.agent.jar.to_string());
    let (delivery, deliverer) = match &loaded.arrival.provider {
        None => (None, None),
        Some(provider) => delivery(provider),
    };
    AgentView {
        profile: loaded.profile.clone().unwrap_or_else(|| format!("other:{jar}")),
        jar,
        options: loaded.agent.options.as_ref().map(|options| masked(&options.to_string(), mask)),
        from: loaded.agent.from.to_string(),
        maybe: loaded.agent.maybe,
        delivery,
        deliverer,
        arrives: loaded.arrival.arrives.as_str(),
        why: mask.text(&loaded.arrival.why),
    }
}

/// The word of the design for a way in, and the container that does it.
fn delivery(provider: &Provider) -> (Option<String>, Option<String>) {
    let (word, who) = match provider {
        Provider::Image => ("image", None),
        Provider::ImageVolume => ("image-volume", None),
        Provider::InitContainer(name) => ("init-container", Some(name.clone())),
        Provider::Sidecar(name) => ("sidecar", Some(name.clone())),
        Provider::Container(name) => ("container", Some(name.clone())),
        Provider::Volume(kind) => return (Some(kebab(kind)), None),
        Provider::Nobody => return (None, None),
    };
    (Some(word.to_owned()), who)
}

/// `hostPath` is `host-path`.
fn kebab(kind: &str) -> String {
    let letter =
        |c: char| if c.is_ascii_uppercase() { format!("-{}", c.to_ascii_lowercase()) } else { c.to_string() };
    kind.chars().map(letter).collect()
}

/// Indented, with a final line end. Ten thousand pods are 40 MB: no launch is kept that is written.
pub fn write_json<I: Iterator<Item = LaunchView>>(
    out: &mut dyn Write,
    launches: impl Fn() -> I,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &View { schema_version: 1, launches })?;
    writeln!(out)
}
