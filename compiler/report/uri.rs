//! Paths as URIs. GitHub takes a file by its place below the folder that was checked out.

/// A path as a relative reference, seen from a folder where both are absolute: what is not unreserved or `/` is
/// percent-encoded. What has no path, such as `<stdin>`, has its name.
pub(super) fn uri(path: &str, here: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    if let Some(name) = path.strip_prefix('<').and_then(|path| path.strip_suffix('>')) {
        return encoded(name);
    }
    match path.strip_prefix('/') {
        Some(_) if here.starts_with('/') => encoded(&relative(path, here)),
        Some(_) => format!("file://{}", encoded(path)),
        // A first part with `:` would be a scheme; encoded it is none.
        None => encoded(path),
    }
}

fn relative(path: &str, here: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (path, here) = (parts(path), parts(here));
    let common = path.iter().zip(&here).take_while(|(one, other)| one == other).count();
    let up = here.iter().skip(common).map(|_| "..".to_owned());
    up.chain(path.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

fn encoded(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_relative() {
        for (path, expected) in [
            ("a b/é.yaml", "a%20b/%C3%A9.yaml"),
            ("./a.yaml", "a.yaml"),
            ("../a.yaml", "../a.yaml"),
            ("c:d.yaml", "c%3Ad.yaml"),
            ("<stdin>", "stdin"),
            ("/srv/repo/k8s/a.yaml", "k8s/a.yaml"),
            ("/srv/a.yaml", "../a.yaml"),
            ("/tmp/a.yaml", "../../tmp/a.yaml"),
        ] {
            assert_eq!(uri(path, "/srv/repo"), expected, "{path}");
        }
        assert_eq!(uri("/tmp/a.yaml", ""), "file:///tmp/a.yaml");
    }
}
