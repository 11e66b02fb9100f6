//! Agents and companions: volumes, copies, mounts, sidecars.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::image::Name;
use crate::launch::shell;
use crate::plan::{Agent, AgentFiles, Plan, Plugin, User, WritableFolder};
use crate::text::{Opaque, Text};

use super::super::spec::Target;
use super::env::Entries;
use super::names;

/// Init containers use these folders for the volumes that the application mounts elsewhere.
const STAGING: &str = "/agentc";

fn with_files(plan: &Plan) -> impl Iterator<Item = (usize, &Agent, &AgentFiles)> {
    plan.containers.iter().enumerate().flat_map(|(index, container)| {
        container.agents.iter().filter_map(move |agent| Some((index, agent, agent.files.as_ref()?)))
    })
}

/// One entry per agent with files and JVM that loads it.
pub fn agents(plan: &Plan, target: &Target) -> Vec<Json> {
    let one = |(index, agent, files): (usize, &Agent, &AgentFiles)| {
        json!({
            "profile": agent.profile,
            "release": agent.release,
            "container": plan.containers[index].name,
            "volume": names::object(plan, index, &agent.profile, None),
            "image": files.image,
            "built": files.built,
            "from": files.from,
            "sub_path": files.from.trim_matches('/'),
            "mount": files.mount,
            "size": files.size,
            "jars": files.jars,
            "whole": files.whole,
            "root": files.runs_as_root,
            "operated": target.operates(agent),
            "archive": files.archive.as_ref().map(|a| json!({
                "url": a.url, "strip": a.strip, "sha256": a.sha256,
                "file": a.url.rsplit('/').next().unwrap_or_default(),
            })),
            "capabilities": agent.capabilities,
            "plugins": files.plugins.iter().map(|p| json!({
                "jar": p.jar, "image": p.image, "source": p.source, "target": p.target,
            })).collect::<Vec<_>>(),
        })
    };
    with_files(plan).map(one).collect()
}

/// Names of the volumes that a container's agents stand on.
pub fn volume_names(plan: &Plan, index: usize) -> Vec<String> {
    let own = with_files(plan).filter(|(at, ..)| *at == index);
    own.map(|(index, agent, _)| names::object(plan, index, &agent.profile, None)).collect()
}

/// What init containers copy: agents first, then their plugins.
pub fn copies(plan: &Plan, target: &Target) -> Vec<Json> {
    let copied = with_files(plan).filter(|(_, agent, _)| !target.operates(agent));
    copied.flat_map(|(index, agent, files)| Copying { plan, index, agent, files }.all()).collect()
}

/// One agent on its way to its volume.
struct Copying<'a> {
    plan: &'a Plan,
    index: usize,
    agent: &'a Agent,
    files: &'a AgentFiles,
}

impl Copying<'_> {
    fn all(&self) -> Vec<Json> {
        let mut all: Vec<Json> = self.own().collect();
        let first = all.first().map(|copy| copy["name"].clone());
        all.extend(self.files.plugins.iter().map(|plugin| {
            let mut copy = self.plugin(plugin);
            copy["after"] = first.iter().cloned().collect();
            copy
        }));
        // The kubelet makes the folder of a `subPath` that is not there: nothing can be mounted on a folder that
        // a read-only mount does not have.
        let missing = self.files.writable.iter().filter(|folder| folder.missing);
        let made =
            missing.map(|f| json!({ "path": format!("{}/{}", self.to(), f.path), "sub_path": f.path }));
        if let Some(first) = all.first_mut() {
            first["makes"] = made.collect();
        }
        all
    }

    fn to(&self) -> String {
        format!("{STAGING}/{}", self.agent.profile)
    }

    /// The whole folder, or the jars, folder by folder.
    fn own(&self) -> impl Iterator<Item = Json> {
        let from = self.files.from.trim_end_matches('/');
        let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        if self.files.whole {
            folders.insert("", vec!["-r".to_owned(), format!("{from}/."), self.to()]);
        } else {
            for jar in &self.files.jars {
                let folder = jar.rsplit_once('/').map_or("", |(folder, _)| folder);
                folders.entry(folder).or_default().push(format!("{from}/{jar}"));
            }
            for (folder, words) in &mut folders {
                words.push(if folder.is_empty() {
                    format!("{}/", self.to())
                } else {
                    format!("{}/{folder}/", self.to())
                });
            }
        }
        folders.into_iter().map(|(folder, words)| {
            let command: Vec<String> = std::iter::once("cp".to_owned()).chain(words).collect();
            self.copy((!folder.is_empty()).then_some(folder), &self.files.image, folder, &command)
        })
    }

    fn plugin(&self, plugin: &Plugin) -> Json {
        let folder = plugin.target.rsplit_once('/').map_or("", |(folder, _)| folder);
        let to = format!("{}/{folder}/{}", self.to(), plugin.jar);
        let command = ["cp".to_owned(), plugin.source.clone(), to];
        self.copy(Some(plugin.jar.trim_end_matches(".jar")), &plugin.image, folder, &command)
    }

    /// One init container that copies into a folder of the volume; the kubelet makes the folder.
    fn copy(&self, part: Option<&str>, image: &str, folder: &str, command: &[String]) -> Json {
        let (plan, index, profile) = (self.plan, self.index, self.agent.profile.as_str());
        let mount = if folder.is_empty() { self.to() } else { format!("{}/{folder}", self.to()) };
        let mut copy = json!({
            "name": names::object(plan, index, profile, part),
            "volume": names::object(plan, index, profile, None),
            "image": image, "command": command, "script": script(command), "mount": mount,
            "security": security_context(plan, index, self.files.runs_as_root),
            "makes": [], "resources": copy_resources(),
        });
        if !folder.is_empty() {
            copy["sub_path"] = json!(folder);
        }
        copy
    }
}

