//! Volumes with their mounts, for consumers that write mounts below the volume.

use serde_json::{Value as Json, json};

/// One entry per volume: its source, and who mounts it where.
pub fn storage(volumes: &[Json], containers: &[Json], copies: &[Json], sidecars: &[Json]) -> Vec<Json> {
    let one = |volume: &Json| {
        let mut source = volume.clone();
        source.as_object_mut().map(|fields| fields.shift_remove("name"));
        let claim = source.pointer("/persistentVolumeClaim/claimName").cloned();
        let own = |mounts: &Json| -> Vec<Json> {
            let all = mounts.as_array().into_iter().flatten();
            all.filter(|mount| mount["name"] == volume["name"]).map(renamed).collect()
        };
        let applications = containers.iter().map(|c| (c, own(&c["mounts"])));
        let beside = sidecars.iter().map(|c| (c, own(&c["volumeMounts"])));
        let copying = copies.iter().map(|c| (c, own(&copy_mounts(c))));
        let mounted = copying.chain(applications).chain(beside).filter(|(_, mounts)| !mounts.is_empty());
        let mounted = mounted.map(|(c, mounts)| json!({ "container": c["name"], "mounts": mounts }));
        json!({
            "name": volume["name"],
            "source": source,
            "claim": claim,
            "mounted": mounted.collect::<Vec<_>>(),
        })
    };
    volumes.iter().map(one).collect()
}

fn copy_mounts(copy: &Json) -> Json {
    let mount = |path: &Json, folder: Option<&Json>| {
        let mut mount = json!({ "name": copy["volume"], "mountPath": path });
        if let Some(folder) = folder {
            mount["subPath"] = folder.clone();
        }
        mount
    };
    let whole = mount(&copy["mount"], copy.get("sub_path"));
    let makes = copy["makes"].as_array().into_iter().flatten();
    std::iter::once(whole).chain(makes.map(|made| mount(&made["path"], made.get("sub_path")))).collect()
}

/// Without the volume's name.
fn renamed(mount: &Json) -> Json {
    let fields = mount.as_object().into_iter().flatten().filter(|(key, _)| *key != "name");
    fields
        .map(|(key, value)| (if key == "mountPath" { "path" } else { key }.to_owned(), value.clone()))
        .collect()
}
