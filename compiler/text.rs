//! Text of which parts are known only when the pod runs.

use std::fmt;

/// What stands for a value that the compiler never sees.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opaque {
    /// `fieldRef.fieldPath`, such as `metadata.name`.
    Field(String),
    /// A key of a Secret. Its value is in no output.
    Secret {
        /// Secret's name.
        name: String,
        /// Key in it.
        key: String,
    },
    /// A key of a ConfigMap.
    ConfigMap {
        /// ConfigMap's name.
        name: String,
        /// Key in it.
        key: String,
    },
    /// Anything else that is decided elsewhere, by what is known of it: a file reference, a service variable.
    Unknown(String),
}

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Opaque::Field(path) => write!(f, "{{{{{path}}}}}"),
            Opaque::Secret { name, key } => write!(f, "{{{{secret {name}/{key}}}}}"),
            Opaque::ConfigMap { name, key } => write!(f, "{{{{config-map {name}/{key}}}}}"),
            Opaque::Unknown(what) => write!(f, "{{{{{what}}}}}"),
        }
    }
}

/// One part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// Known characters.
    Known(String),
    /// Known at pod time only.
    Opaque(Opaque),
}

/// One character, or one value that cannot be looked into: what tokenizers walk over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit<'a> {
    /// A known character.
    Char(char),
    /// A value that counts as one unbreakable, non-blank character.
    Opaque(&'a Opaque),
}

/// Known characters and opaque values, adjoining known parts joined, no empty part.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Vec<Piece>);

impl Text {
    /// No characters.
    pub fn empty() -> Self {
        Text::default()
    }

    /// A single opaque value.
    pub fn opaque(value: Opaque) -> Self {
        Text(vec![Piece::Opaque(value)])
    }

    /// The parts.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Length in UTF-8; an opaque value counts as one byte, the least that it can have.
    pub fn bytes(&self) -> usize {
        let bytes = |piece: &Piece| match piece {
            Piece::Known(text) => text.len(),
            Piece::Opaque(_) => 1,
        };
        self.0.iter().map(bytes).sum()
    }

    /// The characters, if all are known.
    pub fn known(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Known(text)] => Some(text),
            _ => None,
        }
    }

    /// The opaque value, if that is all there is.
    pub fn sole_opaque(&self) -> Option<&Opaque> {
        match self.0.as_slice() {
            [Piece::Opaque(value)] => Some(value),
            _ => None,
        }
    }

    /// Opaque values in order.
    pub fn opaques(&self) -> impl Iterator<Item = &Opaque> {
        self.0.iter().filter_map(|p| match p {
            Piece::Opaque(value) => Some(value),
            Piece::Known(_) => None,
        })
    }

    /// Characters and opaque values in order.
    pub fn units(&self) -> impl Iterator<Item = Unit<'_>> {
        self.0.iter().flat_map(|piece| {
            let (text, value) = match piece {
                Piece::Known(text) => (text.as_str(), None),
                Piece::Opaque(value) => ("", Some(Unit::Opaque(value))),
            };
            text.chars().map(Unit::Char).chain(value)
        })
    }

    /// Appends one unit.
    pub fn push(&mut self, unit: Unit<'_>) {
        match unit {
            Unit::Opaque(value) => self.0.push(Piece::Opaque(value.clone())),
            Unit::Char(c) => match self.0.last_mut() {
                Some(Piece::Known(text)) => text.push(c),
                _ => self.0.push(Piece::Known(c.to_string())),
            },
        }
    }

    /// Appends known characters.
    pub fn push_str(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Known(last)) => last.push_str(text),
            _ => self.0.push(Piece::Known(text.to_owned())),
        }
    }

    /// Appends another text.
    pub fn append(&mut self, other: &Text) {
        for piece in &other.0 {
            match piece {
                Piece::Known(text) => self.push_str(text),
                Piece::Opaque(value) => self.0.push(Piece::Opaque(value.clone())),
            }
        }
    }

    /// Cuts at the first of these characters, which is dropped.
    pub fn split_once(&self, at: char) -> Option<(Text, Text)> {
        let cut = self.0.iter().enumerate().find_map(|(index, piece)| match piece {
            Piece::Known(text) => Some((index, text.split_once(at)?)),
            Piece::Opaque(_) => None,
        });
        let (index, (before, after)) = cut?;
        let (mut left, mut right) = (Text(self.0[..index].to_vec()), Text::from(after));
        left.push_str(before);
        right.append(&Text(self.0[index + 1..].to_vec()));
        Some((left, right))
    }

    /// Cuts at each of these characters, which are dropped.
    pub fn split(&self, at: char) -> Vec<Text> {
        let (mut parts, mut last) = (Vec::new(), Text::empty());
        for unit in self.units() {
            if unit == Unit::Char(at) {
                parts.push(std::mem::take(&mut last));
            } else {
                last.push(unit);
            }
        }
        parts.push(last);
        parts
    }

    /// Drops a known prefix.
    pub fn strip_prefix(&self, prefix: &str) -> Option<Text> {
        let Some(Piece::Known(first)) = self.0.first() else {
            return prefix.is_empty().then(|| self.clone());
        };
        let mut rest = Text::from(first.strip_prefix(prefix)?);
        rest.append(&Text(self.0[1..].to_vec()));
        Some(rest)
    }

    /// Joins with a separator.
    pub fn join(parts: impl IntoIterator<Item = Text>, separator: &str) -> Text {
        let mut joined = Text::empty();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                joined.push_str(separator);
            }
            joined.append(&part);
        }
        joined
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let mut it = Text::empty();
        it.push_str(text);
        it
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::from(text.as_str())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Known(text) => f.write_str(text),
            Piece::Opaque(value) => value.fmt(f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_values_are_single_units() {
        let mut text = Text::from("a=");
        text.append(&Text::opaque(Opaque::Field("metadata.name".into())));
        text.push_str("-b");
        assert_eq!(text.units().count(), 5);
        assert_eq!(text.to_string(), "a={{metadata.name}}-b");
        let (key, value) = text.split_once('=').expect("has =");
        assert_eq!(key.known(), Some("a"));
        assert_eq!(value.to_string(), "{{metadata.name}}-b");
        assert_eq!(text.strip_prefix("a="), Some(value));
    }
}
