//! Names that profiles call secret, and names that were meant to be one of them.

use std::collections::{BTreeMap, BTreeSet};

/// Names whose values nobody may read.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// By name: whether several values with commas between them are all of it.
    told: BTreeMap<String, bool>,
    /// Names of settings that are no secrets, and are written nearly like one.
    plain: BTreeSet<String>,
}

/// Letters below which a name is near to too many others.
const SHORTEST: usize = 12;

/// Letters in which a misspelt name may differ.
const FURTHEST: usize = 2;

impl Names {
    pub fn tell(&mut self, name: &str, whole: bool) {
        self.told.insert(name.to_owned(), whole);
    }

    pub fn exempt(&mut self, name: &str) {
        self.plain.insert(name.to_owned());
    }

    /// Whether a name is one of them, or misspelt one, and whether commas are part of its value.
    pub fn get(&self, name: &str) -> Option<bool> {
        let exact = self.told.get(name).copied();
        exact.or_else(|| if self.plain.contains(name) { None } else { self.near(name) })
    }

    fn near(&self, name: &str) -> Option<bool> {
        self.told.iter().find(|(own, _)| is_misspelt(name, own)).map(|(_, whole)| *whole)
    }

    /// Texts of which each such name has one.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.told.keys().flat_map(|name| match thirds(name) {
            Some(parts) => parts.to_vec(),
            None => vec![name.as_str()],
        })
    }
}

/// Whether a name was meant to be another one, as far as its letters tell.
pub fn is_misspelt(name: &str, meant: &str) -> bool {
    name != meant
        && name.len().abs_diff(meant.len()) <= FURTHEST
        && thirds(meant).is_some_and(|parts| parts.into_iter().any(|part| has(name, part)))
        && strsim::damerau_levenshtein(&name.to_ascii_lowercase(), &meant.to_ascii_lowercase()) <= FURTHEST
}

fn has(name: &str, part: &str) -> bool {
    name.as_bytes().windows(part.len()).any(|own| own.eq_ignore_ascii_case(part.as_bytes()))
}

/// Two mistakes leave one third of a name as it is.
fn thirds(name: &str) -> Option<[&str; 3]> {
    let third = name.len() / 3;
    let (one, rest) = name.split_at_checked(third).filter(|_| name.len() >= SHORTEST)?;
    let (two, three) = rest.split_at_checked(third)?;
    Some([one, two, three])
}

#[cfg(test)]
mod tests {
    use super::is_misspelt;

    #[test]
    fn misspelt_names() {
        let meant = "DEMO_AGENT_CREDENTIALS";
        for name in ["DEMO_AGENT_CREDENTALS", "DEMO_AGENT_CREDENTAILS", "DEMO_AGNT_CREDENTIAL"] {
            assert!(is_misspelt(name, meant), "{name}");
        }
        for name in [meant, "DEMO_AGENT_CREDIT", "DEMO_AGENT_NAME", "XEMO_AGEXT_CREDENTXALS", "é"] {
            assert!(!is_misspelt(name, meant), "{name}");
        }
        assert!(!is_misspelt("DEMO_KEX", "DEMO_KEY"), "too short");
    }
}
