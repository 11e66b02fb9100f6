//! One setting of an agent: its type, where it is written, what the agent accepts.

use std::fmt;

use crate::source::{Span, Spanned};
use crate::syntax::Node;

use super::condition::Version;
use super::pattern::Pattern;

/// What a value must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any text.
    String,
    /// `#true` or `#false`.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `500ms`, `10s`, `5m`, `1h`.
    Duration,
    /// `512`, `10KiB`, `64MiB`.
    Bytes,
    /// A Kubernetes quantity: `500m`, `1Gi`.
    Quantity,
    /// `scheme://host…`.
    Url,
    /// `host:port`, no scheme.
    HostPort,
    /// A host name or address.
    Host,
    /// 1 to 65535.
    Port,
    /// A path in the container.
    Path,
    /// An image reference.
    Image,
    /// A regular expression, passed on as it is.
    Regex,
    /// One of `values`.
    Enum,
    /// Keys and values, written as children.
    Map,
}

impl Type {
    const NAMES: [(&'static str, Type); 16] = [
        ("string", Type::String),
        ("bool", Type::Bool),
        ("int", Type::Int),
        ("float", Type::Float),
        ("duration", Type::Duration),
        ("bytes", Type::Bytes),
        ("quantity", Type::Quantity),
        ("url", Type::Url),
        ("host-port", Type::HostPort),
        ("host", Type::Host),
        ("port", Type::Port),
        ("path", Type::Path),
        ("image", Type::Image),
        ("regex", Type::Regex),
        ("enum", Type::Enum),
        ("map", Type::Map),
    ];

    /// The words a profile may use.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().map(|(name, _)| name)
    }

    /// The type of this name.
    pub fn parse(name: &str) -> Option<Type> {
        Self::NAMES.into_iter().find(|(n, _)| *n == name).map(|(_, t)| t)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES.iter().find(|(_, t)| t == self).map_or("", |(name, _)| name))
    }
}

/// A way to hand a setting to the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CarrierKind {
    /// An environment variable.
    Env,
    /// A system property.
    Property,
    /// `key=value` after the jar in `-javaagent`.
    Option,
    /// A line of a configuration file.
    File,
}

impl CarrierKind {
    /// The words a profile may use.
    pub const NAMES: [(&'static str, CarrierKind); 4] = [
        ("env", CarrierKind::Env),
        ("property", CarrierKind::Property),
        ("option", CarrierKind::Option),
        ("file", CarrierKind::File),
    ];

    /// The carrier of this name.
    pub fn parse(name: &str) -> Option<CarrierKind> {
        Self::NAMES.into_iter().find(|(n, _)| *n == name).map(|(_, kind)| kind)
    }

    /// Every carrier: what a pod form has.
    pub const ALL: [CarrierKind; 4] =
        [CarrierKind::Env, CarrierKind::Property, CarrierKind::Option, CarrierKind::File];

    /// The word a profile uses.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// A carrier and the name it uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carrier {
    /// Which way.
    pub kind: CarrierKind,
    /// The variable, property, option or key.
    pub name: String,
    /// For a file: its path below the agent's folder.
    pub file: Option<String>,
}

/// What the agent does with a value outside its range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limit {
    /// Smallest number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
    /// Most characters.
    pub chars: Option<u64>,
    /// The setting that says another number of characters.
    pub raised_by: Option<String>,
    /// What the whole value must match.
    pub pattern: Option<Pattern>,
    /// The pattern in words.
    pub takes: Option<String>,
    /// `truncated`, or another word for what the agent does: makes a finding a warning.
    pub then: Option<String>,
    /// A pod field that does not fit.
    pub source_not: Option<String>,
    /// The clusters in which the field does not fit; `None` where it never does.
    pub clusters: Option<String>,
    /// Why, in the agent's terms.
    pub why: Option<String>,
}

/// The ports that another setting decides on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Settings that decide; the first one that has a value does.
    pub by: Vec<String>,
    /// Its value, and the port where the other side then listens.
    pub ports: Vec<(String, String)>,
    /// Settings and the values with which, all together, nothing is sent to it.
    pub idle: Vec<(String, String)>,
}

