//! Assembles nodes from events, with aliases and merge keys expanded in place.

use std::collections::{HashMap, HashSet};

use super::entries::Entries;
use super::limits::Limits;
use super::{Kind, MAX_COPIES, MAX_DEPTH, MAX_NODES, Node, Style};
use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{Source, Span};

/// An unfinished collection.
struct Open {
    span: Span,
    style: Style,
    anchor: usize,
    content: Content,
}

enum Content {
    Seq(Vec<Node>),
    Map { entries: Entries, key: Option<Node> },
}

/// A finished anchored node and what a copy of it costs.
struct Anchored {
    node: Node,
    weight: usize,
    height: usize,
}

/// Builds the documents of one stream, one after the other.
pub(super) struct Builder<'a> {
    source: &'a Source,
    pub(super) sink: &'a Sink,
    /// Whether a key may stand twice, once it is reported.
    tolerant: bool,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Anchored>,
    /// Spans of the anchored nodes of this document that an alias stands for.
    used: HashSet<Span>,
    pub(super) limits: Limits,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a Source, sink: &'a Sink, tolerant: bool, limits: Limits) -> Self {
        let (open, anchors, used) = (Vec::new(), HashMap::new(), HashSet::new());
        Builder { source, sink, tolerant, open, root: None, anchors, used, limits }
    }

    /// Reports a manifest that cannot be used.
    pub(super) fn error(&self, span: Span, message: impl Into<String>, label: &str) -> Reported {
        self.sink.error(Diagnostic::new(&codes::MANIFEST, span, message).label(label))
    }

    pub(super) fn scalar(&mut self, node: Node, anchor: usize) -> Result<(), Reported> {
        self.finish(node, anchor)
    }

    pub(super) fn begin(
        &mut self,
        map: bool,
        span: Span,
        style: Style,
        anchor: usize,
    ) -> Result<(), Reported> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let content = if map {
            Content::Map { entries: Entries::default(), key: None }
        } else {
            Content::Seq(Vec::new())
        };
        self.open.push(Open { span, style, anchor, content });
        Ok(())
    }

    /// Ends the innermost collection; `end` is one past the bracket of a flow collection.
    pub(super) fn end(&mut self, end: Span) -> Result<(), Reported> {
        let Some(Open { span, style, anchor, content }) = self.open.pop() else { return Ok(()) };
        let last = match &content {
            Content::Seq(items) => items.last(),
            Content::Map { entries, .. } => entries.last(),
        };
        let span = match last {
            _ if style == Style::Flow => span.to(end),
            // A block collection has no end of its own, and the parser's is behind the comments that follow.
            // The parser has the place of nothing where the next thing begins.
            Some(last) if !last.shared && last.span.start < last.span.end => span.to(last.span),
            _ => span.to(self.before_comments(end)),
        };
        let kind = match content {
            Content::Seq(items) => Kind::Seq(items),
            Content::Map { entries, .. } => Kind::Map(entries.into_all()),
        };
        self.finish(Node { kind, span, style, shared: false }, anchor)
    }

    /// The end of the last line before a place that has more than a comment.
    fn before_comments(&self, end: Span) -> Span {
        let mut text = self.source.text.get(..end.start as usize).unwrap_or_default().trim_end();
        while let Some((before, line)) = text.rsplit_once('\n')
            && line.trim_start().starts_with('#')
        {
            text = before.trim_end();
        }
        Span::new(end.source, text.len(), text.len())
    }

    /// Puts a copy of an anchored node where its alias stands.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Reported> {
        let Some(Anchored { node, weight, height }) = self.anchors.get(&anchor) else {
            return Err(self.error(
                span,
                "an alias to an anchor of another document, or to itself",
                "no such anchor here",
            ));
        };
        let (mut node, weight, height) = (node.clone(), *weight, *height);
        self.used.insert(node.span);
        if self.open.len() + height > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        self.charge(weight, span)?;
        share(&mut node);
        self.finish(node, 0)
    }

    /// Ends a document: its root, if it has content, and room for the next.
    pub(super) fn take(&mut self) -> Option<Node> {
        self.anchors.clear();
        self.open.clear();
        let mut root = self.root.take();
        let used = std::mem::take(&mut self.used);
        if let Some(root) = root.as_mut().filter(|_| !used.is_empty()) {
            share_used(root, &used);
        }
        root
    }

    fn too_deep(&self, span: Span) -> Reported {
        self.error(span, format!("nested more than {MAX_DEPTH} levels deep"), "one level too many")
    }

    fn charge(&mut self, weight: usize, span: Span) -> Result<(), Reported> {
        if !Limits::take(&mut self.limits.copies, weight) {
            let message = format!("anchors and aliases expand to more than {MAX_COPIES} nodes");
            return Err(self.error(span, message, "the expansion grew too large here"));
        }
        Ok(())
    }

    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Reported> {
        if !Limits::take(&mut self.limits.nodes, 1) {
            return Err(self.error(node.span, format!("more than {MAX_NODES} nodes"), "one node too many"));
        }
        if anchor != 0 {
            let (weight, height) = measure(&node);
            self.charge(weight, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight, height });
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::Seq(items)) => items.push(node),
            Some(Content::Map { key: key @ None, .. }) => *key = Some(node),
            Some(Content::Map { key, .. }) => {
                if let Some(key) = key.take() {
                    self.entry(key, node)?;
                }
            }
        }
        Ok(())
    }

    fn entry(&mut self, key: Node, value: Node) -> Result<(), Reported> {
        if key.style == Style::Plain && key.as_str() == Some("<<") {
            return self.merge(&key, value);
        }
        if key.name().is_none() {
            return Err(self.error(
                key.span,
                "a key that is no text",
                "kubectl takes texts, numbers and booleans as keys",
            ));
        }
        let Some(entries) = self.entries() else { return Ok(()) };
        let Some(at) = entries.find(&key) else {
            entries.push(key, value);
            return Ok(());
        };
        if !entries.take_merged(at) {
            let first = entries.place(at).unwrap_or(key.span);
            let reported = self.duplicate(&key, first);
            if !self.tolerant {
                return Err(reported);
            }
        }
        // A later value of a key takes the place of an earlier one.
        if let Some(entries) = self.entries() {
            entries.replace(at, key, value);
        }
        Ok(())
    }

    /// Those of the map that is open.
    fn entries(&mut self) -> Option<&mut Entries> {
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Map { entries, .. }) => Some(entries),
            _ => None,
        }
    }

    fn duplicate(&self, key: &Node, first: Span) -> Reported {
        let (name, second) = (key.name().unwrap_or_default(), key.span);
        let line = |span: Span| self.source.place(span.start).line;
        let message = format!("the key `{name}` stands twice, in lines {} and {}", line(first), line(second));
        let finding = Diagnostic::new(&codes::DUPLICATE_KEY, second, message).label("again here");
        self.sink.error(
            finding
                .related(first, "first here")
                .help("keep one of them: kubectl would silently take the last"),
        )
    }

    /// Merges as go-yaml 2 does: where the merge key stands, over what is there already; the first of a list wins.
    fn merge(&mut self, key: &Node, value: Node) -> Result<(), Reported> {
        let span = key.span;
        let maps = match value.kind {
            Kind::Map(entries) => vec![entries],
            Kind::Seq(items) => {
                let entries =
                    |item: Node| if let Kind::Map(entries) = item.kind { Some(entries) } else { None };
                let maps: Option<Vec<_>> = items.into_iter().rev().map(entries).collect();
                maps.ok_or_else(|| self.merge_error(span))?
            }
            _ => return Err(self.merge_error(span)),
        };
        let Some(entries) = self.entries() else { return Ok(()) };
        for (mut key, mut value) in maps.into_iter().flatten() {
            if key.name().is_none() {
                continue;
            }
            let known = entries.find(&key);
            share(&mut value);
            if let Some(at) = known {
                entries.set(at, value);
            } else {
                share(&mut key);
                entries.push_merged(key, value);
            }
        }
        Ok(())
    }

    fn merge_error(&self, span: Span) -> Reported {
        self.error(span, "`<<` takes a map or a list of maps", "its value is neither")
    }
}

