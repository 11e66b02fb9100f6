//! Launches as they are shown: one structure for the text and for JSON.
//!
//! Fields are added, never changed, within a `schema_version`. What only the pod knows is written `{{…}}`, a
//! secret `{{secret NAME/KEY}}`. A text of more than 131,072 bytes, which no Linux gives to a process, ends behind
//! so many with `… cut`.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::jvms::{Injected, Jvm, Loaded};
use crate::launch::Launcher;
use crate::read::Provider;
use crate::report;
use crate::source::Sources;
use crate::text::Text;

#[derive(Serialize)]
struct View {
    schema_version: u32,
    launches: Vec<LaunchView>,
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
pub fn of(jvm: &Jvm, findings: &[Diagnostic], sources: &Sources) -> LaunchView {
    let (file, place) = sources.locate(jvm.place);
    let launch = &jvm.launch;
    let text = |value: &Option<Text>| value.as_ref().map(whole);
    let variable = |(name, from): &(String, &'static str)| {
        let maybe = launch.maybe.contains(name);
        Some(VariableView { value: whole(launch.env.get(name)?), name: name.clone(), from, maybe })
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
        image: jvm.image.clone(),
        jdk: jvm.jdk,
        launcher: launch.launcher.name(),
        agents: jvm.agents.iter().map(agent).chain(jvm.injected.iter().map(injected)).collect(),
        configured: jvm.configured.clone(),
        options: launch
            .options
            .iter()
            .map(|option| OptionView {
                text: whole(option.shown()),
                from: option.from.to_string(),
                maybe: option.maybe,
            })
            .collect(),
        application: launch.application.iter().map(whole).collect(),
        env: jvm.variables.iter().filter_map(variable).collect(),
        identity: IdentityView {
            service: text(&jvm.identity.service),
            instance: text(&jvm.identity.instance),
            collector: text(&jvm.identity.collector),
        },
        lost: launch
            .lost
            .iter()
            .map(|lost| LostView {
                text: limited(lost.what.clone()),
                from: lost.from.to_string(),
                why: lost.why.to_string(),
            })
            .collect(),
        findings: findings.iter().map(|finding| report::to_json(finding, sources)).collect(),
    }
}

/// Bytes that one argument or variable of a Linux process may have.
const MOST: usize = 128 << 10;

fn whole(text: &Text) -> String {
    limited(text.to_string())
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
fn injected(injected: &Injected) -> AgentView {
    AgentView {
        profile: injected.profile.clone(),
        jar: injected.jar.clone(),
        options: None,
        from: Launcher::Java.default_variable().to_owned(),
        maybe: false,
        delivery: Some("operator".to_owned()),
        deliverer: None,
        arrives: "unknown",
        why: format!("an operator is asked to add it when the pod is created: {}", injected.key),
    }
}

fn agent(loaded: &Loaded) -> AgentView {
    let jar = loaded.agent.jar.to_string();
    let (delivery, deliverer) = match &loaded.arrival.provider {
        None => (None, None),
        Some(provider) => delivery(provider),
    };
    AgentView {
        profile: loaded.profile.clone().unwrap_or_else(|| format!("other:{jar}")),
        jar,
        options: loaded.agent.options.as_ref().map(whole),
        from: loaded.agent.from.to_string(),
        maybe: loaded.agent.maybe,
        delivery,
        deliverer,
        arrives: loaded.arrival.arrives.as_str(),
        why: loaded.arrival.why.clone(),
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

/// Indented, with a final line end.
pub fn to_json(launches: Vec<LaunchView>) -> String {
    report::object(&View { schema_version: 1, launches })
}