/// One setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// What users write; `*` stands for the free parts of a family.
    pub name: Spanned<String>,
    /// Where the whole declaration stands.
    pub span: Span,
    /// What a value looks like.
    pub kind: Type,
    /// Several values, joined by `separator`.
    pub list: bool,
    /// Between list items.
    pub separator: String,
    /// Between the key and the value of a map entry.
    pub assign: String,
    /// Whether keys and values of a map are percent-encoded.
    pub percent_encoded: bool,
    /// Whether a build without it fails.
    pub required: bool,
    /// Whether no file of the agent gives it.
    pub launch_only: bool,
    /// Why a build without it gets a warning.
    pub recommended: Option<String>,
    /// Whether it takes only a Secret.
    pub sensitive: bool,
    /// The value written when nobody gives one: a node that reads like an assignment.
    pub default: Option<Node>,
    /// What the agent does by itself; documentation.
    pub builtin: Option<String>,
    /// One line shown with findings about it.
    pub note: Option<String>,
    /// The concept that migration joins on.
    pub concept: Option<Spanned<String>>,
    /// How the agent reads a bare number.
    pub unit: Option<String>,
    /// First release that knows it.
    pub since: Option<Version>,
    /// Last release that knows it.
    pub until: Option<Version>,
    /// Where it is written, preferred first.
    pub carriers: Vec<Carrier>,
    /// What the agent accepts.
    pub limits: Vec<Limit>,
    /// For an enum: what users write, and what is written for it.
    pub values: Vec<(String, String)>,
    /// Which port fits which value of another setting.
    pub ports: Option<Ports>,
    /// Why an app is better off to say it, whatever the agent does by itself.
    pub explicit: Option<String>,
    /// Why it has no effect.
    pub inert: Option<String>,
    /// The value that nobody wants in production.
    pub debugging: Option<String>,
    /// Whether it names a source of any other setting.
    pub further: bool,
    /// Whether what it names may know settings of its own.
    pub open: bool,
    /// Whether a source with a value that the agent does not take is passed over for the next one.
    pub skips_invalid: bool,
    /// What the agent puts behind its value, where any of it is given.
    pub joined: Option<Joined>,
    /// Names that the agent itself fills in where the value has them as `${NAME}`.
    pub placeholders: Vec<String>,
}

/// Values of other settings that an agent reports in one with this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Between them.
    pub separator: String,
    /// The other settings, in order.
    pub with: Vec<String>,
}

impl Setting {
    /// Whether this release of the agent knows the setting.
    pub fn known_to(&self, release: &str) -> bool {
        let release = Version::parse(release);
        self.since.as_ref().is_none_or(|since| *since <= release)
            && self.until.as_ref().is_none_or(|until| release <= *until)
    }

    /// Whether the agent itself puts a value in the place of `${NAME}`.
    pub fn fills_in(&self, name: &str) -> bool {
        self.placeholders.iter().any(|own| own == name)
    }

    /// Whether the agent takes a value, as far as its letters tell.
    pub fn takes(&self, value: &str) -> bool {
        self.limits.iter().all(|limit| {
            limit.chars.is_none_or(|chars| value.chars().count() as u64 <= chars)
                && limit.pattern.as_ref().is_none_or(|pattern| pattern.fits(value))
        })
    }

    /// What the agent makes of a value that is longer than it takes; `raised` is what a setting says of the length.
    pub fn cut(&self, value: &str, raised: &dyn Fn(&str) -> Option<u64>) -> String {
        let cuts = self.limits.iter().filter(|limit| limit.then.as_deref() == Some("truncated"));
        let chars = |limit: &Limit| limit.raised_by.as_deref().and_then(raised).or(limit.chars);
        match cuts.filter_map(chars).min() {
            Some(chars) => value.chars().take(usize::try_from(chars).unwrap_or(usize::MAX)).collect(),
            None => value.to_owned(),
        }
    }

    /// The free part of a family's member: `http` for `demo.*.enabled` and `demo.http.enabled`.
    pub fn family_part<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (head, tail) = self.name.value.split_once('*')?;
        name.strip_prefix(head)?.strip_suffix(tail).filter(|part| !part.is_empty())
    }

    /// The setting of a family's member, with its carriers' names filled in.
    #[must_use]
    pub fn member(&self, part: &str) -> Setting {
        let mut it = self.clone();
        it.name.value = it.name.value.replace('*', part);
        for carrier in &mut it.carriers {
            let part = match carrier.kind {
                CarrierKind::Env => part.replace(['-', '.'], "_").to_uppercase(),
                _ => part.to_owned(),
            };
            carrier.name = carrier.name.replace('*', &part);
        }
        it
    }
}
