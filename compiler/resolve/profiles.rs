//! Profiles by name: those of the tree, and the shipped ones, read when they are first asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::Profile;
use crate::source::{Sources, Spanned};
use crate::world::{VirtualPath, World};

use super::images::Images;
use super::load::Loader;
use super::program::{self, Program};
use super::shipped::Shipped;

/// A profile with what it extends, the base first.
pub type Chain = Vec<Arc<Profile>>;

/// The agents that agentc tells apart and does not attach.
const OTHERS: &str = "profiles/others.kdl";

/// Finds profiles.
pub struct Profiles<'a> {
    tree: IndexMap<String, Arc<Profile>>,
    shipped_names: Vec<String>,
    shipped: Mutex<BTreeMap<String, Option<Arc<Profile>>>>,
    aliases: OnceLock<BTreeMap<String, String>>,
    sources: &'a Sources,
    sink: &'a Sink,
}

impl<'a> Profiles<'a> {
    /// The tree's profiles stand before the shipped ones.
    pub fn new(tree: IndexMap<String, Profile>, sources: &'a Sources, sink: &'a Sink) -> Self {
        let tree = tree.into_iter().map(|(name, profile)| (name, Arc::new(profile))).collect();
        let shipped_names = Shipped.folders("profiles", "profile.kdl");
        Profiles { tree, shipped_names, shipped: Mutex::default(), aliases: OnceLock::new(), sources, sink }
    }

    /// Names of all profiles, sorted, aliases not among them.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.tree.keys().chain(&self.shipped_names).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// Repositories of images that hold a system or a JDK and no agent; patterns.
    pub fn images(&self) -> Images {
        Images::read(self.sources, self.sink)
    }

    /// Names of the tree's own profiles, in order of declaration.
    pub fn tree_names(&self) -> impl Iterator<Item = &str> {
        self.tree.keys().map(String::as_str)
    }

    /// Agents that are told apart and not attached, with what each extends, the base first.
    pub fn others(&self) -> Vec<(String, Chain)> {
        let program = read_program(OTHERS, self.sources, self.sink).unwrap_or_default();
        let get = |name: &str| program.profiles.get(name);
        let chain = |profile: &Profile| {
            let bases = profile.extends.iter().filter_map(|base| get(&base.value));
            bases.chain([profile]).cloned().map(Arc::new).collect()
        };
        program.profiles.iter().map(|(name, profile)| (name.clone(), chain(profile))).collect()
    }

    /// The profile of exactly this name.
    pub fn get(&self, name: &str) -> Option<Arc<Profile>> {
        self.tree.get(name).cloned().or_else(|| self.shipped(name))
    }

    /// Says which profiles of the tree stand before shipped ones, unless they are the same to the letter.
    pub fn report_shadowed(&self) {
        for profile in self.tree.values().filter(|p| self.shipped_names.contains(&p.name.value)) {
            let name = &profile.name;
            let path = VirtualPath::root().join(&format!("profiles/{}/profile.kdl", name.value)).ok();
            let shipped = path.and_then(|path| Shipped.read(&path).ok());
            if shipped.as_deref() != Some(self.sources.get(name.span.source).text.as_bytes()) {
                let message = format!("this profile stands in place of the shipped `{}`", name.value);
                self.sink.note(Diagnostic::new(&codes::SHADOWED_PROFILE, name.span, message));
            }
        }
    }

    /// Every profile of the tree must have the bases that it names, used or not.
    pub fn check(&self) -> Result<(), Reported> {
        let one = |profile: &Arc<Profile>| self.chain(&profile.name).map(drop);
        self.tree.values().map(one).fold(Ok(()), Result::and)
    }

    fn shipped(&self, name: &str) -> Option<Arc<Profile>> {
        if !self.shipped_names.iter().any(|n| n == name) {
            return None;
        }
        let mut cache = self.shipped.lock().unwrap_or_else(PoisonError::into_inner);
        cache.entry(name.to_owned()).or_insert_with(|| read_shipped(name, self.sources, self.sink)).clone()
    }

    /// The name of the profile that goes by this name or alias; the same word where none does.
    pub fn canonical(&self, name: &str) -> String {
        if self.tree.contains_key(name) || self.shipped_names.iter().any(|n| n == name) {
            return name.to_owned();
        }
        let by_alias = |profile: &&Arc<Profile>| profile.names().any(|alias| alias == name);
        let own = self.tree.values().find(by_alias).map(|profile| profile.name.value.clone());
        own.or_else(|| self.shipped_aliases().get(name).cloned()).unwrap_or_else(|| name.to_owned())
    }

    /// Aliases of shipped profiles. Whatever may be wrong with one that nobody names is not told.
    fn shipped_aliases(&self) -> &BTreeMap<String, String> {
        self.aliases.get_or_init(|| {
            let (sources, sink) = (Sources::default(), Sink::default());
            let read = |name: &String| Some((name.clone(), read_shipped(name, &sources, &sink)?));
            let all = self.shipped_names.iter().filter_map(read);
            all.flat_map(|(name, profile)| {
                profile.names().map(|alias| (alias.to_owned(), name.clone())).collect::<Vec<_>>()
            })
            .collect()
        })
    }

    /// The profile with what it extends, the base first.
    pub fn chain(&self, name: &Spanned<String>) -> Result<Chain, Reported> {
        let mut chain: Chain = Vec::new();
        let mut next = Some(name.clone());
        while let Some(wanted) = next.take() {
            let profile = if chain.last().is_some_and(|p| p.name.value == wanted.value) {
                // `profile "x" { extends "x" }` refines the shipped one of its own name.
                self.shipped(&wanted.value)
            } else {
                self.get(&self.canonical(&wanted.value))
            };
            let profile = profile.ok_or_else(|| self.unknown(&wanted))?;
            if chain.iter().any(|p| Arc::ptr_eq(p, &profile)) {
                let message = format!("profile `{}` extends itself", wanted.value);
                return Err(self.sink.error(Diagnostic::new(&codes::IMPORT, wanted.span, message)));
            }
            next.clone_from(&profile.extends);
            chain.push(profile);
        }
        chain.reverse();
        Ok(chain)
    }

    fn unknown(&self, name: &Spanned<String>) -> Reported {
        let names = self.names();
        let message = format!("unknown profile `{}`", name.value);
        let help = nearest_help(&name.value, names.iter().map(String::as_str));
        self.sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, name.span, message).maybe_help(help))
    }
}

fn read_shipped(name: &str, sources: &Sources, sink: &Sink) -> Option<Arc<Profile>> {
    let mut program = read_program(&format!("profiles/{name}/profile.kdl"), sources, sink)?;
    program.profiles.shift_remove(name).map(Arc::new)
}

fn read_program(path: &str, sources: &Sources, sink: &Sink) -> Option<Program> {
    let path = VirtualPath::root().join(path).ok()?;
    let loader = Loader { world: &Shipped as &dyn World, sources, sink };
    program::read(&loader.tree(&[path]).ok()?, true, sink).ok()
}
