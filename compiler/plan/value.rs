//! A setting's value: from a node to the text that the agent reads, checked against type and limits.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::profile::{CarrierKind, Setting, Type};
use crate::read::{is_field, meant_field};
use crate::source::Spanned;
use crate::syntax::{Fields, Node, Scalar, Value};
use crate::text::{Opaque, Text};

use super::interpolate::{Scope, fill};
use super::limit::{Subject, check_limit, check_source};

/// Reads `name "value"`, `name field=`, `name secret=`, `name config-map=` or a map's block.
pub fn read(setting: &Setting, node: &Node, scope: &Scope, sink: &Sink) -> Result<Text, Reported> {
    let fields = Fields::of(node, sink);
    if let Some(opaque) = read_source(fields, scope, sink)? {
        if setting.sensitive && !matches!(opaque, Opaque::Secret { .. }) {
            return Err(needs_secret(setting, node, sink));
        }
        check_source(setting, &opaque, node.span, sink)?;
        return Ok(Text::opaque(opaque));
    }
    if setting.sensitive {
        return Err(needs_secret(setting, node, sink));
    }
    if setting.kind == Type::Map && !node.children().is_empty() {
        return read_map(setting, fields, scope, sink);
    }
    fields.takes(if setting.list { usize::MAX } else { 1 }, &[], false)?;
    if node.args.is_empty() {
        fields.text(0)?;
    }
    let items: Result<Vec<Text>, Reported> =
        node.args.iter().map(|arg| read_item(setting, fields, arg, scope, sink)).collect();
    let text = Text::join(items?, &setting.separator);
    for opaque in text.opaques() {
        check_source(setting, opaque, node.span, sink)?;
    }
    let span = node.args.first().map_or(node.span, |arg| arg.span);
    let subject = Subject { span, taken_from: None };
    setting.limits.iter().try_for_each(|limit| check_limit(setting, limit, &text, subject, sink))?;
    Ok(text)
}

/// `field=`, `secret="name/key"`, `config-map="name/key"`.
pub fn read_source(fields: Fields, scope: &Scope, sink: &Sink) -> Result<Option<Opaque>, Reported> {
    let known = ["field", "secret", "config-map"];
    let given: Vec<_> = fields.node.props.iter().filter(|p| known.contains(&p.key.value.as_str())).collect();
    let [only] = given.as_slice() else {
        return match given.first() {
            None => Ok(None),
            Some(first) => {
                let message = format!("`{}` has several sources", fields.name());
                let help = "give one of `secret=`, `config-map=` and `field=`".to_owned();
                Err(fields.error(&codes::SHAPE, first.key.span, message, Some(help)))
            }
        };
    };
    let written = fields.as_text(&only.value)?;
    let filled = fill(&written, scope, sink)?;
    let text =
        Spanned::new(filled.known().map_or_else(|| written.value.clone(), str::to_owned), written.span);
    let pair = || {
        let parts = text.value.split_once('/').filter(|(a, b)| is_object_name(a) && is_key(b));
        parts.map(|(name, key)| (name.to_owned(), key.to_owned())).ok_or_else(|| {
            let message = format!("`{}` is not name/key", text.value);
            let help =
                format!("write {}=\"name/key\", as in {}=\"agent/token\"", only.key.value, only.key.value);
            fields.error(&codes::TYPE, text.span, message, Some(help))
        })
    };
    Ok(Some(match only.key.value.as_str() {
        "field" => Opaque::Field(read_field(fields, &text)?),
        "secret" => pair().map(|(name, key)| Opaque::Secret { name, key })?,
        _ => pair().map(|(name, key)| Opaque::ConfigMap { name, key })?,
    }))
}

fn read_field(fields: Fields, text: &Spanned<String>) -> Result<String, Reported> {
    if is_field(&text.value) {
        return Ok(text.value.clone());
    }
    let message = format!("`{}` is no field that a variable can have", text.value);
    Err(fields.error(&codes::UNKNOWN_NAME, text.span, message, meant_field(&text.value)))
}

fn is_object_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    !name.is_empty() && name.len() <= 253 && name.chars().all(inner) && !name.starts_with(['-', '.'])
}

fn is_key(key: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    !key.is_empty() && key.len() <= 253 && key.chars().all(inner)
}

