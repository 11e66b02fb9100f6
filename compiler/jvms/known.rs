//! An agent as its profile knows it: how it is recognised, and what each of its releases takes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::image::Name;
use crate::profile::{
    CarrierKind, Condition, Context, Detect, Facts, Item, Profile, Release, Role, Setting, Version, flatten,
};

use crate::secrets::is_misspelt;
use crate::syntax::Node;

use super::given::Reading;
use super::pattern::{JarName, JarPath};

/// A profile, as far as it tells agents apart.
pub struct Known {
    /// The profile's name.
    pub name: String,
    /// Name and aliases.
    pub names: Vec<String>,
    /// How it is recognised.
    pub detect: Detect,
    /// Settings whose values nobody may read.
    pub secrets: Vec<Setting>,
    /// Names of others that are written nearly like one of those.
    pub lookalikes: Vec<String>,
    /// Names of its jars.
    jars: Vec<JarName>,
    /// The last part of its image's name.
    image: Option<String>,
    /// Its releases, in the profile's order; at least one.
    editions: Vec<Edition>,
    /// The one that is taken where nothing says which.
    default: usize,
    refusals: Vec<(Condition, String)>,
    refined: Vec<(Condition, Setting)>,
    needed: Vec<(Condition, String)>,
    assigned: BTreeSet<(CarrierKind, String)>,
}

/// An agent as one release of it is.
pub struct Edition {
    /// The release.
    pub release: String,
    /// What holds of it.
    pub facts: Facts,
    version: Version,
    carriers: BTreeMap<CarrierKind, BTreeMap<String, String>>,
    /// Of them, those with a `*`.
    families: Vec<(CarrierKind, String, String)>,
}

impl Known {
    /// Reads a profile with what it extends, the base first.
    pub(super) fn new(name: String, chain: &[Arc<Profile>]) -> Self {
        let chain: Vec<&Profile> = chain.iter().map(Arc::as_ref).collect();
        let own = chain.iter().rev().find(|profile| !profile.releases.is_empty());
        let chosen = own.and_then(|profile| profile.default_release()).map(|release| &release.version.value);
        let releases = own.map_or(&[][..], |profile| &profile.releases);
        let mut editions: Vec<Edition> =
            releases.iter().map(|release| Edition::new(&chain, Some(release))).collect();
        if editions.is_empty() {
            editions.push(Edition::new(&chain, None));
        }
        let default = editions.iter().position(|edition| Some(&edition.release) == chosen).unwrap_or(0);
        let mut it = Known {
            names: chain.iter().flat_map(|profile| profile.names()).map(str::to_owned).collect(),
            detect: Detect::default(),
            secrets: Vec::new(),
            lookalikes: Vec::new(),
            jars: Vec::new(),
            image: None,
            editions,
            default,
            refusals: Vec::new(),
            refined: Vec::new(),
            needed: Vec::new(),
            assigned: BTreeSet::new(),
            name,
        };
        chain.iter().flat_map(|profile| &profile.items).for_each(|item| it.take(item));
        it.secrets = it.facts().settings.values().filter(|setting| setting.sensitive).cloned().collect();
        it.lookalikes = it.looking_alike();
        it.jars = it.detect.jars.iter().map(|text| JarName::new(text)).collect();
        it.image = it.facts().image.as_ref().map(|image| Name::of(&image.value).last().to_owned());
        it
    }

    fn looking_alike(&self) -> Vec<String> {
        let secret = || self.secrets.iter().flat_map(|setting| &setting.carriers);
        let others = self.editions.iter().flat_map(|edition| edition.facts.settings.values());
        let names = others.filter(|setting| !setting.sensitive).flat_map(|setting| &setting.carriers);
        let near = names.filter(|own| secret().any(|other| is_misspelt(&own.name, &other.name)));
        near.map(|carrier| carrier.name.clone()).collect()
    }

