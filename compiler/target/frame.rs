//! What stands around the launch: the rest of the workload is the team's, and what is added is as planned.
//!
//! A JVM sees neither the replicas of its workload nor the size limit of a volume; whoever reviews the file does.

use serde_json::{Map, Value as Json};

use crate::launch::{expand::expand, shell};
use crate::plan::{Plan, container_of};
use crate::read::manifest;
use crate::text::Text;

use super::consumer::Rights;
use super::model::HELPER_PREFIX;
use crate::read::merge::identity;

/// A workload before and after, and what may be between them.
pub struct Frame<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What templates saw.
    pub model: &'a Json,
}

/// Lists of a pod that we may add to, and where the model has what is added.
const LISTS: [(&str, &[&str]); 4] = [
    ("volumes", &["volumes"]),
    ("containers", &["sidecars"]),
    ("initContainers", &["copies", "native_sidecars"]),
    ("imagePullSecrets", &["pull_secrets"]),
];

impl Frame<'_> {
    /// Everything that is neither the team's nor planned.
    pub fn differences(&self, base: &Json, got: &Json) -> Vec<String> {
        let (Some(workload), Some(_)) = (manifest::workload(base), manifest::workload(got)) else {
            return vec!["no workload".to_owned()];
        };
        let (Some(before), Some(after)) = (workload.template(base), workload.template(got)) else {
            return vec!["no pod template".to_owned()];
        };
        let mut found = Vec::new();
        let (mut before, mut after) = (before.clone(), after.clone());
        for map in ["annotations", "labels"] {
            self.asks(map, &mut before["metadata"], &mut after["metadata"], &mut found);
        }
        self.orders(&before["spec"], &after["spec"], &mut found);
        self.pod(&mut before["spec"], &mut after["spec"], &mut found);
        let whole = |doc, template| workload.with_template(doc, template).unwrap_or_default();
        compare(&whole(base, &before), &whole(got, &after), "", &mut found);
        found
    }

    /// What a consumer copies an agent with has the resources that it was told, and the rights.
    pub fn copies(&self, before: &Json, after: &Json, rights: Rights) -> Vec<String> {
        let operated = &self.model["operated"];
        let pods = |document| manifest::workload(document).and_then(|w| w.pod_spec(document).cloned());
        let (Some(before), Some(mut after)) = (pods(before), pods(after)) else { return Vec::new() };
        let none = Json::Null;
        let first = operated["names"].as_str().and_then(|names| names.split(',').next());
        let security = match rights {
            Rights::None => &none,
            Rights::Resource => &operated["security"],
            Rights::Container => {
                first.and_then(|name| container_of(&before, name)?.get("securityContext")).unwrap_or(&none)
            }
        };
        let fits = |copy: &Json| {
            let own = copy.get("securityContext").unwrap_or(&none);
            copy["resources"] == operated["resources"] && own == security
        };
        let added = take_added(&before, &mut after, "initContainers", "initContainers");
        let wrong = added.iter().filter(|copy| !operated.is_null() && !fits(copy));
        wrong.map(|copy| format!("initContainers: {} is not as planned", copy["name"])).collect()
    }

    /// Takes out by what the pods ask a consumer.
    fn asks(&self, map: &str, before: &mut Json, after: &mut Json, found: &mut Vec<String>) {
        for (key, planned) in self.model["metadata"][map].as_object().into_iter().flatten() {
            if after[map].get(key) != Some(planned) {
                found.push(format!("{key} in the pod's {map} is not as planned"));
            }
            for metadata in [&mut *before, &mut *after] {
                if let Some(map) = metadata.get_mut(map).and_then(Json::as_object_mut) {
                    map.shift_remove(key);
                }
            }
        }
    }

    /// What the team has in an order keeps it: init containers run one after the other, `kubectl logs` and `exec`
    /// take the pod's first container, and a variable sees those before it.
    fn orders(&self, before: &Json, after: &Json, found: &mut Vec<String>) {
        let mut ordered = |what: &str, field: &str, old: &Json, new: &Json| {
            let names = |value: &Json| elements(value, field).map(|e| e["name"].clone()).collect::<Vec<_>>();
            let (old, mut new) = (names(old), names(new));
            new.retain(|name| old.contains(name));
            if new != old {
                found.push(format!("the {what} stand in another order"));
            }
        };
        ordered("pod's own containers", "containers", before, after);
        ordered("pod's own init containers", "initContainers", before, after);
        let planned = |own: &&Json| self.plan.containers.iter().any(|c| own["name"] == c.name.as_str());
        for own in elements(before, "containers").filter(|own| !planned(own)) {
            let name = own["name"].as_str().unwrap_or_default();
            let now = container_of(after, name).unwrap_or(&Json::Null);
            ordered(&format!("variables of {name}"), "env", own, now);
        }
        let first = |pod: &Json| elements(pod, "containers").next().map(|c| c["name"].clone());
        if first(before) != first(after) {
            found.push("the pod's first container is another one".to_owned());
        }
    }

    /// Takes what is added out of the pod, and says what of it nobody planned.
    fn pod(&self, before: &mut Json, after: &mut Json, found: &mut Vec<String>) {
        for container in &self.plan.containers {
            let own = container_of(before, &container.name).cloned().unwrap_or_default();
            if let Some(got) = container_mut(after, &container.name) {
                self.mounts(&container.name, &own, got, found);
            }
            self.helpers(&container.name, after, found);
            for pod in [&mut *before, &mut *after] {
                self.variables(&container.name, &own, pod);
            }
        }
        for (field, planned) in LISTS {
            let added = take_added(before, after, field, field);
            for element in &added {
                if planned.iter().all(|list| self.planned(list, element).is_none()) {
                    found.push(format!("{field}: {} is not as planned", element["name"]));
                }
            }
        }
    }

    /// Planned pull secrets that the pod does not name in the end.
    pub fn pull_secrets(&self, got: &Json) -> Vec<String> {
        let pod = manifest::workload(got).and_then(|workload| workload.pod_spec(got)).unwrap_or(&Json::Null);
        let has = |name: &Json| elements(pod, "imagePullSecrets").any(|secret| secret["name"] == *name);
        let missing = elements(self.model, "pull_secrets").filter(|name| !has(name));
        missing.map(|name| format!("the pull secret {name} is missing")).collect()
    }

    /// What the model has for an added element, if it is that.
    fn planned(&self, list: &str, element: &Json) -> Option<&Json> {
        self.model[list].as_array()?.iter().find(|planned| match list {
            "volumes" => *planned == element,
            "copies" => is_copy(planned, element),
            // The proof of the launch compares the rest.
            "sidecars" | "native_sidecars" => planned["name"] == element["name"],
            _ => **planned == element["name"],
        })
    }

    fn mounts(&self, name: &str, own: &Json, got: &mut Json, found: &mut Vec<String>) {
        let containers = self.model["containers"].as_array().into_iter().flatten();
        let planned = containers.filter(|c| c["name"] == name).flat_map(|c| elements(c, "mounts"));
        let planned: Vec<&Json> = planned.collect();
        for mount in take_added(own, got, "volumeMounts", "volumeMounts") {
            if !planned.contains(&&mount) {
                found.push(format!("{name}: the mount at {} is not as planned", mount["mountPath"]));
            }
        }
    }

    /// Variables that exist to be referred to hold what their name says.
    fn helpers(&self, name: &str, pod: &Json, found: &mut Vec<String>) {
        let containers = elements(self.model, "containers").filter(|c| c["name"] == name);
        let planned: Vec<&Json> =
            containers.flat_map(|c| elements(c, "env").chain(elements(c, "variables"))).collect();
        let entries = container_of(pod, name).into_iter().flat_map(|c| elements(c, "env"));
        let helpers = entries.filter(|e| e["name"].as_str().is_some_and(|n| n.starts_with(HELPER_PREFIX)));
        let wrong = helpers.filter(|helper| !planned.contains(helper));
        found.extend(wrong.map(|helper| format!("{name}: {} is not as planned", helper["name"])));
    }

    /// Takes out the variables that the proof of the launch compares. Those that are the team's stay, unless they
    /// are among them.
    fn variables(&self, name: &str, own: &Json, pod: &mut Json) {
        let containers = self.model["containers"].as_array().into_iter().flatten();
        let model = containers.filter(|c| c["name"] == name).flat_map(|c| elements(c, "env"));
        let planned: Vec<&Json> =
            model.filter(|e| !elements(own, "env").any(|o| o == *e)).map(|e| &e["name"]).collect();
        let Some(entries) =
            container_mut(pod, name).and_then(|c| c.get_mut("env")).and_then(Json::as_array_mut)
        else {
            return;
        };
        entries.retain(|entry| {
            let name = entry["name"].as_str().unwrap_or_default();
            let ours = planned.contains(&&entry["name"]) || name.starts_with(HELPER_PREFIX);
            !ours
        });
        if entries.is_empty()
            && let Some(container) = container_mut(pod, name).and_then(Json::as_object_mut)
        {
            container.shift_remove("env");
        }
    }
}

