//! Names with a `*` in them, taken apart once: every jar of a run is compared with all of them.

/// A name in which `*` stands for any characters, once.
pub(super) struct Pattern {
    head: String,
    /// What follows the `*`; `None` for a name without one.
    tail: Option<String>,
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        match text.split_once('*') {
            Some((head, tail)) => Pattern { head: head.to_owned(), tail: Some(tail.to_owned()) },
            None => Pattern { head: text.to_owned(), tail: None },
        }
    }

    /// Whether a name is what the pattern says.
    pub fn fits(&self, name: &str) -> bool {
        match &self.tail {
            None => self.head == name,
            Some(tail) => name.strip_prefix(self.head.as_str()).is_some_and(|rest| rest.ends_with(tail)),
        }
    }
}

/// The name of a jar, and that of some folder above it where the jar alone does not tell.
pub(super) struct JarName {
    folder: Option<Pattern>,
    file: Pattern,
}

/// Where a jar stands.
pub(super) struct JarPath<'a> {
    folders: &'a str,
    file: &'a str,
}

impl<'a> JarPath<'a> {
    pub fn of(path: &'a str) -> Self {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        JarPath { folders, file }
    }
}

impl JarName {
    pub fn new(text: &str) -> Self {
        match text.rsplit_once('/') {
            Some((folder, file)) => JarName { folder: Some(Pattern::new(folder)), file: Pattern::new(file) },
            None => JarName { folder: None, file: Pattern::new(text) },
        }
    }

    /// Whether it is the jar's, by a folder's name and its own.
    pub fn fits_with_folder(&self, path: &JarPath) -> bool {
        let in_folder = |folder: &Pattern| path.folders.split('/').any(|own| folder.fits(own));
        self.file.fits(path.file) && self.folder.as_ref().is_some_and(in_folder)
    }

    /// Whether it is the jar's, by its own name alone.
    pub fn fits_alone(&self, path: &JarPath) -> bool {
        self.folder.is_none() && self.file.fits(path.file)
    }
}

#[cfg(test)]
mod tests {
    use super::{JarName, JarPath};

    #[test]
    fn jars() {
        let cases = [
            ("agent.jar", "/opt/agent.jar", true),
            ("agent.jar", "agent.jar", true),
            ("agent.jar", "/opt/my-agent.jar", false),
            ("agent-*.jar", "/opt/agent-1.2.jar", true),
            ("agent-*.jar", "/opt/agent-.jar", true),
            ("aa*aa", "/opt/aaa", false),
            ("acme*/agent.jar", "/opt/acme-1.2/lib/agent.jar", true),
            ("acme/agent.jar", "/opt/other/agent.jar", false),
            ("acme/agent.jar", "agent.jar", false),
        ];
        for (name, path, fits) in cases {
            let (name, path) = (JarName::new(name), JarPath::of(path));
            assert_eq!(name.fits_alone(&path) || name.fits_with_folder(&path), fits, "{}", path.file);
        }
    }
}
