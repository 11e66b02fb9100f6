//! The overlay rule, once: what has an identity is replaced by a later layer, whole.
//!
//! | node | identity |
//! | --- | --- |
//! | `env`, `property`, `option` | name |
//! | a setting | name; a map's entries: key |
//! | `use` | profile |
//! | `jvm` | [`option_key`] |
//! | `target` | name and `dialect=` |
//! | `launcher`, `jdk`, `image`, `workload`, `release`, `replicas` | one |

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::launch::{long_form, option_key};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};

use super::draft::{AppDraft, ContainerDraft, Origin, Slots, Traced, UseDraft, put};
use super::labels;

/// Nodes that say something of a JVM.
const CONTAINER_NODES: [&str; 9] =
    ["launcher", "jdk", "image", "jvm", "env", "use", "settings", "remove", "container"];
/// Nodes that say something of an app.
const APP_NODES: [&str; 6] = ["workload", "target", "variant", "extends", "replicas", "labels"];

/// Words in a `use` block that are not settings.
pub const RESERVED: [&str; 7] = ["release", "image", "env", "property", "option", "plugin", "remove"];

/// A list of nodes over an app.
#[derive(Clone, Debug)]
pub struct Layer<'a> {
    /// As a person would name it.
    pub name: String,
    /// Its nodes.
    pub nodes: &'a [Node],
    /// Whether it lies over other apps too: then a `remove` only has to hit one of them.
    pub shared: bool,
}

/// Lays layers over apps.
pub struct Overlay<'a> {
    sink: &'a Sink,
    /// `remove` nodes of shared layers: whether one app had what they remove.
    removals: RefCell<BTreeMap<Span, (String, bool)>>,
    /// A `remove` of one app's own had nothing to remove: the app is read on, for what else is wrong with it.
    missed: Cell<Option<Reported>>,
    canonical: &'a dyn Fn(&str) -> String,
}

impl<'a> Overlay<'a> {
    /// `canonical` turns a profile's alias into its name.
    pub fn new(sink: &'a Sink, canonical: &'a dyn Fn(&str) -> String) -> Self {
        Overlay { sink, removals: RefCell::default(), missed: Cell::default(), canonical }
    }

    /// Lays these layers over the app, the last one on top.
    pub fn apply(&self, app: &mut AppDraft, layers: &[Layer]) -> Result<(), Reported> {
        self.declare_containers(app, layers)?;
        let mut result = Ok(());
        for layer in layers {
            for node in layer.nodes {
                result = self.app_node(app, layer, node).and(result);
            }
        }
        result
    }

    /// Whether every `remove` had something to remove. Those of shared layers that no app had anything for are
    /// reported here.
    pub fn finish(&self) -> Result<(), Reported> {
        let removals = self.removals.borrow();
        let missed = removals.iter().filter(|(_, (_, hit))| !hit);
        let reported = missed.map(|(span, (what, _))| self.nothing_removed(*span, what));
        reported.chain(self.missed.get()).last().map_or(Ok(()), Err)
    }

    fn declare_containers(&self, app: &mut AppDraft, layers: &[Layer]) -> Result<(), Reported> {
        let nodes = layers.iter().flat_map(|layer| layer.nodes);
        for node in nodes.filter(|node| node.name.value == "container") {
            let name = Fields::of(node, self.sink).text(0)?;
            let known = app.containers.iter().flat_map(|c| &c.name).any(|n| n.value == name.value);
            if !known {
                app.containers.push(ContainerDraft { name: Some(name), ..ContainerDraft::default() });
            }
        }
        if app.containers.is_empty() {
            app.containers.push(ContainerDraft::default());
        }
        Ok(())
    }

    fn app_node(&self, app: &mut AppDraft, layer: &Layer, node: &Node) -> Result<(), Reported> {
        let fields = Fields::of(node, self.sink);
        match fields.name() {
            // Read where layers are collected.
            "variant" | "extends" => {}
            "workload" => {
                fields.takes(1, &["from"], false)?;
                set(&mut app.workload, node, layer);
            }
            "target" => {
                let dialect = fields.prop_text("dialect")?.map(|d| d.value).unwrap_or_default();
                let key = format!("{} {dialect}", fields.text(0)?.value);
                put(&mut app.targets, key.trim_end().to_owned(), node.clone(), node.span, &layer.name);
            }
            "replicas" => {
                fields.takes(1, &[], false)?;
                fields.text(0)?;
                let Some(value) = node.args.first().cloned() else { return Ok(()) };
                app.replicas = Some(layered(app.replicas.take(), value, node.span, &layer.name));
            }
            "labels" => {
                for prop in &node.props {
                    let value = fields.as_text(&prop.value)?;
                    labels::check(&prop.key, &value, self.sink)?;
                    put(&mut app.labels, prop.key.value.clone(), value, prop.value.span, &layer.name);
                }
            }
            "remove" if node.prop("target").is_some() => {
                let name = fields.need_text("target")?.value;
                let hit = remove(&mut app.targets, &name);
                self.removed(layer, node.span, &format!("target `{name}`"), hit);
            }
            "container" => {
                let name = fields.text(0)?.value;
                let named = |c: &&mut ContainerDraft| c.name.as_ref().is_some_and(|n| n.value == name);
                let Some(container) = app.containers.iter_mut().find(named) else { return Ok(()) };
                let inner: Vec<_> = node
                    .children()
                    .iter()
                    .map(|child| self.container_node(container, layer, child))
                    .collect();
                return inner.into_iter().collect();
            }
            _ => {
                let all: Vec<_> =
                    app.containers.iter_mut().map(|c| self.container_node(c, layer, node)).collect();
                return all.into_iter().collect();
            }
        }
        Ok(())
    }

