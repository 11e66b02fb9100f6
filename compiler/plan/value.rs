//! A setting's value: from a node to the text that the agent reads, checked against type and limits.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::profile::{CarrierKind, Setting, Type};
use crate::read::{is_field, meant_field};
use crate::source::Spanned;
use crate::syntax::{Fields, Node, Scalar, Value};
use crate::text::{Opaque, Text};

use super::interpolate::{Scope, fill};
use super::limit::{Subject, check_limit, check_source};
use super::typed::typed;

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
    typed(setting, known).map(Text::from).map_err(|problem| {
        let message = format!("`{}` {}", setting.name.value, problem.message);
        fields.error(problem.code, value.span, message, problem.help)
    })
}

/// Characters that change the direction of text around them.
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