    fn take(&mut self, item: &Item) {
        match item {
            Item::Detect(more) => {
                self.detect.jars.extend(more.jars.iter().cloned());
                self.detect.env.extend(more.env.iter().cloned());
                self.detect.prefixes.extend(more.prefixes.iter().cloned());
                self.detect.foreign.extend(more.foreign.iter().cloned());
                self.detect.sets.extend(more.sets.iter().cloned());
                self.detect.operators.extend(more.operators.iter().cloned());
                self.detect.keys.extend(more.keys.iter().cloned());
                self.detect.unread.extend(more.unread.iter().cloned());
                self.detect.tag = more.tag.clone().or(self.detect.tag.take());
            }
            Item::Assign(kind, node) => {
                let name = node.args.first().map(|arg| arg.scalar.to_text()).unwrap_or_default();
                self.assigned.insert((*kind, name));
            }
            Item::When(condition, items) => {
                for item in items {
                    match item {
                        Item::Refuse(why) => self.refusals.push((condition.clone(), why.value.clone())),
                        Item::Setting(setting) => self.refined.push((condition.clone(), setting.clone())),
                        Item::Jvm(option) => self.needed.push((condition.clone(), option.value.clone())),
                        Item::Assign(CarrierKind::Property, node) => {
                            self.needed.extend(property(node).map(|option| (condition.clone(), option)));
                            self.take(item);
                        }
                        _ => self.take(item),
                    }
                }
            }
            _ => {}
        }
    }

    /// The release that is taken where nothing says which.
    pub fn default_edition(&self) -> &Edition {
        // `new` keeps one at least, and `default` in range.
        &self.editions[self.default]
    }

    /// What is listed of a release, or of the nearest one: of its own line first, and rather a newer one:
    /// settings are added more often than they are lost.
    pub fn edition(&self, release: Option<&str>) -> &Edition {
        let Some(release) = release else { return self.default_edition() };
        let wanted = Version::parse(release);
        let nearest = |fits: &dyn Fn(&Edition) -> bool| {
            let newer = self.editions.iter().filter(|own| fits(own) && own.version >= wanted);
            let newest = || self.editions.iter().filter(|own| fits(own)).max_by_key(|own| &own.version);
            newer.min_by_key(|own| &own.version).or_else(newest)
        };
        let same_line = nearest(&|own| line(&own.release) == line(release));
        same_line.or_else(|| nearest(&|_| true)).unwrap_or_else(|| self.default_edition())
    }

    /// The releases that are listed.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// What holds of the default release.
    pub fn facts(&self) -> &Facts {
        &self.default_edition().facts
    }

    /// The last part of its image's name: that of a mirror is the same.
    pub fn image(&self) -> Option<&str> {
        self.image.as_deref()
    }

    /// Whether a jar is one of the agent's, by a folder's name and its own.
    pub(super) fn is_in_folder(&self, path: &JarPath) -> bool {
        self.jars.iter().any(|jar| jar.fits_with_folder(path))
    }

    /// Whether a jar is one of the agent's, by its name, and that of a folder where it takes both.
    pub(super) fn is_jar(&self, path: &JarPath) -> bool {
        self.jars.iter().any(|jar| jar.fits_with_folder(path) || jar.fits_alone(path))
    }

    /// What kind of agent it is.
    pub fn role(&self) -> Option<Role> {
        self.facts().role
    }

    /// Whether a variable or property of this name is one of the agent's, or meant to be.
    pub fn owns(&self, name: &str) -> bool {
        self.detect.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    /// Whether it writes something by itself, for itself or for an agent beside it.
    pub fn assigns(&self, kind: CarrierKind, name: &str) -> bool {
        self.assigned.contains(&(kind, name.to_owned()))
    }

    /// Why it refuses to be in such a JVM.
    pub fn refusals(&self, context: &Context) -> impl Iterator<Item = &str> {
        let holds = |(condition, _): &&(Condition, String)| condition.holds(context);
        self.refusals.iter().filter(holds).map(|(_, why)| why.as_str())
    }

    /// The JVM options that it needs in such a JVM; templates.
    pub fn needs(&self, context: &Context) -> impl Iterator<Item = &str> {
        let always = self.facts().jvm.iter().map(|option| option.value.as_str());
        let holds = |(condition, _): &&(Condition, String)| condition.holds(context);
        always.chain(self.needed.iter().filter(holds).map(|(_, option)| option.as_str()))
    }

    /// What a condition makes of a setting.
    pub(super) fn refined(&self, name: &str, context: &Context) -> Option<&Setting> {
        let fits = |(condition, setting): &&(Condition, Setting)| {
            setting.name.value == name && condition.holds(context)
        };
        self.refined.iter().rev().find(fits).map(|(_, setting)| setting)
    }

    /// The agent's folder, where its jar is at this path.
    pub fn home(&self, jar: &str) -> String {
        let ships = |relative: &str| jar.strip_suffix(relative)?.strip_suffix('/');
        let known = self.facts().javaagents.iter().find_map(|agent| ships(&agent.jar.value));
        known.or_else(|| Some(jar.rsplit_once('/')?.0)).unwrap_or_default().to_owned()
    }

    /// The setting that a concept stands for.
    pub fn concept(&self, name: &str) -> Option<&Setting> {
        self.default_edition().concept(name)
    }

    /// How the agent takes its settings.
    pub fn reading(&self) -> Reading<'_> {
        self.default_edition().reading()
    }

