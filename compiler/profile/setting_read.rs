//! `setting "…"` from KDL.

use crate::diagnostic::{Reported, Sink, codes, nearest_help};
use crate::source::Spanned;
use crate::syntax::{Fields, Node, Scalar, Value};

use super::condition::Version;
use super::pattern::Pattern;
use super::setting::{Carrier, CarrierKind, Joined, Limit, Ports, Setting, Type};

const PROPS: [&str; 23] = [
    "skips-invalid",
    "open",
    "launch-only",
    "explicit",
    "inert",
    "debugging",
    "further",
    "recommended",
    "type",
    "list",
    "required",
    "sensitive",
    "default",
    "builtin",
    "note",
    "concept",
    "unit",
    "since",
    "until",
    "separator",
    "assign",
    "percent-encoded",
    "values",
];
const CHILDREN: [&str; 11] = [
    "joined",
    "env",
    "property",
    "option",
    "file",
    "limit",
    "values",
    "split",
    "default",
    "port",
    "placeholders",
];

/// Reads one setting.
pub fn read(node: &Node, sink: &Sink) -> Result<Setting, Reported> {
    let fields = Fields::of(node, sink);
    fields.takes(1, &PROPS, true)?;
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|t| t.value));
    let mut setting = Setting {
        name: fields.text(0)?,
        span: node.span,
        kind: read_type(fields)?,
        list: fields.flag("list")?,
        separator: text("separator")?.unwrap_or_else(|| ",".to_owned()),
        assign: text("assign")?.unwrap_or_else(|| "=".to_owned()),
        percent_encoded: fields.flag("percent-encoded")?,
        required: fields.flag("required")?,
        launch_only: fields.flag("launch-only")?,
        recommended: text("recommended")?,
        sensitive: fields.flag("sensitive")?,
        default: node.prop("default").map(|value| literal_default(node, value)),
        builtin: text("builtin")?,
        note: text("note")?,
        concept: fields.prop_text("concept")?,
        unit: text("unit")?,
        since: text("since")?.map(|v| Version::parse(&v)),
        until: text("until")?.map(|v| Version::parse(&v)),
        carriers: Vec::new(),
        limits: Vec::new(),
        values: Vec::new(),
        ports: None,
        explicit: text("explicit")?,
        inert: text("inert")?,
        debugging: text("debugging")?,
        further: fields.flag("further")?,
        open: fields.flag("open")?,
        skips_invalid: fields.flag("skips-invalid")?,
        joined: None,
        placeholders: Vec::new(),
    };
    for child in node.children() {
        read_child(&mut setting, fields, child, sink)?;
    }
    Ok(setting)
}

fn read_type(fields: Fields) -> Result<Type, Reported> {
    let Some(name) = fields.prop_text("type")? else { return Ok(Type::String) };
    Type::parse(&name.value).ok_or_else(|| {
        let message = format!("unknown type `{}`", name.value);
        fields.error(&codes::UNKNOWN_NAME, name.span, message, nearest_help(&name.value, Type::names()))
    })
}

/// `default=3` reads like the child `default 3`.
fn literal_default(node: &Node, value: &Value) -> Node {
    let name = Spanned::new("default".to_owned(), value.span);
    Node { name, args: vec![value.clone()], props: Vec::new(), children: None, span: node.span }
}

