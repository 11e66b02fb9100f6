//! The plan as it is shown: one structure for the table and for JSON.
//!
//! Fields are added, never changed, within a `schema_version`. What only the pod knows is written `{{…}}`, a
//! secret `{{secret NAME/KEY}}`.

use serde::Serialize;

use super::own::{self, OwnVariable};
use crate::diagnostic::{Reported, Sink};
use crate::launch::JvmOption;
use crate::plan::{self, Plan, carrier_of, compose};
use crate::profile::CarrierKind;
use crate::resolve::Traced;
use crate::source::{Sources, Span};
use crate::text::Text;

#[derive(Serialize)]
pub struct View {
    pub schema_version: u32,
    pub app: String,
    pub name: String,
    pub namespace: Option<String>,
    pub environment: Option<String>,
    pub containers: Vec<ContainerView>,
}

#[derive(Serialize)]
pub struct ContainerView {
    pub name: String,
    pub launcher: &'static str,
    pub variable: String,
    pub jdk: Option<u32>,
    pub image: Option<String>,
    pub agents: Vec<AgentView>,
    pub jvm: Vec<Entry>,
    pub env: Vec<Entry>,
}

#[derive(Serialize)]
pub struct AgentView {
    pub profile: String,
    pub release: String,
    pub origin: Place,
    pub files: Option<FilesView>,
    pub javaagents: Vec<String>,
    pub settings: Vec<Entry>,
    pub assigned: Vec<Entry>,
    pub jvm: Vec<Entry>,
    pub config_files: Vec<String>,
    pub volumes: Vec<VolumeView>,
    pub sidecars: Vec<SidecarView>,
}

#[derive(Serialize)]
pub struct FilesView {
    pub image: String,
    pub built: bool,
    pub archive: Option<String>,
    pub from: String,
    pub mount: String,
    pub plugins: Vec<String>,
    pub writable: Vec<String>,
}

#[derive(Serialize)]
pub struct VolumeView {
    pub name: String,
    pub mount: String,
    pub size: Option<String>,
    pub claim: Option<String>,
}

#[derive(Serialize)]
pub struct SidecarView {
    pub name: String,
    pub image: String,
}

/// A value, how it is written, and where it comes from.
#[derive(Serialize)]
pub struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<CarrierView>,
    pub origin: Place,
    pub replaced: Vec<Place>,
}

#[derive(Serialize)]
pub struct CarrierView {
    pub kind: &'static str,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

#[derive(Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub layer: String,
}

/// The plan with its values in the carriers that a pod has: all of them.
pub fn of(plan: &Plan, sources: &Sources, sink: &Sink) -> Result<View, Reported> {
    let containers = plan.containers.iter().map(|c| Shown { plan, sources, container: c }.container(sink));
    Ok(View {
        schema_version: 1,
        app: plan.app.clone(),
        name: plan.name.clone(),
        namespace: plan.namespace.clone(),
        environment: plan.environment.clone(),
        containers: containers.collect::<Result<_, _>>()?,
    })
}

/// Indented, with a final line end.
pub fn to_json(view: &View) -> String {
    // Strings, numbers and lists always serialize.
    let mut text = serde_json::to_string_pretty(view).unwrap_or_default();
    text.push('\n');
    text
}

struct Shown<'a> {
    plan: &'a Plan,
    sources: &'a Sources,
    container: &'a plan::Container,
}