/// Nodes and text of a subtree, and its levels. Recursion is bounded by [`MAX_DEPTH`].
fn measure(node: &Node) -> (usize, usize) {
    let inner = |all: &mut dyn Iterator<Item = &Node>| {
        all.map(measure).fold((1, 0), |(weight, height), (w, h)| (weight + w, height.max(h)))
    };
    match &node.kind {
        Kind::String(text) => (1 + text.len() / 32, 0),
        Kind::Seq(items) => raise(inner(&mut items.iter())),
        Kind::Map(entries) => raise(inner(&mut entries.iter().flat_map(|(key, value)| [key, value]))),
        _ => (1, 0),
    }
}

fn raise((weight, height): (usize, usize)) -> (usize, usize) {
    (weight, height + 1)
}

/// What an alias stands for is shared where it was written, too.
fn share_used(node: &mut Node, used: &HashSet<Span>) {
    if used.contains(&node.span) && !matches!(node.kind, Kind::Null) {
        return share(node);
    }
    match &mut node.kind {
        Kind::Seq(items) => items.iter_mut().for_each(|item| share_used(item, used)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                share_used(key, used);
                share_used(value, used);
            }
        }
        _ => {}
    }
}

fn share(node: &mut Node) {
    node.shared = true;
    match &mut node.kind {
        Kind::Seq(items) => items.iter_mut().for_each(share),
        Kind::Map(entries) => {
            for (key, value) in entries {
                share(key);
                share(value);
            }
        }
        _ => {}
    }
}