fn read_child(setting: &mut Setting, parent: Fields, child: &Node, sink: &Sink) -> Result<(), Reported> {
    let fields = Fields::of(child, sink);
    match fields.name() {
        "file" => {
            fields.takes(1, &["key"], false)?;
            let (file, name) = (Some(fields.text(0)?.value), fields.need_text("key")?.value);
            setting.carriers.push(Carrier { kind: CarrierKind::File, name, file });
        }
        "limit" => setting.limits.push(read_limit(fields)?),
        "values" => read_values(setting, fields)?,
        "default" => setting.default = Some(child.clone()),
        "joined" => setting.joined = read_joined(fields)?,
        "placeholders" => {
            setting.placeholders = fields.texts()?.into_iter().map(|word| word.value).collect();
        }
        "port" => setting.ports = Some(read_ports(fields)?),
        // What the parts of a value mean is for migration; the shape is checked here.
        "split" => fields.texts().map(drop)?,
        name => match CarrierKind::parse(name) {
            Some(kind) => {
                fields.takes(1, &[], false)?;
                setting.carriers.push(Carrier { kind, name: fields.text(0)?.value, file: None });
            }
            None => return Err(parent.unknown_child(child, &CHILDREN)),
        },
    }
    Ok(())
}

/// `joined "|" "namespace" "cluster"`.
fn read_joined(fields: Fields) -> Result<Option<Joined>, Reported> {
    let mut words = fields.texts()?.into_iter().map(|word| word.value);
    Ok(words.next().map(|separator| Joined { separator, with: words.collect() }))
}

fn read_limit(fields: Fields) -> Result<Limit, Reported> {
    fields.takes(
        0,
        &["min", "max", "chars", "raised-by", "pattern", "takes", "then", "source-not", "in", "else"],
        false,
    )?;
    let number = |key: &str| match fields.node.prop(key) {
        None => Ok(None),
        Some(value) => match value.scalar {
            #[allow(clippy::cast_precision_loss)] // limits are far below 2^53
            Scalar::Integer(number) => Ok(Some(number as f64)),
            Scalar::Float(number) => Ok(Some(number)),
            _ => Err(fields.mismatch("a number", value)),
        },
    };
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|t| t.value));
    Ok(Limit {
        min: number("min")?,
        max: number("max")?,
        chars: fields.prop_number("chars")?,
        raised_by: text("raised-by")?,
        pattern: fields.prop_text("pattern")?.map(|pattern| regular(fields, &pattern)).transpose()?,
        takes: text("takes")?,
        then: text("then")?,
        source_not: text("source-not")?,
        clusters: text("in")?,
        why: text("else")?,
    })
}

/// `port "protocol" { grpc 4317 }`.
fn read_ports(fields: Fields) -> Result<Ports, Reported> {
    let by = fields.texts()?.into_iter().map(|word| word.value).collect();
    let port = |child: &Node| {
        let number = child.args.first().map(|value| value.scalar.to_text()).unwrap_or_default();
        (child.name.value.clone(), number)
    };
    let idle = fields.prop_text("idle")?.map(|text| text.value).unwrap_or_default();
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let idle = idle.split(',').filter_map(pair).collect();
    Ok(Ports { by, ports: fields.node.children().iter().map(port).collect(), idle })
}

/// A pattern that cannot be compiled would match nothing, and blame every value.
fn regular(fields: Fields, pattern: &Spanned<String>) -> Result<Pattern, Reported> {
    let (message, help) = match Pattern::new(&pattern.value) {
        Ok(pattern) => return Ok(pattern),
        Err(regex::Error::CompiledTooBig(limit)) => (
            format!("the pattern needs more than {limit} bytes"),
            "repeat less: counts inside counts multiply",
        ),
        _ => ("the pattern is no regular expression".to_owned(), "syntax: https://docs.rs/regex#syntax"),
    };
    Err(fields.error(&codes::TYPE, pattern.span, message, Some(help.to_owned())))
}

/// `values "a" "b"`, or `values { debug #true; info #false }`: `#true` is written for what users call `debug`.
fn read_values(setting: &mut Setting, fields: Fields) -> Result<(), Reported> {
    for arg in &fields.node.args {
        let text = fields.as_text(arg)?.value;
        setting.values.push((text.clone(), text));
    }
    for child in fields.node.children() {
        let given = child.name.value.clone();
        let written = child.args.first().map_or_else(|| given.clone(), |value| value.scalar.to_text());
        setting.values.push((given, written));
    }
    Ok(())
}