/// Mounts of volumes that the pod does not have: the API server refuses it.
pub fn loose_mounts(base: &Json, got: &Json) -> Vec<String> {
    let known = loose(base);
    let new = loose(got).into_iter().filter(|mount| !known.contains(mount));
    new.map(|(container, volume)| format!("{container} mounts the volume {volume}, which is not there"))
        .collect()
}

/// Container and volume of each mount without a volume.
fn loose(document: &Json) -> Vec<(String, String)> {
    let pod = manifest::workload(document).and_then(|w| w.pod_spec(document)).unwrap_or(&Json::Null);
    let claims = elements(&document["spec"], "volumeClaimTemplates").map(|claim| &claim["metadata"]["name"]);
    let volumes: Vec<&Json> = elements(pod, "volumes").map(|volume| &volume["name"]).chain(claims).collect();
    let containers = elements(pod, "containers").chain(elements(pod, "initContainers"));
    let mounts =
        containers.flat_map(|c| elements(c, "volumeMounts").map(move |mount| (&c["name"], &mount["name"])));
    let loose = mounts.filter(|(_, volume)| !volumes.contains(volume));
    loose.map(|(container, volume)| (container.to_string(), volume.to_string())).collect()
}

/// Whether an init container is the planned copy; what it does to files is the launch's matter.
fn is_copy(planned: &Json, element: &Json) -> bool {
    let mount = |path: &Json, sub_path: Option<&Json>| {
        let mut mount = Map::new();
        mount.insert("name".to_owned(), planned["volume"].clone());
        mount.insert("mountPath".to_owned(), path.clone());
        mount.extend(sub_path.map(|sub_path| ("subPath".to_owned(), sub_path.clone())));
        Json::Object(mount)
    };
    let own = std::iter::once(mount(&planned["mount"], planned.get("sub_path")));
    let made = elements(planned, "makes").map(|made| mount(&made["path"], made.get("sub_path")));
    let mounts: Vec<Json> = own.chain(made).collect();
    let got: Vec<&Json> = elements(element, "volumeMounts").collect();
    planned["name"] == element["name"]
        && planned["security"] == element["securityContext"]
        && planned["resources"] == element["resources"]
        && got.len() == mounts.len()
        && mounts.iter().all(|mount| got.contains(&mount))
        && waits_as_planned(element)
}

