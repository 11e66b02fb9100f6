//! Did you mean.

/// The candidate nearest to a misspelt name, if one is near enough to be meant: Damerau-Levenshtein
/// distance at most a third of the name's length, ties broken by spelling.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // One letter or two are near everything.
    let limit = match name.chars().count() {
        0..=2 => 0,
        length => (length / 3).max(1),
    };
    let folded = name.to_lowercase();
    // What differs more in length need not be compared: a name may be as long as a file.
    let like = |c: &&str| c.chars().count().abs_diff(folded.chars().count()) <= limit;
    let candidates = candidates.into_iter().filter(like);
    let near = candidates.map(|c| (strsim::damerau_levenshtein(&folded, &c.to_lowercase()), c));
    near.filter(|&(distance, _)| distance <= limit).min().map(|(_, c)| c)
}

/// The help line for an unknown name: the nearest candidate, or the whole list where it is short.
pub fn nearest_help<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    if let Some(meant) = nearest(name, all.iter().copied()) {
        return Some(format!("did you mean `{meant}`?"));
    }
    // A dozen names still fit two lines of a terminal.
    (!all.is_empty() && all.len() <= 12).then(|| format!("known: {}", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        assert_eq!(nearest("sampel", ["sample", "service"]), Some("sample"));
        assert_eq!(nearest("colector", ["collector", "cluster"]), Some("collector"));
        assert_eq!(nearest("xyz", ["collector"]), None);
        assert_eq!(nearest(&"x".repeat(10_000_000), ["collector"; 100]), None);
        assert_eq!(nearest_help("q", ["b", "a"]).as_deref(), Some("known: a, b"));
    }
}
