//! A parsed document: values with the places they were written at.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use crate::source::Span;

/// One document of a stream. Documents without content are left out, as kubectl does.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The outermost node.
    pub root: Node,
    /// From the root's first byte, or the `---` before it, to the next `---`, `...` or the end of the text.
    pub span: Span,
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its text in the source, tag and anchor included; empty where nothing was written (`key:`).
    /// For what an alias brought in, the place of the anchored text.
    pub span: Span,
    /// How it was written.
    pub style: Style,
    /// Whether an edit at its span would change other places too: an alias or a merge key brought it here, or an alias
    /// stands for it elsewhere.
    pub shared: bool,
}

/// A YAML value with the scalars already resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number; `1.0` and `1e3` are whole, as they are in the JSON that the API server gets.
    Int(i64),
    /// Any other finite number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Seq(Vec<Node>),
    /// Keys and values in order, keys unique by [`Node::key`].
    Map(Vec<(Node, Node)>),
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A collection by indentation.
    Block,
    /// `[…]` or `{…}`.
    Flow,
}

impl Node {
    /// The JSON that kubectl makes of it.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Int(number) => Value::from(*number),
            Kind::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Seq(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Kind::Map(entries) => {
                let mut map = Map::with_capacity(entries.len());
                map.extend(entries.iter().filter_map(|(key, value)| Some((key.key()?, value.to_json()))));
                Value::Object(map)
            }
        }
    }

    /// The node as a key of a JSON object; `None` for what cannot be one.
    pub fn key(&self) -> Option<String> {
        self.name().map(Cow::into_owned)
    }

    /// The same, as it stands in the node where it is a text.
    pub(super) fn name(&self) -> Option<Cow<'_, str>> {
        match &self.kind {
            Kind::String(text) => Some(Cow::Borrowed(text)),
            Kind::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            Kind::Int(number) => Some(Cow::Owned(number.to_string())),
            Kind::Float(number) => Some(Cow::Owned(number.to_string())),
            Kind::Null | Kind::Seq(_) | Kind::Map(_) => None,
        }
    }

    /// The node at a JSON pointer (RFC 6901); `""` is this node.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut tokens = pointer.strip_prefix('/')?.split('/').map(unescaped);
        tokens.try_fold(self, |node, token| node.child(&token))
    }

    fn child(&self, token: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Seq(items) => items.get(index(token)?),
            Kind::Map(_) => self.get(token),
            _ => None,
        }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(k, _)| k.is_key(key)).map(|(_, value)| value)
    }

    /// Keys and values; none where this is no map.
    pub fn entries(&self) -> &[(Node, Node)] {
        if let Kind::Map(entries) = &self.kind { entries } else { &[] }
    }

    /// Elements; none where this is no list.
    pub fn items(&self) -> &[Node] {
        if let Kind::Seq(items) = &self.kind { items } else { &[] }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    pub(super) fn is_key(&self, key: &str) -> bool {
        match &self.kind {
            Kind::String(text) => text == key,
            _ => self.name().as_deref() == Some(key),
        }
    }
}

/// A token of a pointer; nearly none has an escape.
fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        return Cow::Owned(token.replace("~1", "/").replace("~0", "~"));
    }
    Cow::Borrowed(token)
}

/// A list index of RFC 6901: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    canonical.then(|| token.parse().ok()).flatten()
}
