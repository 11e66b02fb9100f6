//! Which JVM options are the same option: a later one with the same key replaces an earlier one.

/// The key of an option: `-Dk` for `-Dk=v`, `-XX:Name` whatever its sign or value, `-Xmx`, `-Xms`, `-Xss`,
/// `-Xmn`, `-agentlib:x`, `-agentpath:x`, `-javaagent:jar`; anything else, `--add-opens=…` included, is its own
/// key, whole.
pub fn option_key(option: &str) -> String {
    let before = |separators: &[char]| option.split(separators).next().unwrap_or(option).to_owned();
    if option.starts_with("-D") {
        return before(&['=']);
    }
    if let Some(flag) = option.strip_prefix("-XX:") {
        let name = flag.trim_start_matches(['+', '-']).split('=').next().unwrap_or(flag);
        return format!("-XX:{name}");
    }
    if ["-agentlib:", "-agentpath:", "-javaagent:"].iter().any(|prefix| option.starts_with(prefix)) {
        return before(&['=']);
    }
    let sized = ["-Xmx", "-Xms", "-Xss", "-Xmn"].into_iter().find(|prefix| option.starts_with(prefix));
    sized.map_or_else(|| option.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::option_key;

    #[test]
    fn keys() {
        assert_eq!(option_key("-Dk=v=w"), option_key("-Dk=x"));
        assert_eq!(option_key("-XX:+UseG1GC"), option_key("-XX:-UseG1GC"));
        assert_eq!(option_key("-XX:MaxMetaspaceSize=1g"), "-XX:MaxMetaspaceSize");
        assert_eq!(option_key("-Xmx2g"), option_key("-Xmx2048M"));
        assert_eq!(option_key("-agentlib:jdwp=a"), "-agentlib:jdwp");
        assert_ne!(option_key("--add-opens=a=b"), option_key("--add-opens=a=c"));
    }
}
