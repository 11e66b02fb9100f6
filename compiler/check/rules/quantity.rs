//! Quantities of memory and disk, as Kubernetes writes them.

use crate::yaml::Node;

/// The bytes of a quantity; `None` for what is none.
pub fn bytes(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let factor = match unit {
        "" => 1.0,
        // A thousandth, which people write for mebibytes.
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        "Ti" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let bytes = number.parse::<f64>().ok()? * factor;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // never negative, and `as` saturates
    Some(bytes.ceil() as u64)
}

/// Bytes as people read them: in whole `Mi`, unless that says too much.
pub fn shown(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        2..0x10_0000 => format!("{bytes} bytes"),
        _ => mebibytes(bytes),
    }
}

/// The bytes that a value says, quoted or not.
pub fn of(node: &Node) -> Option<u64> {
    bytes(&node.key()?)
}

/// Bytes in whole `Mi`, rounded up.
pub fn mebibytes(bytes: u64) -> String {
    format!("{}Mi", bytes.div_ceil(1 << 20))
}
