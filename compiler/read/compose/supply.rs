//! What services put into volumes that they share.
//!
//! An engine fills an empty named volume with what the first image has at its place, when it creates the container;
//! the service's command may copy more. Compose creates and starts a service after those in its `depends_on`, and
//! after they have ended or are healthy, where it says so. Nothing else is in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::project::Project;
use super::service::Draft;
use crate::launch::{Content, Files, Layer, Tree};
use crate::read::effects::put_unknown;
use crate::read::mounts::{Mount, Volume, changes, layer, unknown, view};
use crate::read::steps::execute;
use crate::read::{Filled, Provider};
use crate::yaml::{Kind, Node};

/// Services that may share a volume with one; past that it is not known what is in it.
const MAX_SHARERS: usize = 64;

/// The volumes as a service finds them, and who filled them.
pub(super) struct Supplied {
    pub volumes: BTreeMap<String, Volume>,
    pub providers: BTreeMap<String, Provider>,
}

/// How a service stands to one that comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// It starts at the same time.
    Beside,
    /// It is started before.
    Started,
    /// It has ended, or says that it is ready, before.
    Awaited,
}

/// For every service what is in its volumes.
pub(super) fn supplied(project: &Project, drafts: &[Draft]) -> Vec<Supplied> {
    let mut sharers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        for mount in draft.mounts.list.iter().filter(|mount| is_named(&mount.volume)) {
            sharers.entry(&mount.volume).or_default().push(index);
        }
    }
    let edges = edges(project, drafts);
    (0..drafts.len()).map(|own| one(own, drafts, &sharers, &edges)).collect()
}

fn is_named(volume: &str) -> bool {
    !volume.contains(':')
}

fn one(
    own: usize,
    drafts: &[Draft],
    sharers: &BTreeMap<&str, Vec<usize>>,
    edges: &[Vec<(usize, bool)>],
) -> Supplied {
    let draft = &drafts[own];
    let mut supplied = Supplied { volumes: draft.mounts.volumes.clone(), providers: BTreeMap::new() };
    let mut others: BTreeSet<usize> = BTreeSet::new();
    for mount in draft.mounts.list.iter().filter(|mount| is_named(&mount.volume)) {
        let all = sharers.get(mount.volume.as_str()).map_or(&[][..], Vec::as_slice);
        if all.len() > MAX_SHARERS {
            let what = format!("the volume {}, which many services share", mount.volume);
            supplied.volumes.insert(mount.volume.clone(), unknown(&what));
            continue;
        }
        others.extend(all);
    }
    others.remove(&own);
    if !others.is_empty() {
        let relations = relations(own, edges);
        let relation = |other: &usize| relations.get(other).copied().unwrap_or(Relation::Beside);
        // Those that others wait for go first.
        let mut order: Vec<usize> = others.into_iter().collect();
        order.sort_by_key(|other| std::cmp::Reverse(relation(other)));
        for other in order {
            fill(&drafts[other], relation(&other), &draft.mounts.list, &mut supplied);
        }
    }
    settle(draft, &mut supplied);
    supplied
}

/// What another service puts into the volumes that it has in common with one.
fn fill(other: &Draft, relation: Relation, own: &[Mount], supplied: &mut Supplied) {
    let mut volumes = other.mounts.volumes.clone();
    volumes.extend(
        supplied.volumes.iter().filter(|(name, _)| is_named(name)).map(|(n, v)| (n.clone(), v.clone())),
    );
    let mut given = other.given.clone();
    given.files = view(given.files, &other.mounts.list, &volumes);
    let before = given.files.clone();
    let mut after = before.clone();
    let unread = execute(&given, &mut after);
    let shared = |mount: &&Mount| is_named(&mount.volume) && own.iter().any(|it| it.volume == mount.volume);
    for mount in other.mounts.list.iter().filter(shared) {
        let changed = mount.writable && before.trees.get(&mount.path) != after.trees.get(&mount.path);
        if let Some(what) = unread.first().filter(|_| changed) {
            // What cannot be written stays as it is.
            let _ = put_unknown(&mut after, &mount.path, format!("service {} runs: {what}", other.name));
        }
        let provider = match relation {
            Relation::Awaited => Provider::InitContainer(other.name.clone()),
            Relation::Started if !changed => Provider::InitContainer(other.name.clone()),
            _ => Provider::Container(other.name.clone()),
        };
        if changed {
            let race = |layer: Layer| {
                let why = format!("service {} copies it while the others start", other.name);
                Layer { at: layer.at, content: Content::Unknown(why) }
            };
            let seen = |layer: Layer| if relation == Relation::Awaited { layer } else { race(layer) };
            for change in changes(&before, &after, std::slice::from_ref(mount), seen) {
                change.apply(&mut supplied.volumes);
            }
        } else if relation != Relation::Beside && is_empty(supplied.volumes.get(&mount.volume)) {
            let content = brought(other, mount, unread.first());
            if let Some(volume) = supplied.volumes.get_mut(&mount.volume) {
                volume.layers.push(layer(mount.sub_path.clone(), content));
            }
        } else {
            continue;
        }
        supplied.providers.insert(mount.volume.clone(), provider);
    }
}

