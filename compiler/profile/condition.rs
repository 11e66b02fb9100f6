//! `when`: conditions on the JVM that a profile is used in.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::source::{Span, Spanned};

/// A release number, compared part by part: numbers as numbers, the rest as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Text(String),
    Number(u64),
}

impl Version {
    /// Every text is some version; `1.2` and `1.2.0` are equal in order.
    pub fn parse(text: &str) -> Version {
        let part = |p: &str| p.parse().map_or_else(|_| Part::Text(p.to_owned()), Part::Number);
        Version(text.split(['.', '-', '+']).map(part).collect())
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let zero = Part::Number(0);
        let longest = self.0.len().max(other.0.len());
        (0..longest)
            .map(|i| self.0.get(i).unwrap_or(&zero).cmp(other.0.get(i).unwrap_or(&zero)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// `<9`, `<=8`, `>=3.1`, `>2`, `=8` or a bare version, which means `=`. Several, joined by blanks, all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRange(Vec<(Comparison, Version)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

impl VersionRange {
    const SIGNS: [(&'static str, Comparison); 5] = [
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
        ("=", Comparison::Equal),
    ];

    /// Reads a range; `None` where a sign has no version.
    pub fn parse(text: &str) -> Option<VersionRange> {
        let one = |word: &str| {
            let signed = Self::SIGNS.into_iter().find_map(|(sign, c)| Some((c, word.strip_prefix(sign)?)));
            let (comparison, version) = signed.unwrap_or((Comparison::Equal, word));
            let digits = version.starts_with(|c: char| c.is_ascii_digit());
            digits.then(|| (comparison, Version::parse(version)))
        };
        let all: Option<Vec<_>> = text.split_whitespace().map(one).collect();
        all.filter(|parts| !parts.is_empty()).map(VersionRange)
    }

    /// Whether a version is in the range.
    pub fn holds(&self, version: &Version) -> bool {
        self.0.iter().all(|(comparison, bound)| {
            let order = version.cmp(bound);
            match comparison {
                Comparison::Less => order.is_lt(),
                Comparison::LessOrEqual => order.is_le(),
                Comparison::Equal => order.is_eq(),
                Comparison::GreaterOrEqual => order.is_ge(),
                Comparison::Greater => order.is_gt(),
            }
        })
    }
}

/// What a `when` asks; every part that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// Where it stands.
    pub span: Option<Span>,
    /// JDK of the container.
    pub jdk: Option<VersionRange>,
    /// The agent's own release.
    pub release: Option<VersionRange>,
    /// Another profile used in this JVM.
    pub beside: Option<Spanned<String>>,
    /// The role of another profile used in this JVM.
    pub role: Option<String>,
    /// How the JVM is started.
    pub launcher: Option<String>,
    /// How the files are delivered.
    pub delivery: Option<String>,
    /// A setting that has a value, or `plugin`.
    pub set: Option<String>,
}

/// The JVM a condition is asked about.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// JDK feature release, if known.
    pub jdk: Option<u32>,
    /// The agent's own release.
    pub release: String,
    /// Names of the other profiles in this JVM, aliases included.
    pub beside: BTreeSet<String>,
    /// Roles of the other profiles in this JVM.
    pub roles: BTreeSet<String>,
    /// How the JVM is started.
    pub launcher: String,
    /// How the files are delivered.
    pub delivery: String,
    /// Settings that have a value, defaults not counted.
    pub set: BTreeSet<String>,
}

impl Condition {
    /// Whether all that is asked holds. An unknown JDK meets no condition on it.
    pub fn holds(&self, context: &Context) -> bool {
        let jdk = |range: &VersionRange| {
            context.jdk.is_some_and(|jdk| range.holds(&Version::parse(&jdk.to_string())))
        };
        self.jdk.as_ref().is_none_or(jdk) && self.holds_but_for_jdk(context)
    }

    /// Whether it would hold on some JDK, and nobody knows which one there is.
    pub fn awaits_jdk(&self, context: &Context) -> bool {
        context.jdk.is_none() && self.jdk.is_some() && self.holds_but_for_jdk(context)
    }

    fn holds_but_for_jdk(&self, context: &Context) -> bool {
        self.release.as_ref().is_none_or(|r| r.holds(&Version::parse(&context.release)))
            && self.beside.as_ref().is_none_or(|name| context.beside.contains(&name.value))
            && self.role.as_ref().is_none_or(|role| context.roles.contains(role))
            && self.launcher.as_ref().is_none_or(|launcher| *launcher == context.launcher)
            && self.delivery.as_ref().is_none_or(|delivery| *delivery == context.delivery)
            && self.set.as_ref().is_none_or(|setting| context.set.contains(setting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let holds = |range: &str, version: &str| {
            VersionRange::parse(range).expect("a range").holds(&Version::parse(version))
        };
        assert!(
            holds("<9", "8") && !holds("<9", "11") && holds(">=3.1", "3.1.0") && !holds(">=3.1", "3.0.5")
        );
        assert!(holds(">=2 <3", "2.31.0") && !holds(">=2 <3", "3.0") && holds("8.7.0", "8.7"));
        assert!(VersionRange::parse(">=").is_none() && VersionRange::parse("").is_none());
    }
}
