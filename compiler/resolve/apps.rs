//! Which layers lie over which app, and in which order:
//! unnamed `defaults` < named `defaults` in `extends` order < app < environment < app inside the environment <
//! variant < `--set`.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};

use super::draft::AppDraft;
use super::overlay::{Layer, Overlay};
use super::profiles::Profiles;
use super::program::{App, Environment, Program};
use super::set::Override;

/// All apps of a program in one environment, variants included, and whether something is wrong with others; what
/// stands for them in a program without apps.
pub fn apps(
    program: &Program,
    environment: Option<&str>,
    overrides: &[Override],
    profiles: &Profiles,
    sink: &Sink,
) -> (Vec<AppDraft>, Result<(), Reported>) {
    if program.apps.is_empty() {
        return unbound(program, profiles, overrides, sink);
    }
    let canonical = |name: &str| profiles.canonical(name);
    let overlay = Overlay::new(sink, &canonical);
    let stack = Stack { program, environment, overrides, sink };
    let (mut drafts, mut result) = (Vec::new(), Ok(()));
    for app in &program.apps {
        match stack.app(app, &overlay) {
            Ok(all) => drafts.extend(all),
            Err(reported) => result = Err(reported),
        }
    }
    result = stack.check_environment_apps().and(result);
    // An app that was not read to the end may have what is removed.
    let finished = result.and_then(|()| overlay.finish());
    (drafts, finished)
}

/// A variant's name and the nodes that describe it, in layer order.
type Variant<'a> = (Spanned<String>, Vec<&'a [Node]>);

struct Stack<'a> {
    program: &'a Program,
    environment: Option<&'a str>,
    overrides: &'a [Override],
    sink: &'a Sink,
}

