//! What an output file belongs to, and so which runs may judge it stale.

use super::OutPath;

/// The folder of what belongs to a namespace.
const NAMESPACES: &str = "_namespaces";

/// An environment, an app and a target, each perhaps unset.
///
/// On an artifact it says what the file is for and is written into the file, as a line such as
/// `# agentc: env=prod app=pay target=dockerfile`. On a run it says what the run was narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The environment.
    pub env: Option<String>,
    /// The app.
    pub app: Option<String>,
    /// The target.
    pub target: Option<String>,
}

impl Scope {
    /// A run over everything, or a file that belongs to the tree as a whole.
    pub fn all() -> Self {
        Scope::default()
    }

    /// What two claims to one file have in common.
    pub(super) fn common(&self, other: &Scope) -> Scope {
        let both = |a: &Option<String>, b: &Option<String>| a.clone().filter(|_| a == b);
        Scope {
            env: both(&self.env, &other.env),
            app: both(&self.app, &other.app),
            target: both(&self.target, &other.target),
        }
    }

    /// Whether a run of this scope may judge a file that carries `tags`: everything the run was narrowed to
    /// must be on the file.
    pub(super) fn holds(&self, tags: &str) -> bool {
        self.tags().iter().all(|wanted| tags.split_ascii_whitespace().any(|tag| tag == wanted))
    }

    /// Whether a file that carries `tags` stands below an output folder where agentc puts such files: at
    /// `[ENV/]APP/TARGET/…`, `[ENV/]_namespaces/NAMESPACE/TARGET/…` and the like. One that does not belongs to
    /// another output folder, inside of this one.
    pub(super) fn is_place(tags: &str, path: &OutPath) -> bool {
        let tag = |key: &str| {
            tags.split_ascii_whitespace().find_map(|tag| tag.strip_prefix(key)?.strip_prefix('='))
        };
        let folders: Vec<&str> = path.folders().collect();
        let inside = match (folders.as_slice(), tag("env")) {
            ([first, inside @ ..], Some(env)) if *first == env => inside,
            (folders, _) => folders,
        };
        let (owner, target) = match inside {
            [NAMESPACES, _, target, ..] => (NAMESPACES, *target),
            [owner, target, ..] => (*owner, *target),
            // Only what belongs to the tree as a whole stands beside the folders.
            _ => return tags.is_empty(),
        };
        tag("target").is_none_or(|tag| tag == target) && tag("app").is_none_or(|tag| tag == owner)
    }

    /// `key=value` words; a value is escaped so that it stays one word of ASCII.
    pub(super) fn tags(&self) -> Vec<String> {
        let pairs = [("env", &self.env), ("app", &self.app), ("target", &self.target)];
        let set = pairs.iter().filter_map(|(key, value)| value.as_ref().map(|value| (key, value)));
        set.map(|(key, value)| format!("{key}={}", word(value))).collect()
    }
}

fn word(value: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let escape = |c: char| if plain(&c) { c.to_string() } else { c.escape_unicode().to_string() };
    value.chars().map(escape).collect()
}
