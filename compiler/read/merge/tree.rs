//! What can be merged: maps, lists and scalars.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::yaml::{Kind, Node, Style};

/// JSON, or YAML whose nodes keep their places.
pub trait Tree: Clone + Sized {
    /// A key of a map, with its place.
    type Key: Clone;

    /// The text of a key.
    fn name(key: &Self::Key) -> Cow<'_, str>;
    /// A key that an operation writes.
    fn key(name: &str, by: &Self) -> Self::Key;
    /// Whether this is nothing.
    fn is_null(&self) -> bool;
    /// The text of a string.
    fn text(&self) -> Option<&str>;
    /// The text of a string or a number.
    fn word(&self) -> Option<String>;
    /// Keys and values; `None` where this is no map.
    fn entries(&self) -> Option<Vec<(&Self::Key, &Self)>>;
    /// Elements; `None` where this is no list.
    fn items(&self) -> Option<&[Self]>;
    /// Elements, to be changed.
    fn items_mut(&mut self) -> Option<&mut Vec<Self>>;
    /// The value of a key.
    fn member(&self, name: &str) -> Option<&Self>;
    /// The value of a key, to be changed.
    fn member_mut(&mut self, name: &str) -> Option<&mut Self>;
    /// Gives a key of a map another value.
    fn put(&mut self, key: Self::Key, value: Self);
    /// Takes a key out of a map.
    fn take(&mut self, name: &str) -> Option<Self>;
    /// An empty map where `by` stands.
    fn empty(by: &Self) -> Self;
    /// A list where `by` stands.
    fn list(items: Vec<Self>, by: &Self) -> Self;
    /// Nothing, where `by` stands.
    fn nothing(by: &Self) -> Self;
    /// The same as JSON.
    fn json(&self) -> Value;
}

impl Tree for Value {
    type Key = String;

    fn name(key: &String) -> Cow<'_, str> {
        Cow::Borrowed(key)
    }

    fn key(name: &str, _: &Self) -> String {
        name.to_owned()
    }

    fn is_null(&self) -> bool {
        Value::is_null(self)
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn word(&self) -> Option<String> {
        match self {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn entries(&self) -> Option<Vec<(&String, &Self)>> {
        Some(self.as_object()?.iter().collect())
    }

    fn items(&self) -> Option<&[Self]> {
        self.as_array().map(Vec::as_slice)
    }

    fn items_mut(&mut self) -> Option<&mut Vec<Self>> {
        self.as_array_mut()
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    fn member_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.as_object_mut()?.get_mut(name)
    }

    fn put(&mut self, key: String, value: Self) {
        if let Some(map) = self.as_object_mut() {
            map.insert(key, value);
        }
    }

    fn take(&mut self, name: &str) -> Option<Self> {
        self.as_object_mut()?.shift_remove(name)
    }

    fn empty(_: &Self) -> Self {
        Value::Object(Map::new())
    }

    fn list(items: Vec<Self>, _: &Self) -> Self {
        Value::Array(items)
    }

    fn nothing(_: &Self) -> Self {
        Value::Null
    }

    fn json(&self) -> Value {
        self.clone()
    }
}

/// What is made here is in no text as it is: no edit can be at its place.
fn made(kind: Kind, by: &Node) -> Node {
    Node { kind, span: by.span, style: Style::Block, shared: true }
}

impl Tree for Node {
    type Key = Node;

    fn name(key: &Node) -> Cow<'_, str> {
        key.as_str().map_or_else(|| Cow::Owned(Node::key(key).unwrap_or_default()), Cow::Borrowed)
    }

    fn key(name: &str, by: &Self) -> Node {
        made(Kind::String(name.to_owned()), by)
    }

    fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn word(&self) -> Option<String> {
        let fits = matches!(self.kind, Kind::String(_) | Kind::Int(_) | Kind::Float(_));
        fits.then(|| Node::key(self)).flatten()
    }

    fn entries(&self) -> Option<Vec<(&Node, &Self)>> {
        let Kind::Map(entries) = &self.kind else { return None };
        Some(entries.iter().map(|(key, value)| (key, value)).collect())
    }

    fn items(&self) -> Option<&[Self]> {
        if let Kind::Seq(items) = &self.kind { Some(items) } else { None }
    }

    fn items_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Kind::Seq(items) = &mut self.kind { Some(items) } else { None }
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.get(name)
    }

    fn member_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Kind::Map(entries) = &mut self.kind else { return None };
        entries.iter_mut().find(|(key, _)| Self::name(key) == name).map(|(_, value)| value)
    }

    fn put(&mut self, key: Node, value: Self) {
        match self.member_mut(&Self::name(&key)) {
            Some(own) => *own = value,
            None => {
                if let Kind::Map(entries) = &mut self.kind {
                    entries.push((key, value));
                }
            }
        }
    }

    fn take(&mut self, name: &str) -> Option<Self> {
        let Kind::Map(entries) = &mut self.kind else { return None };
        let at = entries.iter().position(|(key, _)| Self::name(key) == name)?;
        Some(entries.remove(at).1)
    }

    fn empty(by: &Self) -> Self {
        made(Kind::Map(Vec::new()), by)
    }

    fn list(items: Vec<Self>, by: &Self) -> Self {
        made(Kind::Seq(items), by)
    }

    fn nothing(by: &Self) -> Self {
        made(Kind::Null, by)
    }

    fn json(&self) -> Value {
        self.to_json()
    }
}