/// The named volumes that services fill, whoever mounts them then.
pub(super) fn filled(drafts: &[Draft]) -> Vec<Filled> {
    let mut found: BTreeMap<&str, Filled> = BTreeMap::new();
    for draft in drafts {
        for mount in draft.mounts.list.iter().filter(|mount| is_named(&mount.volume)) {
            let mounts = || vec![(draft.name.clone(), mount.path.clone())];
            match found.get_mut(mount.volume.as_str()) {
                Some(known) => known.mounts.extend(mounts()),
                None => drop(found.insert(&mount.volume, Filled { mounts: mounts(), ..Filled::default() })),
            }
        }
    }
    // One that nobody shares is nobody's delivery; those that many share are not looked into.
    let few = |filled: &Filled| filled.mounts.len() <= MAX_SHARERS;
    let mut all: Vec<Filled> = Vec::new();
    for (volume, known) in found.into_iter().filter(|(_, filled)| few(filled)) {
        all.extend(drafts.iter().find_map(|draft| by(draft, volume, &known.mounts)));
    }
    all
}

/// A volume as a service fills it, with its command or from its image.
fn by(draft: &Draft, volume: &str, mounts: &[(String, String)]) -> Option<Filled> {
    let mount = draft.mounts.list.iter().find(|mount| mount.volume == volume && mount.writable)?;
    is_empty(draft.mounts.volumes.get(volume)).then_some(())?;
    let mut given = draft.given.clone();
    given.files = view(given.files, &draft.mounts.list, &draft.mounts.volumes);
    let mut volumes = draft.mounts.volumes.clone();
    let (before, mut after) = (given.files.clone(), given.files.clone());
    let unread = execute(&given, &mut after);
    for change in changes(&before, &after, std::slice::from_ref(mount), |layer| layer) {
        change.apply(&mut volumes);
    }
    if is_empty(volumes.get(volume)) {
        volumes
            .get_mut(volume)?
            .layers
            .push(layer(mount.sub_path.clone(), brought(draft, mount, unread.first())));
    }
    let layers = volumes.remove(volume)?.layers;
    let trees = BTreeMap::from([("/".to_owned(), Tree { layers, writable: false })]);
    Some(Filled {
        volume: volume.to_owned(),
        by: draft.name.clone(),
        image: draft.image.clone(),
        files: Files { trees },
        mounts: mounts.to_vec(),
    })
}

/// What an engine copies from the image of the service that is created first.
fn brought(other: &Draft, mount: &Mount, unread: Option<&String>) -> Content {
    if other.mounts.bare.contains(&mount.volume) {
        return Content::Unknown(format!("service {} may fill it", other.name));
    }
    match unread {
        Some(what) => {
            Content::Unknown(format!("service {} fills it from its image, and runs: {what}", other.name))
        }
        None => Content::Image { image: other.image.clone(), path: mount.path.clone() },
    }
}

fn is_empty(volume: Option<&Volume>) -> bool {
    volume.is_some_and(|volume| volume.layers == [layer("", Content::Empty)])
}

/// A named volume that nothing here fills gets what the service's own image has there, or was filled long ago.
fn settle(draft: &Draft, supplied: &mut Supplied) {
    for mount in draft.mounts.list.iter().filter(|mount| is_named(&mount.volume)) {
        if let Some(volume) = supplied.volumes.get_mut(&mount.volume).filter(|volume| is_empty(Some(volume)))
        {
            let why = format!("the volume {}, which nothing here fills", mount.volume);
            volume.layers.push(layer("", Content::Unknown(why)));
        }
    }
}

/// For every service those in its `depends_on`, and whether it waits for them.
fn edges(project: &Project, drafts: &[Draft]) -> Vec<Vec<(usize, bool)>> {
    let index: BTreeMap<&str, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.name.as_str(), at)).collect();
    let of = |node: &Node| -> Vec<(usize, bool)> {
        let waits = |value: &Node| {
            let condition = value.get("condition").and_then(|it| project.known(it));
            matches!(condition.as_deref(), Some("service_completed_successfully" | "service_healthy"))
        };
        match &node.kind {
            Kind::Seq(items) => {
                let name = |item: &Node| Some((*index.get(project.known(item)?.as_str())?, false));
                items.iter().filter_map(name).collect()
            }
            Kind::Map(entries) => {
                let pair =
                    |(key, value): &(Node, Node)| Some((*index.get(key.key()?.as_str())?, waits(value)));
                entries.iter().filter_map(pair).collect()
            }
            _ => Vec::new(),
        }
    };
    drafts.iter().map(|draft| draft.layers.all("depends_on").flat_map(of).collect()).collect()
}

/// How the services that come before one stand to it.
fn relations(own: usize, edges: &[Vec<(usize, bool)>]) -> BTreeMap<usize, Relation> {
    let (mut found, mut next, mut seen) = (BTreeMap::new(), vec![own], BTreeSet::from([own]));
    while let Some(at) = next.pop() {
        for (other, waits) in edges.get(at).into_iter().flatten() {
            let relation = if *waits { Relation::Awaited } else { Relation::Started };
            let entry = found.entry(*other).or_insert(relation);
            *entry = relation.max(*entry);
            if seen.insert(*other) {
                next.push(*other);
            }
        }
    }
    found
}