    fn container_node(&self, draft: &mut ContainerDraft, layer: &Layer, node: &Node) -> Result<(), Reported> {
        let fields = Fields::of(node, self.sink);
        let name = &layer.name;
        match fields.name() {
            "launcher" => {
                fields.takes(1, &["variable"], false)?;
                set(&mut draft.launcher, node, layer);
            }
            "jdk" => {
                fields.takes(1, &["home"], false)?;
                set(&mut draft.jdk, node, layer);
            }
            "image" => set(&mut draft.image, node, layer),
            "jvm" => {
                fields.takes(1, &[], false)?;
                let option = fields.text(0)?;
                check_option(&option, self.sink)?;
                put(&mut draft.jvm, option_key(&option.value), option, node.span, name);
            }
            "env" => put(&mut draft.env, fields.text(0)?.value, node.clone(), node.span, name),
            "use" | "settings" => {
                fields.takes(1, &["release", "image"], true)?;
                let named = fields.text(0)?;
                let used = draft.uses.entry((self.canonical)(&named.value)).or_default();
                used.named.get_or_insert(named.span);
                if fields.name() == "use" && used.used.is_none() {
                    let origin = Origin { span: node.span, layer: name.clone(), replaced: Vec::new() };
                    used.used = Some(origin);
                }
                return self.use_block(used, layer, fields);
            }
            "remove" => return self.remove_node(draft, layer, fields),
            _ => {
                let message = format!("unknown node `{}`", fields.name());
                let known = CONTAINER_NODES.into_iter().chain(APP_NODES);
                let help = nearest_help(fields.name(), known);
                return Err(fields.error(&codes::UNKNOWN_NAME, node.name.span, message, help));
            }
        }
        Ok(())
    }

    fn use_block(&self, used: &mut UseDraft, layer: &Layer, fields: Fields) -> Result<(), Reported> {
        let name = &layer.name;
        if let Some(release) = fields.prop_text("release")? {
            used.release = Some(layered(used.release.take(), release.clone(), release.span, name));
        }
        if let Some(image) = fields.prop_text("image")? {
            used.image = Some(layered(used.image.take(), image.clone(), image.span, name));
        }
        let mut result = Ok(());
        for node in fields.node.children() {
            result = self.use_node(used, layer, node).and(result);
        }
        result
    }

    fn use_node(&self, used: &mut UseDraft, layer: &Layer, node: &Node) -> Result<(), Reported> {
        let fields = Fields::of(node, self.sink);
        let name = &layer.name;
        let slots = match fields.name() {
            "release" => {
                let release = fields.text(0)?;
                used.release = Some(layered(used.release.take(), release, node.span, name));
                return Ok(());
            }
            "image" => {
                let image = fields.text(0)?;
                used.image = Some(layered(used.image.take(), image, node.span, name));
                return Ok(());
            }
            "remove" => {
                let setting = fields.need_text("setting")?.value;
                let hit = remove(&mut used.settings, &setting);
                self.removed(layer, node.span, &format!("setting `{setting}`"), hit);
                return Ok(());
            }
            "env" => &mut used.env,
            "property" => &mut used.properties,
            "option" => &mut used.options,
            "plugin" => &mut used.plugins,
            setting => {
                let merged = merge_setting(used.settings.get(setting).map(|t| &t.value), node);
                put(&mut used.settings, setting.to_owned(), merged, node.span, name);
                return Ok(());
            }
        };
        put(slots, fields.text(0)?.value, node.clone(), node.span, name);
        Ok(())
    }

