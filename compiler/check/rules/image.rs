//! What the name of an image says of its version.

use crate::image::Name;

/// Takes a name apart; `None` for one that something else fills in before the cluster sees it.
pub fn named(text: &str) -> Option<Name<'_>> {
    // A variable, a template, a scheme that a build tool replaces by the image that it built, `IMAGE_NAME`.
    let may_be = |c: char| c.is_ascii_alphanumeric() || "._-/:@".contains(c);
    if text.is_empty() || text.contains("://") || !text.chars().all(may_be) {
        return None;
    }
    let name = Name::of(text);
    // What stands before the first slash may be a host, whose letters are of either kind.
    let path = name.repository.split_once('/').map_or(name.repository, |(_, path)| path);
    let is_filled_in = path.contains(|c: char| c.is_ascii_uppercase());
    let begins = name.repository.starts_with(|c: char| c.is_ascii_alphanumeric());
    (begins && !is_filled_in).then_some(name)
}

/// Whether nothing says which image is meant: what is pulled is what was pushed last.
pub fn is_unversioned(image: &Name) -> bool {
    image.digest.is_none() && image.tag.is_none_or(|tag| tag == "latest")
}

/// Whether its tag is one that is pushed again and again: a word without a number, or a snapshot.
pub fn moves(image: &Name) -> bool {
    let tag = image.tag.unwrap_or("latest");
    let is_word = !tag.contains(|c: char| c.is_ascii_digit());
    image.digest.is_none() && (is_word || tag.to_ascii_uppercase().ends_with("SNAPSHOT"))
}

#[cfg(test)]
mod tests {
    use super::{moves, named};

    #[test]
    fn names() {
        let parts = |text| named(text).map(|it| (it.repository, it.tag, it.digest));
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
        let moves_on = |text| named(text).is_some_and(|it| moves(&it));
        assert!(moves_on("a") && moves_on("a:main") && moves_on("a:1.2-SNAPSHOT") && moves_on("a:latest"));
        assert!(!moves_on("a:1.2-SNAPSHOT-20190227044640") && !moves_on("a:v1") && !moves_on("a@sha256:00"));
    }
}
