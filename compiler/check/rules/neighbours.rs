//! Names that are like one that nobody knows: most of their parts are the same, in the same order.

use super::lookalike::distance;

/// Longer names than any agent has.
const MOST_PARTS: usize = 24;

/// The known names that are nearest, in order; none where nothing is near. `own` takes off what all names of the
/// agent begin with.
pub fn neighbours<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    own: impl Fn(&str) -> usize,
) -> Vec<&'a str> {
    let said = parts(name, own(name));
    if said.len() > MOST_PARTS {
        return Vec::new();
    }
    let cost = |known: &'a str| Some((apart(&said, &parts(known, own(known)))?, known));
    let mut near: Vec<(usize, &str)> = known.into_iter().filter_map(cost).collect();
    near.sort_unstable();
    near.dedup();
    let least = near.first().map(|(cost, _)| *cost);
    near.into_iter().take_while(|(cost, _)| Some(*cost) == least).map(|(_, name)| name).collect()
}

fn parts(name: &str, skipped: usize) -> Vec<&str> {
    let rest = name.get(skipped..).unwrap_or(name);
    rest.split(['.', '_', '-']).filter(|part| !part.is_empty()).collect()
}

/// How many parts differ; `None` where that is as much as they share.
fn apart(said: &[&str], known: &[&str]) -> Option<usize> {
    let shared = in_order(said, known);
    let (missing, more) = (said.len() - shared, known.len() - shared);
    let near = shared >= 2 && missing <= 1 && more <= 2 && shared > missing + more;
    near.then_some(missing + more)
}

/// How many parts stand in both, in the same order.
fn in_order(said: &[&str], known: &[&str]) -> usize {
    let mut counts = vec![0; known.len() + 1];
    for one in said {
        let mut corner = 0;
        for (at, other) in known.iter().enumerate() {
            let above = counts.get(at + 1).copied().unwrap_or(0);
            let left = counts.get(at).copied().unwrap_or(0);
            let here = if is_same(one, other) { corner + 1 } else { above.max(left) };
            corner = above;
            if let Some(count) = counts.get_mut(at + 1) {
                *count = here;
            }
        }
    }
    counts.last().copied().unwrap_or(0)
}

/// A letter more or less, in a word that has some.
fn is_same(one: &str, other: &str) -> bool {
    let close = one.len().abs_diff(other.len()) <= 1 && one.len() >= 5;
    one.eq_ignore_ascii_case(other) || close && distance(one, other) <= 1
}

#[cfg(test)]
mod tests {
    use super::neighbours;

    const KNOWN: [&str; 7] = [
        "a.grpc.collector.ip",
        "a.grpc.agent.collector.port",
        "a.grpc.stat.collector.ip",
        "a.grpc.stat.collector.port",
        "a.agent.enable",
        "a.collector.backend.services",
        "a.logging.level",
    ];

    fn near(name: &str) -> Vec<&'static str> {
        neighbours(name, KNOWN, |_| "a.".len())
    }

    #[test]
    fn names_with_the_same_parts() {
        assert_eq!(near("a.grpc.stat.port"), ["a.grpc.stat.collector.port"]);
        assert_eq!(
            near("a.grpc.collector.port"),
            ["a.grpc.agent.collector.port", "a.grpc.stat.collector.port"]
        );
        assert_eq!(near("a.collector.backend.service"), ["a.collector.backend.services"]);
        assert_eq!(
            near("a.grpc.stat.collector.address"),
            ["a.grpc.stat.collector.ip", "a.grpc.stat.collector.port"]
        );
    }

    #[test]
    fn nothing_is_near() {
        for name in ["a.logging.enabled", "a.port", "a.collector", "", "a.level.logging"] {
            assert!(near(name).is_empty(), "{name}");
        }
        assert!(near(&"a.grpc".repeat(100_000)).is_empty());
    }
}
