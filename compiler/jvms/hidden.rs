//! What of other people's files must not be shown: found once for all output.

use crate::launch::JvmOption;
use crate::profile::CarrierKind;
use crate::read::dockerfile::{Instruction, Reading};
use crate::secrets::Mask;
use crate::source::{SourceId, Sources, Span};
use crate::text::{Opaque, Text};
use crate::yaml::{Kind, Node};

use super::{Jvm, Recogniser};

impl Recogniser {
    /// Hides what stands in Kubernetes objects and compose files.
    pub fn hide_manifest<'n>(
        &self,
        id: SourceId,
        roots: impl IntoIterator<Item = &'n Node>,
        sources: &Sources,
    ) {
        self.teach(sources);
        sources.distrust(id);
        let roots: Vec<&Node> = roots.into_iter().collect();
        let mask = followed(sources, &|mask| {
            let mut names = Vec::new();
            for root in &roots {
                feeding(root, mask, &mut names);
            }
            names
        });
        let mut found = Found { mask: &mask, places: Vec::new(), values: Vec::new() };
        for root in roots {
            found.node(root);
        }
        let Found { places, values, .. } = found;
        sources.hide(id, places);
        sources.learn(|mask| values.iter().for_each(|value| mask.know_value(value)));
    }

    /// Hides what stands in a script.
    pub fn hide_script(&self, id: SourceId, sources: &Sources) {
        self.teach(sources);
        sources.distrust(id);
        let source = sources.get(id);
        let mask = followed(sources, &|mask| mask.feeding_file(&source.text));
        let ranges = mask.in_file(&source.text);
        sources.hide(id, ranges.iter().map(|range| Span::new(id, range.start, range.end)));
        let values = ranges.into_iter().filter_map(|range| source.text.get(range));
        sources.learn(|mask| values.for_each(|value| mask.know_value(value)));
    }

    /// Hides what stands in a Dockerfile, where `ENV NAME VALUE` is a pair too.
    pub fn hide_dockerfile(&self, id: SourceId, reading: &Reading, sources: &Sources) {
        self.hide_script(id, sources);
        let (source, mask) = (sources.get(id), sources.judge());
        let instructions = reading.instructions.iter();
        let pairs = instructions
            .filter(|it| matches!(it.keyword.as_str(), "ENV" | "ARG"))
            .flat_map(Instruction::pairs);
        for pair in pairs.filter(|pair| mask.is_secret(&pair.name, &pair.value)) {
            let whole = source.text.get(pair.range.clone()).unwrap_or_default();
            let value = whole.get(pair.name.len()..).unwrap_or_default().trim_start_matches(['=', ' ', '\t']);
            sources.hide(id, [Span::new(id, pair.range.end - value.len(), pair.range.end)]);
            sources.learn(|mask| mask.know_value(&pair.value));
        }
    }

    /// Hides what JVMs are given from elsewhere: images, files beside a compose file.
    pub fn hide_launches(&self, jvms: &[Jvm], sources: &Sources) {
        self.teach(sources);
        let mask = sources.judge();
        let given = jvms.iter().flat_map(|jvm| &jvm.launch.env);
        let secret = given.filter_map(|(name, value)| {
            value.known().filter(|value| mask.is_secret(name, value)).map(str::to_owned)
        });
        // A variable of an innocent name may be what a property has as its value.
        let options = jvms.iter().flat_map(|jvm| &jvm.launch.options);
        let properties = options.filter_map(|option| match JvmOption::parse(&option.text) {
            JvmOption::Property { key, value } => {
                let (key, value) = (key.known()?.to_owned(), value.known()?.to_owned());
                mask.is_secret(&key, &value).then_some(value)
            }
            _ => None,
        });
        let secret: Vec<String> = secret.chain(properties).collect();
        sources.learn(|mask| secret.iter().for_each(|value| mask.know_value(value)));
    }

    /// The names that profiles call secret.
    fn teach(&self, sources: &Sources) {
        let settings = self.known().iter().flat_map(|known| &known.secrets);
        sources.learn(|mask| {
            for carrier in settings.flat_map(|setting| &setting.carriers) {
                mask.know_name(&carrier.name, carrier.kind != CarrierKind::Option);
            }
            for name in self.known().iter().flat_map(|known| &known.lookalikes) {
                mask.know_plain(name);
            }
        });
    }
}