    fn remove_node(&self, draft: &mut ContainerDraft, layer: &Layer, fields: Fields) -> Result<(), Reported> {
        fields.takes(0, &["use", "env", "jvm", "setting", "target"], false)?;
        let Some(prop) = fields.node.props.first() else {
            let help = Some("say what: `use=`, `env=`, `jvm=`, `setting=` or `target=`".to_owned());
            return Err(fields.error(&codes::SHAPE, fields.span(), "`remove` of nothing".into(), help));
        };
        let name = fields.as_text(&prop.value)?.value;
        let (what, hit) = match prop.key.value.as_str() {
            "use" => {
                let used = draft.uses.get_mut(&(self.canonical)(&name));
                (format!("use of `{name}`"), used.and_then(|u| u.used.take()).is_some())
            }
            "env" => (format!("env `{name}`"), remove(&mut draft.env, &name)),
            "jvm" => (format!("JVM option `{name}`"), remove(&mut draft.jvm, &option_key(&name))),
            _ => {
                let hits: Vec<_> =
                    draft.uses.values_mut().map(|used| remove(&mut used.settings, &name)).collect();
                (format!("setting `{name}`"), hits.contains(&true))
            }
        };
        self.removed(layer, fields.span(), &what, hit);
        Ok(())
    }

    fn removed(&self, layer: &Layer, span: Span, what: &str, hit: bool) {
        if layer.shared {
            let mut removals = self.removals.borrow_mut();
            removals.entry(span).or_insert_with(|| (what.to_owned(), false)).1 |= hit;
        } else if !hit {
            self.missed.set(Some(self.nothing_removed(span, what)));
        }
    }

    fn nothing_removed(&self, span: Span, what: &str) -> Reported {
        let message = format!("there is no {what} to remove");
        let diagnostic = Diagnostic::new(&codes::UNREACHABLE, span, message);
        let help = "only what an earlier layer gives can be removed (defaults, then app, then environment): \
                    fix the name, or delete this line";
        self.sink.error(diagnostic.help(help))
    }
}

/// One option, as the JVM reads it.
fn check_option(option: &Spanned<String>, sink: &Sink) -> Result<(), Reported> {
    let text = &option.value;
    // Only these may hold ` -`: paths, values of properties, commands.
    let free = ["-D", "-XX:On", "-javaagent:", "-agentlib:", "-agentpath:", "-Xbootclasspath"];
    let several = text.split_whitespace().skip(1).any(|word| word.starts_with('-'));
    let split = text.split_once(char::is_whitespace);
    let split = split.and_then(|(name, value)| Some((long_form(name)?, value.trim())));
    let joined;
    let (message, help) = if !text.starts_with('-') || text.len() < 2 {
        ("is no JVM option: it does not begin with `-`", "write it as on the command line: jvm \"-Xmx512M\"")
    } else if let Some((long, value)) = split {
        joined = format!("write it with `=`: jvm \"{long}={value}\"");
        ("is one word here, and no option that the JVM knows", joined.as_str())
    } else if several && !free.iter().any(|prefix| text.starts_with(prefix)) {
        ("holds several JVM options", "give each one a `jvm` node of its own")
    } else {
        return Ok(());
    };
    let message = format!("\"{}\" {message}", text.escape_debug());
    Err(sink.error(Diagnostic::new(&codes::TYPE, option.span, message).help(help)))
}

fn layered<T>(earlier: Option<Traced<T>>, value: T, span: Span, layer: &str) -> Traced<T> {
    match earlier {
        Some(earlier) => earlier.replaced_by(value, span, layer),
        None => Traced { value, origin: Origin { span, layer: layer.to_owned(), replaced: Vec::new() } },
    }
}

fn set(slot: &mut Option<Traced<Node>>, node: &Node, layer: &Layer) {
    *slot = Some(layered(slot.take(), node.clone(), node.span, &layer.name));
}

fn remove<T>(slots: &mut Slots<T>, key: &str) -> bool {
    slots.shift_remove(key).is_some()
}

/// A later setting replaces the earlier one whole, but `append` extends a list and a map's entries go by key.
fn merge_setting(earlier: Option<&Node>, node: &Node) -> Node {
    let appends: Vec<_> = node.children().iter().filter(|c| c.name.value == "append").collect();
    let Some(earlier) = earlier else {
        let mut first = node.clone();
        first.args.extend(appends.iter().flat_map(|append| append.args.clone()));
        if !appends.is_empty() {
            first.children = None;
        }
        return first;
    };
    if !appends.is_empty() {
        let mut extended = earlier.clone();
        extended.args.extend(appends.iter().flat_map(|append| append.args.clone()));
        return extended;
    }
    if let (Some(old), Some(new), true) = (&earlier.children, &node.children, node.args.is_empty()) {
        let replaced = |entry: &&Node| new.iter().any(|n| n.name.value == entry.name.value);
        let mut entries: Vec<Node> = old.iter().filter(|e| !replaced(e)).cloned().collect();
        entries.extend(new.iter().cloned());
        return Node { children: Some(entries), ..node.clone() };
    }
    node.clone()
}