impl<'a> Stack<'a> {
    fn environment(&self) -> Option<&'a Environment> {
        self.environment.and_then(|name| self.program.environments.get(name))
    }

    fn app(&self, app: &'a App, overlay: &Overlay) -> Result<Vec<AppDraft>, Reported> {
        let mut layers: Vec<Layer> = Vec::new();
        for block in &self.program.defaults {
            layers.push(Layer { name: "defaults".into(), nodes: &block.nodes, shared: true });
        }
        self.named(&app.block.nodes, &mut Vec::new(), &mut layers)?;
        layers.push(Layer { name: "app".into(), nodes: &app.block.nodes, shared: false });
        if let (Some(environment), Some(name)) = (self.environment(), self.environment) {
            for block in &environment.blocks {
                layers.push(Layer {
                    name: format!("environment \"{name}\""),
                    nodes: &block.nodes,
                    shared: true,
                });
            }
            for inner in environment.apps.iter().filter(|inner| same_app(inner, app)) {
                let label = format!("app in environment \"{name}\"");
                layers.push(Layer { name: label, nodes: &inner.block.nodes, shared: false });
            }
        }
        let variants = self.variants(&layers)?;
        let whole = std::iter::once(None).chain(variants.into_iter().map(Some));
        whole.map(|variant| self.draft(app, variant, &layers, overlay)).collect()
    }

    fn draft(
        &self,
        app: &App,
        variant: Option<Variant<'a>>,
        layers: &[Layer<'a>],
        overlay: &Overlay,
    ) -> Result<AppDraft, Reported> {
        let mut layers = layers.to_vec();
        let (variant, blocks) = variant.map_or((None, Vec::new()), |(name, blocks)| (Some(name), blocks));
        let label = variant.as_ref().map(|v| format!("variant \"{}\"", v.value)).unwrap_or_default();
        layers.extend(blocks.into_iter().map(|nodes| Layer { name: label.clone(), nodes, shared: false }));
        let for_app = |o: &&Override| o.is_for(&app.name.value);
        let set: Vec<Node> = self.overrides.iter().filter(for_app).map(|o| o.node.clone()).collect();
        let mut all = layers;
        let set_layer = Layer { name: "--set".into(), nodes: &set, shared: true };
        all.push(set_layer);
        let mut draft = AppDraft::new(app.name.clone(), app.namespace.clone(), app.block.span);
        draft.variant = variant;
        overlay.apply(&mut draft, &all)?;
        Ok(draft)
    }

    /// Named defaults that these nodes extend, what they extend themselves first.
    fn named(
        &self,
        nodes: &'a [Node],
        stack: &mut Vec<String>,
        layers: &mut Vec<Layer<'a>>,
    ) -> Result<(), Reported> {
        for node in nodes.iter().filter(|n| n.name.value == "extends") {
            for name in Fields::of(node, self.sink).texts()? {
                let Some(block) = self.program.named.get(&name.value) else {
                    return Err(self.unknown_defaults(&name));
                };
                if stack.contains(&name.value) {
                    let message = format!("defaults `{}` extend themselves", name.value);
                    let diagnostic = Diagnostic::new(&codes::IMPORT, name.span, message);
                    return Err(self.sink.error(diagnostic.help("remove one of these `extends`")));
                }
                stack.push(name.value.clone());
                self.named(&block.nodes, stack, layers)?;
                stack.pop();
                let label = format!("defaults \"{}\"", name.value);
                layers.push(Layer { name: label, nodes: &block.nodes, shared: true });
            }
        }
        Ok(())
    }

    fn unknown_defaults(&self, name: &Spanned<String>) -> Reported {
        let message = format!("no `defaults \"{}\"`", name.value);
        let help = nearest_help(&name.value, self.program.named.keys().map(String::as_str));
        self.sink.error(Diagnostic::new(&codes::UNKNOWN_NAME, name.span, message).maybe_help(help))
    }

    /// Variants by name, each with the blocks that describe it, in layer order.
    fn variants(&self, layers: &[Layer<'a>]) -> Result<Vec<Variant<'a>>, Reported> {
        let mut variants: Vec<Variant> = Vec::new();
        let nodes = layers.iter().flat_map(|layer| layer.nodes);
        for node in nodes.filter(|n| n.name.value == "variant") {
            let name = Fields::of(node, self.sink).text(0)?;
            match variants.iter_mut().find(|(known, _)| known.value == name.value) {
                Some((_, blocks)) => blocks.push(node.children()),
                None => variants.push((name, vec![node.children()])),
            }
        }
        Ok(variants)
    }

    fn check_environment_apps(&self) -> Result<(), Reported> {
        let Some(environment) = self.environment() else { return Ok(()) };
        let mut result = Ok(());
        for inner in &environment.apps {
            if !self.program.apps.iter().any(|app| same_app(inner, app)) {
                let message = format!("no app `{}` to refine", inner.name.value);
                let names = self.program.apps.iter().map(|a| a.name.value.as_str());
                let help = nearest_help(&inner.name.value, names);
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_NAME, inner.name.span, message);
                result = Err(self.sink.error(diagnostic.maybe_help(help)));
            }
        }
        result
    }
}

/// An app in an environment without a namespace means every app of that name.
fn same_app(inner: &App, app: &App) -> bool {
    let namespace = |a: &App| a.namespace.as_ref().map(|n| n.value.clone());
    inner.name.value == app.name.value && (inner.namespace.is_none() || namespace(inner) == namespace(app))
}

/// The drafts of a tree without apps, the unnamed `defaults`, or else each profile alone, and whether something
/// is wrong with others.
fn unbound(
    program: &Program,
    profiles: &Profiles,
    overrides: &[Override],
    sink: &Sink,
) -> (Vec<AppDraft>, Result<(), Reported>) {
    let canonical = |name: &str| profiles.canonical(name);
    let overlay = Overlay::new(sink, &canonical);
    let (mut drafts, mut result) = (Vec::new(), Ok(()));
    let defaults: Vec<&[Node]> = program.defaults.iter().map(|b| b.nodes.as_slice()).collect();
    let names: Vec<Spanned<String>> = if defaults.is_empty() {
        let own = profiles.tree_names().filter_map(|n| profiles.get(n)).map(|p| p.name.clone());
        own.filter(|name| attaches(name, profiles)).collect()
    } else {
        program.defaults.first().map(|b| Spanned::new("defaults".to_owned(), b.span)).into_iter().collect()
    };
    for name in names {
        let alone = if defaults.is_empty() { vec![use_of(&name)] } else { Vec::new() };
        let set = overrides.iter().filter(|o| o.is_for(&name.value)).map(|o| o.node.clone());
        let set: Vec<Node> = set.collect();
        let mut layers: Vec<Layer> =
            defaults.iter().map(|nodes| Layer { name: "defaults".into(), nodes, shared: false }).collect();
        layers.push(Layer { name: "profile".into(), nodes: &alone, shared: false });
        layers.push(Layer { name: "--set".into(), nodes: &set, shared: true });
        let mut draft = AppDraft::new(name.clone(), None, name.span);
        draft.unbound = true;
        match overlay.apply(&mut draft, &layers) {
            Ok(()) => drafts.push(draft),
            Err(reported) => result = Err(reported),
        }
    }
    let finished = result.and_then(|()| overlay.finish());
    (drafts, finished)
}

/// Whether there is something to attach: some profiles only tell agents apart. Of what cannot be read that is told later.
fn attaches(name: &Spanned<String>, profiles: &Profiles) -> bool {
    profiles.chain(name).map_or(true, |chain| chain.iter().any(|profile| !profile.only_tells_apart()))
}

fn use_of(profile: &Spanned<String>) -> Node {
    text_node("use", &profile.value, profile.span)
}

/// A node with one string argument, all of it at one place.
pub fn text_node(name: &str, argument: &str, span: Span) -> Node {
    let value = crate::syntax::Value { scalar: crate::syntax::Scalar::String(argument.to_owned()), span };
    Node {
        name: Spanned::new(name.to_owned(), span),
        args: vec![value],
        props: Vec::new(),
        children: None,
        span,
    }
}
