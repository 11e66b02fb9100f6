//! What the name of an image says of its version.

use crate::image::Name;

/// A name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Registry and repository.
    pub name: &'a str,
    /// What follows the colon.
    pub tag: Option<&'a str>,
    /// What follows the `@`.
    pub digest: Option<&'a str>,
}

impl<'a> Reference<'a> {
    /// Takes a name apart; `None` for one that something else fills in before the cluster sees it.
    pub fn parse(text: &'a str) -> Option<Self> {
        // A variable, a template, a scheme that a build tool replaces by the image that it built, `IMAGE_NAME`.
        let may_be = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
        if text.is_empty() || text.contains("://") || !text.chars().all(may_be) {
            return None;
        }
        let Name { repository: name, tag, digest } = Name::of(text);
        // What stands before the first slash may be a host, whose letters are of either kind.
        let repository = name.split_once('/').map_or(name, |(_, repository)| repository);
        let is_filled_in = repository.contains(|c: char| c.is_ascii_uppercase());
        if is_filled_in || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        Some(Reference { name, tag, digest })
    }

    /// Whether nothing says which image is meant: what is pulled is what was pushed last.
    pub fn is_unversioned(&self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }

    /// Whether its tag is one that is pushed again and again: a word without a number, or a snapshot.
    pub fn moves(&self) -> bool {
        let tag = self.tag.unwrap_or("latest");
        let is_word = !tag.contains(|c: char| c.is_ascii_digit());
        self.digest.is_none() && (is_word || tag.to_ascii_uppercase().ends_with("SNAPSHOT"))
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn names() {
        let parts = |text| Reference::parse(text).map(|it| (it.name, it.tag, it.digest));
        assert_eq!(parts("localhost:5000/a/b"), Some(("localhost:5000/a/b", None, None)));
        assert_eq!(parts("r.io:443/a:1"), Some(("r.io:443/a", Some("1"), None)));
        assert_eq!(parts("a:1@sha256:00"), Some(("a", Some("1"), Some("sha256:00"))));
        assert_eq!(parts("ko://example.com/cmd"), None);
        assert_eq!(parts("Registry/a:1"), Some(("Registry/a", Some("1"), None)));
        for filled_in in
            ["$REGISTRY/a", "%s", "IMAGE_NAME", "r.io/APP:1", "r.io/a:{{tag}}", "<image>", "@IMAGE@"]
        {
            assert_eq!(parts(filled_in), None, "{filled_in}");
        }
    }

    #[test]
    fn moving_tags() {
        let moves = |text| Reference::parse(text).is_some_and(|it| it.moves());
        assert!(moves("a") && moves("a:main") && moves("a:1.2-SNAPSHOT") && moves("a:latest"));
        assert!(!moves("a:1.2-SNAPSHOT-20190227044640") && !moves("a:v1") && !moves("a@sha256:00"));
    }
}
