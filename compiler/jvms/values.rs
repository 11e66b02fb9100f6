//! What is said under names, each once.

use super::given::Said;

/// Values by name, in the order of the names.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<Said>);

impl Values {
    /// Of several of one name the first holds.
    pub fn first_of_each(mut all: Vec<Said>) -> Self {
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all.dedup_by(|later, earlier| later.name == earlier.name);
        Values(all)
    }

    /// Of several of one name the last holds.
    pub fn last_of_each(mut all: Vec<Said>) -> Self {
        all.reverse();
        Values::first_of_each(all)
    }

    /// What is said under a name.
    pub fn get(&self, name: &str) -> Option<&Said> {
        let at = self.0.binary_search_by(|said| said.name.as_str().cmp(name)).ok()?;
        self.0.get(at)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Said> {
        self.0.iter()
    }
}