/// Variables that take up variables that take up a secret; nobody writes more.
const ROUNDS: usize = 8;

/// What knows, besides names of secrets, those of the variables that secrets are made of.
fn followed(sources: &Sources, feeding: &dyn Fn(&Mask) -> Vec<String>) -> Mask {
    let mut mask = sources.judge();
    for _ in 0..ROUNDS {
        let mut names = feeding(&mask);
        names.retain(|name| !mask.is_told(name));
        if names.is_empty() {
            break;
        }
        sources.learn(|mask| names.iter().for_each(|name| mask.know_name(name, true)));
        mask = sources.judge();
    }
    mask
}

/// The variables that secrets in a node are made of. How deep nodes are is bounded by their reader.
fn feeding(node: &Node, mask: &Mask, names: &mut Vec<String>) {
    let text = |node: &Node| node.as_str().map(str::to_owned).unwrap_or_default();
    match &node.kind {
        Kind::Seq(items) => {
            for pair in items.windows(2) {
                // `--name` may have its value in the next word.
                if let [name, value] = pair
                    && text(name).starts_with("--")
                {
                    names.extend(mask.feeding(text(name).trim_start_matches('-'), &text(value)));
                }
            }
            for item in items {
                feeding(item, mask, names);
            }
        }
        Kind::Map(entries) => {
            let own = node.get("name").zip(node.get("value"));
            for (name, value) in entries.iter().map(|(key, value)| (key, value)).chain(own) {
                if value.as_str().is_some_and(|value| value.contains('$')) {
                    names.extend(mask.feeding(&text(name), &text(value)));
                }
            }
            for (_, value) in entries {
                feeding(value, mask, names);
            }
        }
        Kind::String(text) => names.extend(mask.feeding_text(text)),
        _ => {}
    }
}

/// Whether a text takes a part of itself from a Secret: what else is in it is none.
pub fn is_from_secret(text: &Text) -> bool {
    text.opaques().any(|opaque| matches!(opaque, Opaque::Secret { .. }))
}

struct Found<'m> {
    mask: &'m Mask,
    places: Vec<Span>,
    values: Vec<String>,
}

impl Found<'_> {
    /// How deep nodes are is bounded by their reader.
    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Seq(items) => items.iter().for_each(|item| self.node(item)),
            Kind::Map(entries) => {
                let is_secret = node.get("kind").and_then(Node::as_str) == Some("Secret");
                self.pair(node.get("name"), node.get("value"));
                for (key, value) in entries {
                    let data = matches!(key.as_str(), Some("data" | "stringData"));
                    if is_secret && data {
                        value.entries().iter().for_each(|(_, value)| self.hide(value));
                    }
                    self.pair(Some(key), Some(value));
                    self.node(value);
                }
            }
            Kind::String(text) if text.contains('=') => {
                let found = self.mask.in_text(text).into_iter().filter_map(|range| text.get(range));
                self.values.extend(found.map(str::to_owned));
            }
            _ => {}
        }
    }

    fn pair(&mut self, name: Option<&Node>, value: Option<&Node>) {
        let Some((name, node)) = name.and_then(Node::as_str).zip(value) else { return };
        if !self.mask.may_name(name) {
            return;
        }
        let Some(value) = node.key() else { return };
        if self.mask.is_secret(name, &value) {
            self.hide(node);
        }
    }

    fn hide(&mut self, node: &Node) {
        self.places.push(node.span);
        self.values.extend(node.key());
    }
}