/// Enough to copy some hundred files; little enough for what a native sidecar holds on to.
pub fn copy_resources() -> Json {
    json!({ "requests": { "cpu": "10m", "memory": "64Mi" }, "limits": { "cpu": "500m", "memory": "256Mi" } })
}

/// An image for consumers that want its tag apart; null without a tag.
pub fn named(image: &str) -> Json {
    let Name { repository, tag: Some(tag), digest } = Name::of(image) else { return Json::Null };
    // Charts put a colon between the two: what pins the image goes with the tag.
    let tag = digest.map_or_else(|| tag.to_owned(), |digest| format!("{tag}@{digest}"));
    json!({ "repository": repository, "tag": tag })
}

/// The command as shell source.
fn script(command: &[String]) -> String {
    let word = |word: &String| {
        shell::quote(&Text::from(word.as_str())).map_or_else(|_| word.clone(), |q| q.to_string())
    };
    command.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Pod Security "restricted", with the application's own user where it is known. An image without a numeric
/// user would not start under `runAsNonRoot` (`CreateContainerConfigError`); 65534 is `nobody`.
pub fn security_context(plan: &Plan, index: usize, root: bool) -> Json {
    let mut context = json!({
        "allowPrivilegeEscalation": false,
        "capabilities": { "drop": ["ALL"] },
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
        "seccompProfile": { "type": "RuntimeDefault" },
    });
    match crate::plan::user(plan, &plan.containers[index]) {
        // The application itself runs as root: its files may be root's as well.
        Some(User::OfPod(0) | User::OfContainer(0)) => context["runAsNonRoot"] = json!(false),
        Some(User::OfContainer(user)) => context["runAsUser"] = json!(user),
        None if root => context["runAsUser"] = json!(65534),
        Some(User::OfPod(_)) | None => {}
    }
    context
}

fn companion_volume(plan: &Plan, index: usize, agent: &Agent, name: &str) -> String {
    names::object(plan, index, &agent.profile, Some(name))
}

/// Volumes beside those of the agents' files: what agents write, what companions need.
pub fn volumes(plan: &Plan, target: &Target, delivery: &str) -> Vec<Json> {
    let mut all = Vec::new();
    for (index, agent, files) in with_files(plan) {
        let name = names::object(plan, index, &agent.profile, None);
        match delivery {
            _ if target.operates(agent) => {}
            "image-volume" => {
                all.push(json!({ "name": name, "image": { "reference": files.image, "pullPolicy": "IfNotPresent" } }));
            }
            "init-container" | "sidecar" | "admission-policy" => {
                all.push(json!({ "name": name, "emptyDir": { "sizeLimit": size_limit(files) } }));
            }
            _ => {}
        }
        for folder in &files.writable {
            let name = names::object(plan, index, &agent.profile, Some(&folder.path));
            all.push(json!({ "name": name, "emptyDir": { "sizeLimit": folder.size } }));
        }
    }
    for (index, container) in plan.containers.iter().enumerate() {
        for agent in &container.agents {
            for volume in &agent.volumes {
                let name = companion_volume(plan, index, agent, &volume.name);
                all.push(match (&volume.claim, &volume.size) {
                    (Some(claim), _) => {
                        json!({ "name": name, "persistentVolumeClaim": { "claimName": claim } })
                    }
                    (None, Some(size)) => json!({ "name": name, "emptyDir": { "sizeLimit": size } }),
                    (None, None) => json!({ "name": name, "emptyDir": {} }),
                });
            }
        }
    }
    all
}

/// Plugins of other images are of unknown size, and a volume over its limit gets the pod evicted: with them the
/// limit is at least what an operator gives the volume of an agent it knows nothing of: 200Mi.
fn size_limit(files: &AgentFiles) -> &str {
    let foreign = files.plugins.iter().any(|plugin| plugin.image != files.image);
    let mebibytes = files.size.strip_suffix("Mi").and_then(|n| n.parse::<u64>().ok());
    if foreign && mebibytes.is_some_and(|n| n < 200) { "200Mi" } else { &files.size }
}

/// A claim is shared by all pods of the workload: each gets a folder of its own.
fn claim_mount(mount: &mut Json, claimed: bool, entries: &mut Entries) {
    if claimed {
        let helper = entries.helper(&Opaque::Field("metadata.name".to_owned()));
        mount["subPathExpr"] = json!(format!("$({helper})"));
    }
}

/// Mounts of a container: agents read-only, what they write on top, then companions.
pub fn mounts(
    plan: &Plan,
    index: usize,
    target: &Target,
    delivery: &str,
    entries: &mut Entries,
) -> Vec<Json> {
    let mut all = Vec::new();
    for (_, agent, files) in with_files(plan).filter(|(at, ..)| *at == index) {
        let home = files.mount.trim_end_matches('/');
        let volume = names::object(plan, index, &agent.profile, None);
        if delivery != "image" && !target.operates(agent) {
            let mut mount = json!({ "name": volume, "mountPath": home, "readOnly": true });
            let inside = files.from.trim_matches('/');
            // The whole image is mounted; the agent is one folder of it.
            if delivery == "image-volume" && !inside.is_empty() {
                mount["subPath"] = json!(inside);
            }
            all.push(mount);
        }
        for WritableFolder { path, .. } in &files.writable {
            let name = names::object(plan, index, &agent.profile, Some(path));
            all.push(json!({ "name": name, "mountPath": format!("{home}/{path}") }));
        }
    }
    for agent in &plan.containers[index].agents {
        for volume in &agent.volumes {
            let name = companion_volume(plan, index, agent, &volume.name);
            let mut mount = json!({ "name": name, "mountPath": volume.mount });
            claim_mount(&mut mount, volume.claim.is_some(), entries);
            all.push(mount);
        }
    }
    all
}

/// Containers beside the application's, as Kubernetes objects: ordinary ones, and native sidecars, which the kubelet
/// stops when the application has ended.
pub fn sidecars(plan: &Plan) -> (Vec<Json>, Vec<Json>) {
    let mut all = beside(plan);
    if !plan.ends() {
        return (all, Vec::new());
    }
    for sidecar in &mut all {
        sidecar["restartPolicy"] = json!("Always");
    }
    (Vec::new(), all)
}

fn beside(plan: &Plan) -> Vec<Json> {
    let mut all = Vec::new();
    for (index, container) in plan.containers.iter().enumerate() {
        for agent in &container.agents {
            for sidecar in &agent.sidecars {
                let mut entries = Entries::default();
                for (name, value) in &sidecar.env {
                    entries.push(name, value);
                }
                let mut mounts = Vec::new();
                for (volume, path) in &sidecar.mounts {
                    let claimed = agent.volumes.iter().any(|v| v.name == *volume && v.claim.is_some());
                    let name = companion_volume(plan, index, agent, volume);
                    let mut mount = json!({ "name": name, "mountPath": path });
                    claim_mount(&mut mount, claimed, &mut entries);
                    mounts.push(mount);
                }
                // An image says no user that a sidecar could rely on.
                let mut security = security_context(plan, index, true);
                if let Some(user) = sidecar.user {
                    security["runAsUser"] = json!(user);
                }
                all.push(json!({
                    "name": names::object(plan, index, &agent.profile, Some(&sidecar.name)),
                    "image": sidecar.image,
                    "command": sidecar.command,
                    "env": entries.into_json(),
                    "resources": { "requests": { "cpu": "10m", "memory": "64Mi" }, "limits": { "memory": "256Mi" } },
                    "securityContext": security,
                    "volumeMounts": mounts,
                }));
            }
        }
    }
    all
}
