//! Reading a node into a type: every "expected …, found …" is said here.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::source::{Span, Spanned};

use super::{Node, Scalar, Value};

/// A node being read, and where to complain.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    /// The node.
    pub node: &'a Node,
    sink: &'a Sink,
}

impl<'a> Fields<'a> {
    /// Starts reading a node.
    pub fn of(node: &'a Node, sink: &'a Sink) -> Self {
        Fields { node, sink }
    }

    /// The node's name.
    pub fn name(&self) -> &'a str {
        &self.node.name.value
    }

    /// Where the node stands.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Refuses arguments, properties or a block that this node does not take.
    pub fn takes(&self, args: usize, props: &[&str], block: bool) -> Result<(), Reported> {
        let mut result = Ok(());
        if let Some(extra) = self.node.args.get(args) {
            let what = match args {
                0 => "no argument".to_owned(),
                1 => "one argument".to_owned(),
                _ => format!("at most {args} arguments"),
            };
            let message = format!("`{}` takes {what}", self.name());
            result = Err(self.error(&codes::SHAPE, extra.span, message, None));
        }
        for prop in self.node.props.iter().filter(|p| !props.contains(&p.key.value.as_str())) {
            let message = format!("`{}` has no property `{}`", self.name(), prop.key.value);
            let help = nearest_help(&prop.key.value, props.iter().copied());
            result = Err(self.error(&codes::UNKNOWN_NAME, prop.key.span, message, help));
        }
        if let (Some(children), false) = (&self.node.children, block) {
            let span = children.first().map_or(self.node.span, |c| c.span);
            result = Err(self.error(&codes::SHAPE, span, format!("`{}` takes no block", self.name()), None));
        }
        result
    }

    /// Reports a node that this block does not hold.
    pub fn unknown_child(&self, child: &Node, known: &[&str]) -> Reported {
        let message = format!("unknown node `{}` in `{}`", child.name.value, self.name());
        let help = nearest_help(&child.name.value, known.iter().copied());
        self.error(&codes::UNKNOWN_NAME, child.name.span, message, help)
    }

    /// The argument at this index as text; it must be there.
    pub fn text(&self, index: usize) -> Result<Spanned<String>, Reported> {
        match self.node.args.get(index) {
            Some(value) => self.as_text(value),
            None => {
                let message = format!("`{}` needs {} argument{}", self.name(), index + 1, plural(index + 1));
                Err(self.error(&codes::SHAPE, self.node.name.span, message, None))
            }
        }
    }

    /// All arguments as text; at least one.
    pub fn texts(&self) -> Result<Vec<Spanned<String>>, Reported> {
        self.text(0)?;
        self.node.args.iter().map(|value| self.as_text(value)).collect()
    }

    /// A property as text.
    pub fn prop_text(&self, key: &str) -> Result<Option<Spanned<String>>, Reported> {
        self.node.prop(key).map(|value| self.as_text(value)).transpose()
    }

    /// A property as text; it must be there.
    pub fn need_text(&self, key: &str) -> Result<Spanned<String>, Reported> {
        self.prop_text(key)?.ok_or_else(|| {
            let message = format!("`{}` needs the property `{key}=`", self.name());
            self.error(&codes::SHAPE, self.node.name.span, message, None)
        })
    }

    /// A property as a whole number that is not negative.
    pub fn prop_number(&self, key: &str) -> Result<Option<u64>, Reported> {
        let Some(value) = self.node.prop(key) else { return Ok(None) };
        self.as_number(value).map(Some)
    }

    /// A value as a whole number that is not negative.
    pub fn as_number(&self, value: &Value) -> Result<u64, Reported> {
        match value.scalar {
            Scalar::Integer(number) => u64::try_from(number).map_err(|_| {
                let message = format!("`{}` takes a whole number from 0, found {number}", self.name());
                self.error(&codes::RANGE, value.span, message, None)
            }),
            _ => Err(self.mismatch("a whole number", value)),
        }
    }

    /// A property as a boolean; false where it is not given.
    pub fn flag(&self, key: &str) -> Result<bool, Reported> {
        match self.node.prop(key) {
            None => Ok(false),
            Some(Value { scalar: Scalar::Bool(value), .. }) => Ok(*value),
            Some(value) => Err(self.mismatch("#true or #false", value)),
        }
    }

    /// A scalar as text: whole numbers and booleans are taken as they print, `#null` is refused, and so is a
    /// fraction, of which nobody knows any more how it was written: 1.30 is 1.3.
    pub fn as_text(&self, value: &Value) -> Result<Spanned<String>, Reported> {
        match value.scalar {
            Scalar::Null => Err(self.mismatch("text", value)),
            Scalar::Float(_) => {
                let message = format!("`{}` takes text, and as a number it may lose digits", self.name());
                Err(self.error(&codes::TYPE, value.span, message, Some("quote it".to_owned())))
            }
            _ => Ok(Spanned::new(value.scalar.to_text(), value.span)),
        }
    }

    /// Reports a value of the wrong type.
    pub fn mismatch(&self, expected: &str, value: &Value) -> Reported {
        let found = match value.as_str() {
            Some(text) if text.len() <= 40 => format!("\"{}\"", text.escape_debug()),
            _ => value.scalar.kind().to_owned(),
        };
        let message = format!("`{}` takes {expected}, found {found}", self.name());
        self.error(&codes::TYPE, value.span, message, None)
    }

    /// Reports an error at a place in this node.
    pub fn error(
        &self,
        code: &'static crate::diagnostic::Code,
        span: Span,
        message: String,
        help: Option<String>,
    ) -> Reported {
        self.sink.error(Diagnostic::new(code, span, message).maybe_help(help))
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