impl Shown<'_> {
    fn container(&self, sink: &Sink) -> Result<ContainerView, Reported> {
        let container = self.container;
        let composed = compose(self.plan, container, &CarrierKind::ALL, sink)?;
        let loads = |option: &&Text| matches!(JvmOption::parse(option), JvmOption::JavaAgent { .. });
        let order: Vec<String> =
            composed.leading.iter().chain(&composed.options).filter(loads).map(Text::to_string).collect();
        let mut agents: Vec<AgentView> = container.agents.iter().map(|a| self.agent(a, &order)).collect();
        // An agent's last jar is the one that starts it; what loads no jar stands behind.
        agents.sort_by_key(|agent| {
            let last = agent.javaagents.last();
            last.and_then(|jar| order.iter().position(|o| o == jar)).unwrap_or(usize::MAX)
        });
        let own = own::variables(self.plan, container);
        Ok(ContainerView {
            name: container.name.clone(),
            launcher: container.launcher.name(),
            variable: container.variable.clone(),
            jdk: container.jdk,
            image: container.image.clone(),
            agents,
            jvm: self.options(&own),
            env: self.variables(&own),
        })
    }

    /// What the carrying variable holds without us comes first, as one text.
    fn options(&self, own: &[OwnVariable]) -> Vec<Entry> {
        let container = self.container;
        let manifest = own.iter().find(|variable| variable.name == container.variable);
        let brought = match (manifest, &container.own_options) {
            (Some(variable), _) => Some(self.brought(None, &variable.value, variable.span, "manifest")),
            (None, Some(image)) => {
                Some(self.brought(None, &Text::from(image.text.as_str()), container.span, "image"))
            }
            (None, None) => None,
        };
        let said = container.jvm.iter().map(|option| self.entry(None, None, option));
        brought.into_iter().filter(|entry| !entry.value.trim().is_empty()).chain(said).collect()
    }

    /// The manifest's variables that nothing replaces, then those that KDL gives.
    fn variables(&self, own: &[OwnVariable]) -> Vec<Entry> {
        let container = self.container;
        let kept = |variable: &&OwnVariable| {
            variable.name != container.variable
                && container.env.iter().all(|(name, _)| *name != variable.name)
        };
        let brought = own
            .iter()
            .filter(kept)
            .map(|variable| self.brought(Some(&variable.name), &variable.value, variable.span, "manifest"));
        let said = container.env.iter().map(|(name, value)| {
            let mut entry = self.entry(Some(name), None, value);
            let earlier = own.iter().filter(|variable| variable.name == *name);
            let mut replaced: Vec<Place> = earlier.map(|v| self.place(v.span, "manifest")).collect();
            replaced.append(&mut entry.replaced);
            Entry { replaced, ..entry }
        });
        brought.chain(said).collect()
    }

    fn brought(&self, name: Option<&String>, value: &Text, span: Span, layer: &str) -> Entry {
        let origin = self.place(span, layer);
        Entry { name: name.cloned(), value: value.to_string(), carrier: None, origin, replaced: Vec::new() }
    }

    fn agent(&self, agent: &plan::Agent, order: &[String]) -> AgentView {
        let setting = |planned: &plan::SettingPlan| {
            let setting = &planned.setting;
            let carrier = carrier_of(setting, &planned.value.value, &CarrierKind::ALL, self.plan.unbound);
            let carrier = carrier.map(|c| carrier_view(c.kind, &c.name, c.file.as_ref()));
            self.entry(Some(&setting.name.value), carrier, &planned.value)
        };
        let assigned = |assigned: &plan::Assigned| {
            let carrier = carrier_view(assigned.kind, &assigned.name, None);
            self.entry(Some(&assigned.name), Some(carrier), &assigned.value)
        };
        AgentView {
            profile: agent.profile.clone(),
            release: agent.release.clone(),
            origin: self.place(agent.span, "use"),
            files: agent.files.as_ref().map(files),
            javaagents: javaagents(agent, order),
            settings: agent.settings.iter().map(setting).collect(),
            assigned: agent.assigned.iter().map(assigned).collect(),
            jvm: agent.jvm.iter().map(|option| self.entry(None, None, option)).collect(),
            config_files: agent.config_files.iter().map(|file| file.path.clone()).collect(),
            volumes: agent.volumes.iter().map(volume).collect(),
            sidecars: agent
                .sidecars
                .iter()
                .map(|s| SidecarView { name: s.name.clone(), image: s.image.clone() })
                .collect(),
        }
    }

    fn entry(&self, name: Option<&String>, carrier: Option<CarrierView>, value: &Traced<Text>) -> Entry {
        let origin = &value.origin;
        Entry {
            name: name.cloned(),
            value: value.value.to_string(),
            carrier,
            origin: self.place(origin.span, &origin.layer),
            replaced: origin
                .replaced
                .iter()
                .map(|earlier| self.place(earlier.span, &earlier.layer))
                .collect(),
        }
    }

    fn place(&self, span: Span, layer: &str) -> Place {
        let (file, at) = self.sources.locate(span);
        Place { file, line: at.line, column: at.column, layer: layer.to_owned() }
    }
}

fn carrier_view(kind: CarrierKind, name: &str, file: Option<&String>) -> CarrierView {
    CarrierView { kind: kind.as_str(), name: name.to_owned(), file: file.cloned() }
}

/// The agent's own `-javaagent` options, in load order.
fn javaagents(agent: &plan::Agent, order: &[String]) -> Vec<String> {
    let Some(files) = &agent.files else { return Vec::new() };
    let mount = files.mount.trim_end_matches('/');
    let jars: Vec<_> =
        agent.javaagents.iter().map(|j| format!("-javaagent:{mount}/{}", j.jar.value)).collect();
    let own = |option: &&String| {
        let whole = |rest: &str| rest.is_empty() || rest.starts_with('=');
        jars.iter().any(|jar| option.strip_prefix(jar.as_str()).is_some_and(whole))
    };
    order.iter().filter(own).cloned().collect()
}

fn files(files: &plan::AgentFiles) -> FilesView {
    FilesView {
        image: files.image.clone(),
        built: files.built,
        archive: files.archive.as_ref().map(|archive| archive.url.clone()),
        from: files.from.clone(),
        mount: files.mount.clone(),
        plugins: files
            .plugins
            .iter()
            .map(|plugin| format!("{} from {}", plugin.target, plugin.image))
            .collect(),
        writable: files.writable.iter().map(|folder| folder.path.clone()).collect(),
    }
}

fn volume(volume: &plan::VolumePlan) -> VolumeView {
    VolumeView {
        name: volume.name.clone(),
        mount: volume.mount.clone(),
        size: volume.size.clone(),
        claim: volume.claim.clone(),
    }
}
