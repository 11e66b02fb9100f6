//! The memory of a service.

use super::project::{Layers, Project};
use crate::source::Span;
use crate::yaml::Node;

/// What a service may have: `deploy.resources.limits.memory`, else `mem_limit`; compose-go refuses two that differ.
pub(super) fn memory(project: &Project, service: &Layers) -> Option<(u64, Span)> {
    let deployed = service.get("deploy").and_then(|deploy| deploy.at("/resources/limits/memory"));
    let of = |node: &Node| Some((bytes(&project.known(node)?)?, node.span));
    deployed.or_else(|| service.get("mem_limit")).and_then(of)
}

/// A size as `docker` reads it: `512m`, `1.5g`, `1gb`, `2GiB`; every unit is a power of 1024.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = unit.trim_start();
    let power = match unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit) {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * 1024_f64.powi(power);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // never negative, and `as` saturates
    Some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes() {
        for (text, size) in [
            ("512m", Some(512 << 20)),
            ("1.5g", Some(3 << 29)),
            ("1gb", Some(1 << 30)),
            ("2 GiB", Some(2 << 30)),
            ("1073741824", Some(1 << 30)),
            ("100b", Some(100)),
            ("1x", None),
            ("", None),
        ] {
            assert_eq!(bytes(text), size, "{text}");
        }
    }
}
