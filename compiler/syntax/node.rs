//! A KDL document as the compiler sees it: names, arguments, properties, children, each with its place.

use crate::source::{Span, Spanned};

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The node's name.
    pub name: Spanned<String>,
    /// Arguments in order.
    pub args: Vec<Value>,
    /// Properties in order; a repeated key is an error before this is built.
    pub props: Vec<Property>,
    /// Children, or `None` where no block was written.
    pub children: Option<Vec<Node>>,
    /// From the name to the end of the last entry or block.
    pub span: Span,
}

/// `key=value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Left of the `=`.
    pub key: Spanned<String>,
    /// Right of it.
    pub value: Value,
}

/// A scalar and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What was written.
    pub scalar: Scalar,
    /// Where.
    pub span: Span,
}

/// A KDL scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A string, quoted or bare.
    String(String),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// `#true`, `#false`.
    Bool(bool),
    /// `#null`.
    Null,
}

impl Scalar {
    /// What the scalar is, for "expected …, found …".
    pub fn kind(&self) -> &'static str {
        match self {
            Scalar::String(_) => "a string",
            Scalar::Integer(_) | Scalar::Float(_) => "a number",
            Scalar::Bool(_) => "a boolean",
            Scalar::Null => "#null",
        }
    }

    /// The scalar as plain text, as it would stand in an environment variable.
    pub fn to_text(&self) -> String {
        match self {
            Scalar::String(text) => text.clone(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Float(number) => number.to_string(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Null => String::new(),
        }
    }
}

impl Value {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.scalar {
            Scalar::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Node {
    /// The property of this name.
    pub fn prop(&self, key: &str) -> Option<&Value> {
        self.props.iter().find(|p| p.key.value == key).map(|p| &p.value)
    }

    /// The children, none where there is no block.
    pub fn children(&self) -> &[Node] {
        self.children.as_deref().unwrap_or_default()
    }
}
