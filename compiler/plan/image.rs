//! Mirrors of images.

use crate::image::full_name;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors() {
        let names = ImageNames { mirrors: vec![("docker.io".into(), "harbor.example.com/dockerhub".into())] };
        assert_eq!(names.resolve("busybox:1"), "harbor.example.com/dockerhub/library/busybox:1");
        assert_eq!(names.resolve("acme/x:1"), "harbor.example.com/dockerhub/acme/x:1");
        assert_eq!(names.resolve("quay.io/x:1"), "quay.io/x:1");
    }
}