/// A container that stays beside the application says when it is ready, by a file that its command makes last; one
/// that has to end does not wait.
fn waits_as_planned(element: &Json) -> bool {
    let words = |value: &Json| -> Vec<String> {
        let words = value.as_array().into_iter().flatten().filter_map(Json::as_str);
        words.map(|word| expand(word, |_| None).text.to_string()).collect()
    };
    let command: Vec<String> = words(&element["command"])
        .iter()
        .flat_map(|word| shell::words(&Text::from(word.as_str())))
        .filter_map(|word| word.known().map(str::to_owned))
        .collect();
    let stays = command.iter().any(|word| word == "sleep");
    if element.get("restartPolicy").is_none() {
        return !stays && element.get("startupProbe").is_none();
    }
    // The API server's defaults. Less than a minute is too short for a large agent on a slow disk.
    let or = |key: &str, default: u64| element["startupProbe"][key].as_u64().unwrap_or(default);
    if or("periodSeconds", 10) * or("failureThreshold", 3) < 60 {
        return false;
    }
    let test = words(&element["startupProbe"]["exec"]["command"]);
    let [program, flag, file] = test.as_slice() else { return false };
    let ready = command.windows(2).any(|pair| pair == ["touch", file]);
    // It may start again beside a JVM that reads the jars: what is copied stays as it is.
    let once = command.windows(5).any(|words| words == ["[", "-f", file, "]", "||"]);
    stays && ready && once && program == "test" && flag == "-f"
}