fn needs_secret(setting: &Setting, node: &Node, sink: &Sink) -> Reported {
    let name = &setting.name.value;
    let told = |span, message| Diagnostic::new(&codes::SECRET_LITERAL, span, message);
    let diagnostic = match node.args.first() {
        Some(arg) => {
            told(arg.span, format!("`{name}` is a secret: it must not stand in the source")).secret()
        }
        None => told(node.span, format!("`{name}` is a secret: only `secret=` gives it")),
    };
    sink.error(diagnostic.help(format!("name a Secret and a key in it: {name} secret=\"name/key\"")))
}

fn read_map(setting: &Setting, fields: Fields, scope: &Scope, sink: &Sink) -> Result<Text, Reported> {
    let mut entries = Vec::new();
    for entry in fields.node.children() {
        let one = Fields::of(entry, sink);
        one.takes(1, &["field", "secret", "config-map"], false)?;
        let value = match read_source(one, scope, sink)? {
            Some(opaque) => Text::opaque(opaque),
            None => fill(&one.text(0)?, scope, sink)?,
        };
        let mut text = Text::from(encode(setting, one.name()));
        text.push_str(&setting.assign);
        for piece in value.pieces() {
            match piece {
                crate::text::Piece::Known(known) => text.push_str(&encode(setting, known)),
                crate::text::Piece::Opaque(opaque) => text.append(&Text::opaque(opaque.clone())),
            }
        }
        entries.push(text);
    }
    Ok(Text::join(entries, &setting.separator))
}

/// Percent-encodes what a map's own syntax would take (W3C Baggage: everything but unreserved characters
/// and those that stand for themselves in a value).
fn encode(setting: &Setting, text: &str) -> String {
    if !setting.percent_encoded {
        return text.to_owned();
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/@+!$&'()*;".contains(&b);
    text.bytes().fold(String::new(), |mut out, b| {
        if plain(b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
        out
    })
}

fn read_item(
    setting: &Setting,
    fields: Fields,
    value: &Value,
    scope: &Scope,
    sink: &Sink,
) -> Result<Text, Reported> {
    let written = match value.scalar {
        // Its type says what becomes of it; as text it may have lost digits.
        Scalar::Float(number) if !matches!(setting.kind, Type::String | Type::Regex | Type::Map) => {
            Spanned::new(number.to_string(), value.span)
        }
        _ => fields.as_text(value)?,
    };
    let text = fill(&written, scope, sink)?;
    let Some(known) = text.known() else { return Ok(text) };
    if let Some(c) = known.chars().find(|c| c.is_control() || is_bidi(*c)) {
        let message = format!("`{}` holds the character U+{:04X}", setting.name.value, c as u32);
        let help = Some("no output may hold it: take it out".to_owned());
        return Err(fields.error(&codes::UNSAFE_CHARACTER, value.span, message, help));
    }
    // An empty line of a file is a value; an empty variable is not what anybody meant.
    let in_file = setting.carriers.first().is_some_and(|c| c.kind == CarrierKind::File);
    if known.is_empty() && !in_file {
        let message = format!("`{}` is empty", setting.name.value);
        let help = Some("remove the setting where the agent's own default is meant".to_owned());
        return Err(fields.error(&codes::TYPE, value.span, message, help));
    }
    if setting.list && !setting.separator.is_empty() && known.contains(setting.separator.as_str()) {
        let help = Some("give each item as an argument of its own".to_owned());
        let message = format!("`{known}` holds the separator `{}`", setting.separator);
        return Err(fields.error(&codes::TYPE, value.span, message, help));
    }
    typed(setting, known, &value.scalar).map(Text::from).map_err(|problem| {
        let message = format!("`{}` {}", setting.name.value, problem.message);
        fields.error(problem.code, value.span, message, problem.help)
    })
}

/// Characters that change the direction of text around them.
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

struct Problem {
    code: &'static crate::diagnostic::Code,
    message: String,
    help: Option<String>,
}

fn wrong(expected: &str, found: &str) -> Problem {
    Problem { code: &codes::TYPE, message: format!("takes {expected}, found `{found}`"), help: None }
}

/// The text as the agent reads it, or why it is not of the setting's type.
fn typed(setting: &Setting, text: &str, scalar: &Scalar) -> Result<String, Problem> {
    let ok =
        |holds: bool, expected: &str| if holds { Ok(text.to_owned()) } else { Err(wrong(expected, text)) };
    match setting.kind {
        Type::String | Type::Regex | Type::Map => Ok(text.to_owned()),
        Type::Bool if matches!(scalar, Scalar::Bool(_)) || matches!(text, "true" | "false") => {
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
        Type::Image => ok(super::image::is_reference(text), "an image reference"),
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
pub fn is_quantity(text: &str) -> bool {
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
