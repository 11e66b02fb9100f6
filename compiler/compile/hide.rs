//! Secrets that are written out in KDL: told where they stand, they are hidden where something else is said of a
//! line beside them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::diagnostic::Sink;
use crate::profile::{Item, Profile};
use crate::resolve::{Loaded, Profiles};
use crate::secrets::Mask;
use crate::source::{SourceId, Sources, Span};
use crate::syntax::{Node, Scalar, Value};

/// Properties that say where a secret is.
const REFERENCES: [&str; 2] = ["secret", "pull-secret"];

/// Nodes whose first word is a name and whose second one its value.
const PAIRS: [&str; 3] = ["env", "property", "option"];

/// Hides what is judged secret by its name, or by a profile that the files use.
pub fn hide(files: &[Loaded], sources: &Sources) {
    let nodes = || files.iter().flat_map(|file| &file.nodes);
    let mut used = BTreeSet::new();
    nodes().for_each(|node| read(node, &mut used, sources));
    // What the files declare themselves was read as it stands: it may be wrong.
    let quiet = Sink::default();
    let shipped = Profiles::new(IndexMap::new(), sources, &quiet);
    for name in used {
        teach(&name, &shipped, sources);
    }
    let mask = sources.judge();
    let mut found = Found { mask: &mask, sources, places: BTreeMap::new(), values: Vec::new() };
    nodes().for_each(|node| found.node(node));
    let Found { places, values, .. } = found;
    for (id, places) in places {
        sources.hide(id, places);
    }
    sources.learn(|mask| values.iter().for_each(|value| mask.know_value(value)));
}

/// Takes the profiles that nodes name, and the settings that they call sensitive. How deep nodes are is bounded by
/// their reader.
fn read(node: &Node, used: &mut BTreeSet<String>, sources: &Sources) {
    let own = |node: &Node| node.args.first().map(|name| name.scalar.to_text());
    let has = |key: &str| node.props.iter().find(|prop| prop.key.value == key).map(|prop| &prop.value.scalar);
    match node.name.value.as_str() {
        "use" | "settings" | "profile" | "extends" => used.extend(own(node)),
        "setting" if has("sensitive") == Some(&Scalar::Bool(true)) => {
            let names = node.children().iter().chain([node]).filter_map(own);
            sources.learn(|mask| names.for_each(|name| mask.know_name(&name, true)));
        }
        _ => {}
    }
    node.children().iter().for_each(|child| read(child, used, sources));
}

fn teach(name: &str, profiles: &Profiles, sources: &Sources) {
    let mut next = Some(name.to_owned());
    let mut seen = BTreeSet::new();
    while let Some(profile) =
        next.take().filter(|name| seen.insert(name.clone())).and_then(|it| profiles.get(&it))
    {
        sources.learn(|mask| settings(&profile, mask));
        next = profile.extends.as_ref().map(|base| base.value.clone());
    }
}

fn settings(profile: &Profile, mask: &mut Mask) {
    let mut open: Vec<&Item> = profile.items.iter().collect();
    while let Some(item) = open.pop() {
        match item {
            Item::When(_, items) => open.extend(items),
            Item::Setting(setting) if setting.sensitive => {
                let carriers = setting.carriers.iter().map(|carrier| carrier.name.as_str());
                carriers.chain([setting.name.value.as_str()]).for_each(|name| mask.know_name(name, true));
            }
            _ => {}
        }
    }
}

struct Found<'m> {
    mask: &'m Mask,
    sources: &'m Sources,
    places: BTreeMap<SourceId, Vec<Span>>,
    values: Vec<String>,
}

impl Found<'_> {
    fn node(&mut self, node: &Node) {
        let name = node.name.value.as_str();
        match node.args.as_slice() {
            [own, value] if PAIRS.contains(&name) => self.pair(&own.scalar.to_text(), value),
            args => args.iter().for_each(|value| self.pair(name, value)),
        }
        let subject = node.args.first().map(|name| name.scalar.to_text()).unwrap_or_default();
        for prop in node.props.iter().filter(|prop| !REFERENCES.contains(&prop.key.value.as_str())) {
            let is_default = name == "setting" && prop.key.value == "default";
            self.pair(if is_default { &subject } else { &prop.key.value }, &prop.value);
        }
        node.children().iter().for_each(|child| self.node(child));
    }

    fn pair(&mut self, name: &str, value: &Value) {
        let Scalar::String(text) = &value.scalar else { return };
        let mut places = Vec::new();
        if self.mask.is_secret(name, text) {
            places.push(value.span);
            self.values.push(text.clone());
        } else if text.contains('=') {
            self.values
                .extend(self.mask.in_text(text).into_iter().filter_map(|at| text.get(at)).map(str::to_owned));
            let source = self.sources.get(value.span.source);
            let inside = self.mask.in_text(source.at(value.span)).into_iter();
            let start = value.span.start as usize;
            let at = |range: std::ops::Range<usize>| {
                Span::new(value.span.source, start + range.start, start + range.end)
            };
            places.extend(inside.map(at));
        }
        if !places.is_empty() {
            self.places.entry(value.span.source).or_default().extend(places);
        }
    }
}