fn elements<'j>(value: &'j Json, field: &str) -> impl Iterator<Item = &'j Json> {
    value.get(field).and_then(Json::as_array).into_iter().flatten()
}

fn container_mut<'j>(pod: &'j mut Json, name: &str) -> Option<&'j mut Json> {
    let field = ["containers", "initContainers"]
        .into_iter()
        .find(|field| elements(pod, field).any(|c| c["name"] == name))?;
    pod.get_mut(field)?.as_array_mut()?.iter_mut().find(|c| c["name"] == name)
}

/// Takes the elements that `before` does not have out of a keyed list.
fn take_added(before: &Json, after: &mut Json, field: &str, kind: &str) -> Vec<Json> {
    let known: Vec<Option<String>> = elements(before, field).map(|e| identity(kind, e)).collect();
    let Some(list) = after.get_mut(field).and_then(Json::as_array_mut) else { return Vec::new() };
    let (kept, added) = std::mem::take(list).into_iter().partition(|e| known.contains(&identity(kind, e)));
    *list = kept;
    if list.is_empty()
        && before.get(field).is_none()
        && let Some(object) = after.as_object_mut()
    {
        object.shift_remove(field);
    }
    added
}

/// Compares what is left: maps by key, keyed lists by key, all else as it stands.
fn compare(before: &Json, after: &Json, field: &str, found: &mut Vec<String>) {
    let empty = |value: &Json| value.as_object().is_some_and(Map::is_empty);
    let problem = |name: &str, what: &str| format!("the workload's own {name} is {what}");
    match (before, after) {
        (Json::Object(old), Json::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(now) => compare(value, now, key, found),
                    None => found.push(problem(key, "lost")),
                }
            }
            let added = new.iter().filter(|(key, value)| !old.contains_key(*key) && !empty(value));
            found.extend(added.map(|(key, _)| format!("{key} is added, which nobody planned")));
        }
        (Json::Array(old), Json::Array(new)) if old.iter().all(|e| identity(field, e).is_some()) => {
            // Of elements with one key the last one holds; merges leave no other.
            let (old, new) = (last_ones(old, field), last_ones(new, field));
            if old.len() != new.len() {
                found.push(problem(field, "longer or shorter"));
            }
            for element in old {
                match new.iter().find(|e| identity(field, **e) == identity(field, element)) {
                    Some(now) => compare(element, now, "", found),
                    None => found.push(problem(field, "lost in part")),
                }
            }
        }
        _ if before == after => {}
        _ => found.push(problem(field, "changed")),
    }
}

fn last_ones<'j>(list: &'j [Json], field: &str) -> Vec<&'j Json> {
    let later = |at: usize, element: &Json| {
        let id = identity(field, element);
        id.is_some() && list.iter().skip(at + 1).any(|other| identity(field, other) == id)
    };
    list.iter().enumerate().filter(|(at, element)| !later(*at, element)).map(|(_, element)| element).collect()
}
