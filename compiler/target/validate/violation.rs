//! What a schema has against a value, in words. No word of the value itself is repeated: it may be a secret.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::BASE;
use crate::diagnostic::{nearest, nearest_help};

/// One thing that a schema does not accept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// JSON pointer to the value.
    pub pointer: String,
    /// What is wrong there, without a full stop.
    pub message: String,
    /// Whether it is the schema that is wrong.
    pub of_schema: bool,
}

/// The errors as violations, ordered by place, each said once.
pub(super) fn violations(errors: &[ValidationError], schemas: &BTreeMap<String, Value>) -> Vec<Violation> {
    let mut all: Vec<Violation> = errors.iter().flat_map(|error| violation(error, schemas)).collect();
    all.sort();
    all.dedup();
    all
}

fn violation(error: &ValidationError, schemas: &BTreeMap<String, Value>) -> Vec<Violation> {
    let at =
        |message: String| Violation { pointer: error.instance_path().to_string(), message, of_schema: false };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let known = known_fields(error, schemas);
            unexpected.iter().map(|name| at(unknown_field(name, &known))).collect()
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            closest(error, context, schemas)
                .unwrap_or_else(|| vec![at("fits none of the allowed forms".to_owned())])
        }
        ValidationErrorKind::PropertyNames { error: inner } => vec![at(format!("a key {}", words(inner)))],
        _ => vec![at(words(error))],
    }
}

fn unknown_field(name: &str, known: &[&str]) -> String {
    let help = nearest_help(name, known.iter().copied()).map(|help| format!("; {help}")).unwrap_or_default();
    format!("unknown field `{name}`{help}")
}

/// Names that the schema beside the failing keyword declares.
fn known_fields<'s>(error: &ValidationError, schemas: &'s BTreeMap<String, Value>) -> Vec<&'s str> {
    let Some(location) = error.absolute_keyword_location() else { return Vec::new() };
    let keyword = location.as_str().strip_prefix(BASE).and_then(|rest| rest.split_once('#'));
    let parent = keyword.and_then(|(name, fragment)| {
        let (parent, _) = fragment.rsplit_once('/')?;
        // `$` may be written `%24` in a URI.
        schemas.get(name)?.pointer(&parent.replace("%24", "$"))
    });
    let properties = parent.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

/// Of several forms, none of which fits: what is wrong with the one that the value comes nearest to, if one is
/// nearer than the others. A form of another type was not meant.
fn closest(
    error: &ValidationError,
    forms: &[Vec<ValidationError<'static>>],
    schemas: &BTreeMap<String, Value>,
) -> Option<Vec<Violation>> {
    let same_place = |inner: &ValidationError| inner.instance_path() == error.instance_path();
    let of_type = |inner: &ValidationError| matches!(inner.kind(), ValidationErrorKind::Type { .. });
    let meant = |errors: &&Vec<_>| !errors.iter().any(|inner| of_type(inner) && same_place(inner));
    let mut left = forms.iter().filter(meant);
    let only = left.next().filter(|_| left.next().is_none())?;
    Some(violations(only, schemas))
}

fn words(error: &ValidationError) -> String {
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            format!("is {} where {} is expected", kind_of(error.instance()), expected(kind))
        }
        ValidationErrorKind::Required { property } => format!("the field {property} is missing"),
        ValidationErrorKind::Enum { options } => one_of(options, error.instance()),
        ValidationErrorKind::Constant { expected_value } => format!("must be {expected_value}"),
        ValidationErrorKind::Pattern { pattern } => format!("does not have the form {pattern}"),
        ValidationErrorKind::Format { format } => format!("is no {format}"),
        ValidationErrorKind::FalseSchema => "must not be here".to_owned(),
        ValidationErrorKind::Not { .. } => "has a form that is not allowed".to_owned(),
        ValidationErrorKind::OneOfMultipleValid { .. } => {
            "says more than one of what excludes each other".to_owned()
        }
        ValidationErrorKind::Minimum { limit } => format!("is less than {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("is more than {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("is not more than {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("is not less than {limit}"),
        ValidationErrorKind::MinLength { limit } => format!("is shorter than {limit} characters"),
        ValidationErrorKind::MaxLength { limit } => format!("is longer than {limit} characters"),
        ValidationErrorKind::MinItems { limit } => format!("has fewer than {limit} elements"),
        ValidationErrorKind::MaxItems { limit } => format!("has more than {limit} elements"),
        ValidationErrorKind::MinProperties { limit } => format!("has fewer than {limit} fields"),
        ValidationErrorKind::MaxProperties { limit } => format!("has more than {limit} fields"),
        ValidationErrorKind::UniqueItems => "has an element twice".to_owned(),
        _ => error.masked().to_string(),
    }
}

fn one_of(options: &Value, found: &Value) -> String {
    let texts: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let meant = found.as_str().and_then(|text| nearest(text, texts.iter().copied()));
    let help = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    format!("is none of {}{help}", texts.join(", "))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

fn expected(kind: &TypeKind) -> String {
    let word = |kind: JsonType| match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "a whole number",
        JsonType::Null => "nothing",
        JsonType::Number => "a number",
        JsonType::Object => "a map",
        JsonType::String => "a text",
    };
    match kind {
        TypeKind::Single(kind) => word(*kind).to_owned(),
        // That an optional field may be null is no help to anyone.
        TypeKind::Multiple(kinds) => {
            let useful = kinds.iter().filter(|kind| *kind != JsonType::Null).map(word);
            useful.collect::<Vec<_>>().join(" or ")
        }
    }
}
