//! Volumes that init containers fill, whoever mounts them then.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::{flag, list, text};
use super::pod::{ConfigMaps, find};
use super::steps::after_inits;
use crate::launch::{Content, Files, Tree, clean};

/// A volume that began empty, with what is in it when the application starts.
#[derive(Debug, Default)]
pub struct Filled {
    /// The volume's name.
    pub volume: String,
    /// The last init container, or the service, that can write it.
    pub by: String,
    /// Its image.
    pub image: String,
    /// What is in the volume, from its root on.
    pub files: Files,
    /// The regular containers, or services, that mount it, and where.
    pub mounts: Vec<(String, String)>,
}

impl Filled {
    /// Where a container mounts it.
    pub fn mounted_by(&self, container: &str) -> Option<&str> {
        self.mounts.iter().find(|(name, _)| name == container).map(|(_, at)| at.as_str())
    }
}

/// The volumes that begin empty and that the init containers of a pod fill.
pub fn filled(pod_spec: &Value, config_maps: ConfigMaps<'_>) -> Vec<Filled> {
    let (inits, volumes) = after_inits(pod_spec, config_maps);
    let writes = |json: &Value, volume: &str| {
        let is = |mount: &Value| text(mount, &["name"]) == Some(volume) && !flag(mount, "readOnly");
        list(json, "volumeMounts").iter().any(is)
    };
    let of = |(volume, content): (String, super::mounts::Volume)| {
        let began_empty = content.layers.first().is_some_and(|first| first.content == Content::Empty);
        let (by, _) = inits.iter().rev().find(|(json, _)| writes(json, &volume))?;
        let trees = BTreeMap::from([("/".to_owned(), Tree { layers: content.layers, writable: false })]);
        let own = |key: &str| text(by, &[key]).unwrap_or_default().to_owned();
        let (by, image) = (own("name"), own("image"));
        let mounts = mounts(pod_spec, &volume);
        began_empty.then_some(Filled { volume, by, image, files: Files { trees }, mounts })
    };
    volumes.into_iter().filter_map(of).collect()
}

fn mounts(pod_spec: &Value, volume: &str) -> Vec<(String, String)> {
    let names = list(pod_spec, "containers").iter().filter_map(|json| text(json, &["name"]));
    let of = |name: &str| {
        let all = find(pod_spec, name).map_or(&[][..], |json| list(json, "volumeMounts")).iter();
        let own = all.filter(|mount| text(mount, &["name"]) == Some(volume));
        let at = own.filter_map(|mount| text(mount, &["mountPath"])).map(clean);
        at.map(|at| (name.to_owned(), at)).collect::<Vec<_>>()
    };
    names.flat_map(of).collect()
}
