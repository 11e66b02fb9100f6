//! Image references: their grammar, and mirrors.

/// Names images get after `mirror` nodes.
#[derive(Clone, Debug, Default)]
pub struct ImageNames {
    /// A registry or repository prefix, and what stands for it.
    pub mirrors: Vec<(String, String)>,
}

impl ImageNames {
    /// The name of an image where it will be pulled: a short name gets its registry, then mirrors apply.
    /// Without a mirror that fits, the name stays as it was written.
    pub fn resolve(&self, image: &str) -> String {
        let full = full_name(image);
        let fits = |prefix: &str| full.strip_prefix(prefix).filter(|rest| rest.starts_with(['/', ':', '@']));
        let best =
            self.mirrors.iter().filter(|(from, _)| fits(from).is_some()).max_by_key(|(from, _)| from.len());
        match best {
            Some((from, to)) => format!("{to}{}", fits(from).unwrap_or_default()),
            None => image.to_owned(),
        }
    }
}

/// `acme/x` is `docker.io/acme/x`, `x` is `docker.io/library/x` (distribution/reference, familiar names).
pub fn full_name(image: &str) -> String {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => image.to_owned(),
        Some(_) => format!("docker.io/{image}"),
        None => format!("docker.io/library/{image}"),
    }
}

/// Whether a text is an image reference: lower-case path, optional tag and digest.
pub fn is_reference(image: &str) -> bool {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let digest_ok = digest.is_none_or(|digest| {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    });
    let tag_at = rest.rfind(':').filter(|&at| !rest.get(at..).is_some_and(|tail| tail.contains('/')));
    let (name, tag) = tag_at.map_or((rest, None), |at| (&rest[..at], rest.get(at + 1..)));
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
    let (host, path) = match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), path),
        _ => (None, name),
    };
    let host_char = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    digest_ok
        && tag_ok
        && host.is_none_or(|h| h.chars().all(host_char) && h.split(['.', ':']).all(|label| !label.is_empty()))
        && path.split('/').all(part)
}

/// Repository and tag, the tag with the digest that follows it; `None` without a tag.
pub fn repository_and_tag(image: &str) -> Option<(&str, &str)> {
    let name_end = image.find('@').unwrap_or(image.len());
    let at = image.get(..name_end)?.rfind(':')?;
    let (repository, tag) = (image.get(..at)?, image.get(at + 1..)?);
    (!tag.contains('/')).then_some((repository, tag))
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
    fn tags() {
        assert_eq!(repository_and_tag("h.io:5000/a/b:1.2"), Some(("h.io:5000/a/b", "1.2")));
        assert_eq!(repository_and_tag("a/b:1@sha256:0"), Some(("a/b", "1@sha256:0")));
        assert_eq!(repository_and_tag("h.io:5000/a/b"), None);
        assert_eq!(repository_and_tag("a/b@sha256:0"), None);
    }

    #[test]
    fn mirrors() {
        let names = ImageNames { mirrors: vec![("docker.io".into(), "harbor.example.com/dockerhub".into())] };
        assert_eq!(names.resolve("busybox:1"), "harbor.example.com/dockerhub/library/busybox:1");
        assert_eq!(names.resolve("acme/x:1"), "harbor.example.com/dockerhub/acme/x:1");
        assert_eq!(names.resolve("quay.io/x:1"), "quay.io/x:1");
    }
}