    /// Whether the agent tells a backend which service it runs in.
    pub fn tells_identity(&self) -> bool {
        self.concept("service.name").is_some()
    }
}

/// What a release has before its first dot.
fn line(release: &str) -> &str {
    release.split('.').next().unwrap_or(release)
}

/// A property that is written out, as the JVM takes it.
fn property(node: &Node) -> Option<String> {
    let [name, value] = node.args.as_slice() else { return None };
    Some(format!("-D{}={}", name.scalar.to_text(), value.scalar.to_text()))
}

impl Edition {
    fn new(chain: &[&Profile], release: Option<&Release>) -> Self {
        let version = release.map(|release| release.version.value.clone()).unwrap_or_default();
        let context = Context { release: version.clone(), ..Context::default() };
        let facts = flatten(chain, release, &context);
        let mut carriers: BTreeMap<CarrierKind, BTreeMap<String, String>> = BTreeMap::new();
        for setting in facts.settings.values() {
            for carrier in &setting.carriers {
                let of_kind = carriers.entry(carrier.kind).or_default();
                of_kind.insert(carrier.name.clone(), setting.name.value.clone());
            }
        }
        let families = carriers.iter().flat_map(|(kind, all)| {
            all.keys().filter_map(|name| {
                let (head, tail) = name.split_once('*')?;
                Some((*kind, head.to_owned(), tail.to_owned()))
            })
        });
        let families = families.collect();
        Edition { carriers, families, version: Version::parse(&version), release: version, facts }
    }

    /// The setting that a concept stands for.
    pub fn concept(&self, name: &str) -> Option<&Setting> {
        let is = |setting: &&Setting| setting.concept.as_ref().is_some_and(|concept| concept.value == name);
        self.facts.settings.values().find(is)
    }

    /// The setting that is written under a name, in a family too.
    pub fn written<'s>(&'s self, kind: CarrierKind, name: &str) -> Option<Cow<'s, Setting>> {
        let of_kind = self.carriers.get(&kind)?;
        let setting = |name: &str| self.facts.settings.get(of_kind.get(name)?);
        setting(name).map(Cow::Borrowed).or_else(|| {
            let member = |(own, head, tail): &'s (CarrierKind, String, String)| {
                let inside = name.strip_prefix(head.as_str())?.strip_suffix(tail.as_str())?;
                (*own == kind).then_some((head, tail, inside))
            };
            let (head, tail, inside) = self.families.iter().find_map(member)?;
            Some(Cow::Owned(setting(&format!("{head}*{tail}"))?.member(inside)))
        })
    }

    /// Names under which settings are written.
    pub fn names(&self, kind: CarrierKind) -> impl Iterator<Item = (&str, &Setting)> {
        let own = self.carriers.get(&kind).into_iter().flatten();
        own.filter_map(|(name, setting)| Some((name.as_str(), self.facts.settings.get(setting)?)))
    }

    /// How the agent takes its settings.
    pub fn reading(&self) -> Reading<'_> {
        let syntax = self.facts.option_syntax.as_ref();
        let files = self.facts.config_files.iter().filter(|(_, (_, format))| format == "properties");
        Reading {
            precedence: &self.facts.precedence,
            option_syntax: syntax.map_or((",", "="), |(separator, assign)| (separator, assign)),
            option_quotes: &self.facts.option_quotes,
            options_are_properties: self.facts.options_are_properties,
            env_as_property: self.facts.env_as_property,
            files: files.map(|(path, _)| path.as_str()).collect(),
        }
    }
}
