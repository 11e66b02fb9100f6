//! Amounts as Kubernetes writes them.

use crate::yaml::{Kind, Node};

/// Bytes of a quantity: `512Mi`, `1.5G`, `1000000`.
pub fn of(node: &Node) -> Option<f64> {
    match &node.kind {
        Kind::String(text) => parse(text),
        Kind::Int(_) | Kind::Float(_) => node.key()?.parse().ok(),
        _ => None,
    }
}

fn parse(text: &str) -> Option<f64> {
    let (number, suffix) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let factor = match suffix {
        "" => 1.0,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1_048_576.0,
        "Gi" => 1_073_741_824.0,
        "Ti" => 1_099_511_627_776.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}
