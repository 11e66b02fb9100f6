//! What a value of each type looks like.

use crate::diagnostic::{Code, codes, nearest_help};
use crate::profile::{Setting, Type};

/// Why a text is not of a type.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The kind of mistake.
    pub code: &'static Code,
    /// What follows the setting's name.
    pub message: String,
    /// What to write.
    pub help: Option<String>,
}

fn wrong(expected: &str, found: &str) -> Problem {
    Problem { code: &codes::TYPE, message: format!("takes {expected}, found `{found}`"), help: None }
}

/// The text as the agent reads it, or why it is not of the setting's type.
pub fn typed(setting: &Setting, text: &str) -> Result<String, Problem> {
    let ok =
        |holds: bool, expected: &str| if holds { Ok(text.to_owned()) } else { Err(wrong(expected, text)) };
    match setting.kind {
        Type::String | Type::Regex | Type::Map => Ok(text.to_owned()),
        Type::Bool if matches!(text, "true" | "false") => {
            let written =
                setting.values.iter().find(|(given, _)| given == text).map(|(_, written)| written.clone());
            Ok(written.unwrap_or_else(|| text.to_owned()))
        }
        Type::Bool => Err(wrong("#true or #false", text)),
        Type::Int => ok(text.parse::<i64>().is_ok(), "a whole number"),
        Type::Float => ok(text.parse::<f64>().is_ok_and(f64::is_finite), "a number"),
        Type::Duration => {
            duration(setting, text).ok_or_else(|| wrong("a duration such as 500ms, 10s or 5m", text))
        }
        Type::Bytes => bytes(setting, text).ok_or_else(|| wrong("a size such as 512, 64KiB or 10MiB", text)),
        Type::Quantity => ok(is_quantity(text), "a Kubernetes quantity such as 500m or 1Gi"),
        Type::Url => url(text),
        Type::HostPort => host_port(text),
        Type::Host => ok(is_host(text), "a host name or an address, without scheme and port"),
        Type::Port => ok(text.parse::<u16>().is_ok_and(|port| port > 0), "a port from 1 to 65535"),
        Type::Path => ok(!text.contains(['\0', '\n']), "a path"),
        Type::Image => ok(crate::image::is_reference(text), "an image reference"),
        Type::Enum => {
            let written =
                setting.values.iter().find(|(name, _)| name == text).map(|(_, written)| written.clone());
            written.ok_or_else(|| Problem {
                code: &codes::UNKNOWN_NAME,
                message: format!("does not take `{text}`"),
                help: nearest_help(text, setting.values.iter().map(|(name, _)| name.as_str())),
            })
        }
    }
}

fn split_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}

/// The largest number that an agent's integer can hold without loss in a JSON reader.
const LARGEST: f64 = 9_007_199_254_740_992.0;

fn scaled(value: f64, from: f64, to: f64) -> Option<String> {
    let value = value * from / to;
    (value.fract() == 0.0 && value <= LARGEST).then(|| format!("{value:.0}"))
}

/// In the setting's unit, where it has one; a bare number is in that unit already.
fn duration(setting: &Setting, text: &str) -> Option<String> {
    let (number, unit) = split_number(text)?;
    let millis = |unit: &str| match unit {
        "ms" => Some(1.0),
        "s" => Some(1_000.0),
        "m" | "min" => Some(60_000.0),
        "h" => Some(3_600_000.0),
        "d" => Some(86_400_000.0),
        _ => None,
    };
    match setting.unit.as_deref() {
        None => (unit.is_empty() || millis(unit).is_some()).then(|| text.to_owned()),
        Some(_) if unit.is_empty() => Some(text.to_owned()),
        Some(own) => scaled(number, millis(unit)?, millis(own)?),
    }
}

fn bytes(setting: &Setting, text: &str) -> Option<String> {
    let (number, unit) = split_number(text)?;
    let size = |unit: &str| match unit.trim_end_matches("iB").trim_end_matches('B').trim_end_matches('i') {
        "" => Some(1.0),
        "K" | "k" => Some(1024.0),
        "M" | "m" => Some(1_048_576.0),
        "G" | "g" => Some(1_073_741_824.0),
        _ => None,
    };
    if unit.is_empty() {
        return Some(text.to_owned());
    }
    match setting.unit.as_deref() {
        None => size(unit).map(|_| text.to_owned()),
        Some("bytes") => scaled(number, size(unit)?, 1.0),
        Some(own) => scaled(number, size(unit)?, size(own)?),
    }
}

/// A Kubernetes quantity: number and one of the suffixes of apimachinery's `resource.Quantity`.
fn is_quantity(text: &str) -> bool {
    let suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    split_number(text).is_some_and(|(_, suffix)| suffixes.contains(&suffix))
}

fn is_host(text: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    text.len() <= 253 && text.trim_end_matches('.').split('.').all(label)
}

fn url(text: &str) -> Result<String, Problem> {
    let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("a URL with its scheme", text))?;
    let scheme_ok =
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        let help = Some("take the credentials out of the URL and give them from a Secret".to_owned());
        return Err(Problem { code: &codes::SECRET_LITERAL, message: "holds credentials".into(), help });
    }
    let host = host.rsplit_once(':').filter(|(_, p)| p.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let fits = scheme_ok && (is_host(host) || bracketed) && !text.contains(char::is_whitespace);
    if fits { Ok(text.to_owned()) } else { Err(wrong("a URL such as http://collector:4318", text)) }
}

fn host_port(text: &str) -> Result<String, Problem> {
    let help = |help: &str| Some(help.to_owned());
    if let Some((scheme, rest)) = text.split_once("://") {
        let message = format!("takes host:port without a scheme, found `{scheme}://`");
        return Err(Problem { code: &codes::TYPE, message, help: help(&format!("write \"{rest}\"")) });
    }
    match text.rsplit_once(':') {
        Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok_and(|p| p > 0) => {
            Ok(text.to_owned())
        }
        None if is_host(text) => Err(Problem {
            code: &codes::TYPE,
            message: format!("takes host:port, found `{text}` without a port"),
            help: Some(format!("name the port, as in \"{text}:PORT\"; the agent assumes none")),
        }),
        _ => Err(wrong("host:port", text)),
    }
}
