//! How large the agents in a volume are.

use super::delivery::{self, Carried};
use super::quantity::bytes;
use crate::check::{ContainerScope, PodScope};
use crate::image::Name;
use crate::jvms::Known;

/// More than any agent of the profiles without a size takes.
pub const ENOUGH: &str = "200Mi";

/// Room for the agents of a volume, where the profile of each says how much it needs.
pub fn room(pod: &PodScope, volume: &Carried) -> Option<u64> {
    total(pod, volume, &|known| size(known, &volume.carriers))
}

/// What the agents of a volume have at least, where the profile of each says so much.
pub fn least(pod: &PodScope, volume: &Carried) -> Option<u64> {
    let floor = |known: &Known| bytes(known.facts().files.as_ref()?.least.as_deref()?);
    total(pod, volume, &|known| size(known, &volume.carriers).or_else(|| floor(known)))
}

fn total(pod: &PodScope, volume: &Carried, of: &dyn Fn(&Known) -> Option<u64>) -> Option<u64> {
    let mut names: Vec<Option<&str>> = volume.agents.iter().map(|loaded| loaded.profile.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        let of_image = |c: &ContainerScope| pod.recogniser.of_image(delivery::image(c));
        names = volume.carriers.iter().map(|c| of_image(c).map(|known| known.name.as_str())).collect();
    }
    names.into_iter().map(|name| of(pod.recogniser.named(name?)?)).sum()
}

/// The size of the release that an init container's tag names, else of the smallest one.
fn size(known: &Known, carriers: &[ContainerScope]) -> Option<u64> {
    let tags: Vec<&str> =
        carriers.iter().filter_map(|carrier| Name::of(delivery::image(carrier)).tag).collect();
    let is_of = |version: &str, tag: &&str| {
        tag.strip_prefix(version)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let sizes = |wanted: &dyn Fn(&str) -> bool| -> Option<u64> {
        let releases = known.editions().iter().filter(|edition| wanted(&edition.release));
        releases.filter_map(|edition| bytes(edition.facts.size.as_deref()?)).min()
    };
    sizes(&|version| tags.iter().any(|tag| is_of(version, tag))).or_else(|| sizes(&|_| true))
}
