//! A profile laid flat for one JVM: base nodes, then the release's, then every `when` that holds.

use indexmap::IndexMap;

use crate::source::{Span, Spanned};
use crate::syntax::Node;

use super::condition::Context;
use super::item::{Files, Item, JavaAgent, Plugins, Require, Role, Sidecar, Volume};
use super::read::{Profile, Release};
use super::setting::{CarrierKind, Setting};

/// A download and its checksum.
#[derive(Clone, Debug, PartialEq)]
pub struct Archive {
    /// Where it is.
    pub url: Spanned<String>,
    /// Leading folders dropped when unpacking.
    pub strip: u64,
    /// Checksum, lower-case hex.
    pub sha256: Option<Spanned<String>>,
}

/// A value that the profile writes by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// `property "k" "v"` and the like.
    pub node: Node,
    /// The `when` that it stands in.
    pub condition: Option<Span>,
}

/// A path with a size.
pub type Sized = (String, Option<String>);

/// All that holds of an agent in one JVM.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What kind of agent it is.
    pub role: Option<Role>,
    /// Which carrier wins when one setting is given twice, strongest first.
    pub precedence: Vec<CarrierKind>,
    /// A system property that is called like the variable stands in for it.
    pub env_as_property: bool,
    /// Where the files come from; a template.
    pub image: Option<Spanned<String>>,
    /// The other way.
    pub archive: Option<Archive>,
    /// Of the unpacked files.
    pub size: Option<String>,
    /// A `when` that waits for a JDK which nobody named.
    pub awaits_jdk: Option<Span>,
    /// JDK range and where it stands.
    pub jdk: Option<(Span, Option<u64>, Option<u64>)>,
    /// The agent's files.
    pub files: Option<Files>,
    /// Its `-javaagent`s, in the profile's order.
    pub javaagents: Vec<JavaAgent>,
    /// Between options, and between key and value.
    pub option_syntax: Option<(String, String)>,
    /// Between two of these the separators of options are text.
    pub option_quotes: String,
    /// The keys of options are names of system properties.
    pub options_are_properties: bool,
    /// JVM options; templates.
    pub jvm: Vec<Spanned<String>>,
    /// Assignments by carrier and name.
    pub assigned: IndexMap<(CarrierKind, String), Assignment>,
    /// Settings by name.
    pub settings: IndexMap<String, Setting>,
    /// Files written whole: path and format.
    pub config_files: IndexMap<String, (Spanned<String>, String)>,
    /// Volumes by name.
    pub volumes: IndexMap<String, Volume>,
    /// Sidecars by name.
    pub sidecars: IndexMap<String, Sidecar>,
    /// Where plugin jars go and where the agent keeps its own.
    pub plugins: Option<Plugins>,
    /// What targets may need.
    pub capabilities: Vec<String>,
    /// The image has no numeric user.
    pub runs_as_root: bool,
    /// JVM options that must be there.
    pub requires: Vec<Require>,
    /// Why this use is refused.
    pub refusals: Vec<Spanned<String>>,
}

impl Facts {
    fn take(&mut self, item: &Item, context: &Context, when: Option<Span>) {
        match item {
            Item::When(condition, items) if condition.holds(context) => {
                for item in items {
                    self.take(item, context, condition.span);
                }
            }
            Item::When(condition, _) if condition.awaits_jdk(context) => {
                self.awaits_jdk = self.awaits_jdk.or(condition.span);
            }
            Item::Summary(_) | Item::Alias(_) | Item::Detect(_) | Item::When(..) => {}
            Item::Role(role) => self.role = Some(*role),
            Item::Precedence { kinds, env_as_property } => {
                self.precedence.clone_from(kinds);
                self.env_as_property = *env_as_property;
            }
            Item::Image(image) => self.image = Some(image.clone()),
            Item::Archive { url, strip, sha256 } => {
                self.archive = Some(Archive { url: url.clone(), strip: *strip, sha256: sha256.clone() });
            }
            Item::Jdk { span, min, max } => self.jdk = Some((*span, *min, *max)),
            Item::Files(files) => self.files = Some(files.clone()),
            Item::JavaAgent(agent) => self.javaagents.push(agent.clone()),
            Item::OptionSyntax { separator, assign, properties, quotes } => {
                self.option_quotes.clone_from(quotes);
                self.options_are_properties = *properties;
                self.option_syntax = Some((separator.clone(), assign.clone()));
            }
            Item::Jvm(option) => self.jvm.push(option.clone()),
            Item::Assign(kind, node) => {
                let name = node.args.first().map(|arg| arg.scalar.to_text()).unwrap_or_default();
                self.assigned.insert((*kind, name), Assignment { node: node.clone(), condition: when });
            }
            Item::Setting(setting) => self.take_setting(setting),
            Item::File { path, format } => {
                self.config_files.insert(path.value.clone(), (path.clone(), format.clone()));
            }
            Item::Volume(volume) => drop(self.volumes.insert(volume.name.value.clone(), volume.clone())),
            Item::Sidecar(sidecar) => drop(self.sidecars.insert(sidecar.name.value.clone(), sidecar.clone())),
            Item::Plugins(plugins) => self.plugins = Some(plugins.clone()),
            Item::Capability(name) => self.capabilities.push(name.clone()),
            Item::RunsAsRoot => self.runs_as_root = true,
            Item::Require(require) => self.requires.push(require.clone()),
            Item::Refuse(why) => self.refusals.push(why.clone()),
        }
    }

    /// A later declaration replaces; one without carriers only refines the default and the limits.
    fn take_setting(&mut self, setting: &Setting) {
        let mut setting = setting.clone();
        if let Some(earlier) = self.settings.get(&setting.name.value).filter(|_| setting.carriers.is_empty())
        {
            let refined = Setting {
                default: setting.default.or_else(|| earlier.default.clone()),
                builtin: setting.builtin.or_else(|| earlier.builtin.clone()),
                required: setting.required || earlier.required,
                limits: if setting.limits.is_empty() { earlier.limits.clone() } else { setting.limits },
                ..earlier.clone()
            };
            setting = refined;
        }
        self.settings.insert(setting.name.value.clone(), setting);
    }

    /// A setting by its name, or by a family's pattern.
    pub fn setting(&self, name: &str) -> Option<Setting> {
        self.settings.get(name).cloned().or_else(|| {
            self.settings.values().find_map(|family| Some(family.member(family.family_part(name)?)))
        })
    }
}

/// Lays a profile flat. `chain` is the profile with what it extends, the base first.
pub fn flatten(chain: &[&Profile], release: Option<&Release>, context: &Context) -> Facts {
    let mut facts = Facts {
        precedence: vec![CarrierKind::Option, CarrierKind::Property, CarrierKind::Env, CarrierKind::File],
        size: release.and_then(|r| r.size.clone()),
        ..Facts::default()
    };
    let items = || chain.iter().flat_map(|p| &p.items);
    let release_items = || release.into_iter().flat_map(|r| &r.items);
    let conditional = |item: &&Item| matches!(item, Item::When(..));
    items().filter(|i| !conditional(i)).for_each(|item| facts.take(item, context, None));
    release_items().filter(|i| !conditional(i)).for_each(|item| facts.take(item, context, None));
    items().chain(release_items()).filter(conditional).for_each(|item| facts.take(item, context, None));
    facts
}
