//! The order of what a consumer sorts by `dependsOn`: among what is ready, by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::launch::expand::expand;

/// Names of a map's entries and, of the list, those that the map does not have. An entry comes behind those that it
/// names in `dependsOn`; an element of the list behind those before it that its value refers to.
pub fn by_dependence(map: &Json, list: &Json) -> Result<Vec<String>, String> {
    let mut graph = listed(list);
    for (name, entry) in map.as_object().into_iter().flatten() {
        graph.insert(name, depends_on(entry));
    }
    for (name, needs) in &graph {
        if let Some(missing) = needs.iter().find(|need| !graph.contains_key(*need)) {
            return Err(format!("{name} depends on {missing}, which is not there"));
        }
    }
    let (mut sorted, mut taken) = (Vec::new(), BTreeSet::new());
    while sorted.len() < graph.len() {
        let ready = |(name, needs): &(&&str, &Vec<&str>)| {
            !taken.contains(**name) && needs.iter().all(|need| taken.contains(need))
        };
        let (name, _) = graph.iter().find(ready).ok_or("what depends on each other has no order")?;
        taken.insert(*name);
        sorted.push((*name).to_owned());
    }
    Ok(sorted)
}

/// One name, or several.
fn depends_on(entry: &Json) -> Vec<&str> {
    match entry.get("dependsOn") {
        Some(Json::String(one)) => vec![one],
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Elements by name, each with the elements before it that its value refers to: so much of their order is sure to be
/// somebody's wish.
fn listed(list: &Json) -> BTreeMap<&str, Vec<&str>> {
    let mut graph = BTreeMap::new();
    for element in list.as_array().into_iter().flatten() {
        let Some(name) = element.get("name").and_then(Json::as_str) else { continue };
        let value = element.get("value").and_then(Json::as_str).unwrap_or_default();
        let referred = expand(value, |_| None).unresolved;
        let needs = graph.keys().copied().filter(|known| referred.iter().any(|name| name == known));
        let needs = needs.collect();
        graph.insert(name, needs);
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_ready_comes_by_name() {
        let map = json!({ "C": {}, "A": { "dependsOn": "Z" }, "B": { "dependsOn": ["C", "A"] } });
        let list = json!([{ "name": "Z", "value": "1" }, { "name": "M", "value": "$(Z)" }, { "name": "C" }]);
        assert_eq!(by_dependence(&map, &list), Ok(["C", "Z", "A", "B", "M"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn what_is_not_there_and_circles_stop_it() {
        assert!(by_dependence(&json!({ "A": { "dependsOn": ["B"] } }), &Json::Null).is_err());
        let circle = json!({ "A": { "dependsOn": ["B"] }, "B": { "dependsOn": ["A"] } });
        assert!(by_dependence(&circle, &Json::Null).is_err());
    }
}
