//! Names of images: their parts, and their grammar.

/// A name, taken apart; nothing of it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// Registry and path.
    pub repository: &'a str,
    /// What follows the colon.
    pub tag: Option<&'a str>,
    /// What follows the `@`.
    pub digest: Option<&'a str>,
}

impl<'a> Name<'a> {
    /// Takes a text apart.
    pub fn of(image: &'a str) -> Self {
        let (rest, digest) = match image.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (image, None),
        };
        // A colon before a slash is that of a port.
        match rest.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((repository, tag)) => Name { repository, tag: Some(tag), digest },
            None => Name { repository: rest, tag: None, digest },
        }
    }

    /// The last part of the path.
    pub fn last(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or(self.repository)
    }

    /// The repository without what nobody needs to write: `busybox` of `docker.io/library/busybox`.
    pub fn familiar(&self) -> &'a str {
        let short = self.repository.strip_prefix("docker.io/").unwrap_or(self.repository);
        short.strip_prefix("library/").unwrap_or(short)
    }
}

/// `acme/x` is `docker.io/acme/x`, `x` is `docker.io/library/x` (distribution/reference, familiar names).
pub fn full_name(image: &str) -> String {
    match image.split_once('/') {
        Some((host, _)) if is_host(host) => image.to_owned(),
        Some(_) => format!("docker.io/{image}"),
        None => format!("docker.io/library/{image}"),
    }
}

fn is_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// Whether a text is an image reference: lower-case path, optional tag and digest.
pub fn is_reference(image: &str) -> bool {
    let Name { repository, tag, digest } = Name::of(image);
    let digest_ok = digest.is_none_or(|digest| {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    });
    let tag_char = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let tag_ok = tag.is_none_or(|t| {
        !t.is_empty() && t.len() <= 128 && !t.starts_with(['.', '-']) && t.chars().all(tag_char)
    });
    let part = |p: &str| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        !p.is_empty()
            && p.chars().all(inner)
            && !p.starts_with(['.', '_', '-'])
            && !p.ends_with(['.', '_', '-'])
    };
    let (host, path) = match repository.split_once('/') {
        Some((host, path)) if is_host(host) => (Some(host), path),
        _ => (None, repository),
    };
    let host_char = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    digest_ok
        && tag_ok
        && host.is_none_or(|h| h.chars().all(host_char) && h.split(['.', ':']).all(|label| !label.is_empty()))
        && path.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let digest = format!("h.io:5000/a/b@sha256:{}", "a".repeat(64));
        for good in ["busybox", "acme/x:1.2", "localhost/agents/x:1", &digest] {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["", "A/b", "x:", "x y", "x\nRUN rm", "x@sha256:12", "a//b", "../x", "./x", "../a/b"] {
            assert!(!is_reference(bad), "{bad:?}");
        }
    }

    #[test]
    fn parts() {
        let parts = |image| {
            let Name { repository, tag, digest } = Name::of(image);
            (repository, tag, digest)
        };
        assert_eq!(parts("h.io:5000/a/b:1.2"), ("h.io:5000/a/b", Some("1.2"), None));
        assert_eq!(parts("a/b:1@sha256:0"), ("a/b", Some("1"), Some("sha256:0")));
        assert_eq!(parts("h.io:5000/a/b"), ("h.io:5000/a/b", None, None));
        assert_eq!(parts("a/b@sha256:0"), ("a/b", None, Some("sha256:0")));
        assert_eq!(parts(""), ("", None, None));
        assert_eq!((Name::of("h.io:5000/a/b:1").last(), Name::of("x@y").last()), ("b", "x"));
        let familiar = |image| Name::of(image).familiar();
        assert_eq!(familiar("docker.io/library/busybox:1"), familiar("busybox"));
        assert_eq!(familiar("docker.io/acme/x"), "acme/x");
    }
}
