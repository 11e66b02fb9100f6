//! Functions for the models of consumers, which have to look into pods that somebody else wrote.
//!
//! What is missing is null everywhere, and null is false.
//!
//! | call | gives |
//! | --- | --- |
//! | `(get x "key" 0 …)` | the value below keys and list positions |
//! | `(items x "key" …)` | the same for `#each`: an empty list where there is nothing |
//! | `(every x "key" …)` | all values below keys, through every list on the way, as one list |
//! | `(meet list list)` | whether the lists have an element in common |
//! | `(twice list)` | whether the list has an element twice |
//! | `(leave "why")` | nothing: the consumer leaves this pod alone |
//! | `(join " " a b …)` | the texts that are not empty, with the separator between them |
//! | `(find list "key" value)` | the first element of the list with this value there |
//! | `(any a b …)` | the first that is neither null, false nor empty |
//! | `(given a b …)` | the first that is not null |
//! | `(choose x a b)` | `a` where `x` says something, `b` where it does not |
//! | `(same a b)` | whether both are equal |
//! | `(covers map part)` | whether the map has every key of the other with the same value |
//! | `(split text ",")` | the parts, without empty ones |
//! | `(parse text)` | the JSON that an artifact holds as a text |
//! | `(parse_cel text)` | the JSON that a CEL literal of ours stands for |
//! | `(by_dependence map list)` | names of the map's entries and of the list's elements, sorted by `dependsOn`, then by name |
//! | `(pasted text)` | the text, or its JSON where YAML would read the text as something else |
//! | `(capture text regex)` | the first group of the first match, or the match of a regex without groups |

use handlebars::{
    Context, Handlebars, Helper, HelperDef, PathAndJson, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::{Value as Json, json};

use super::build::parse_yaml;
use super::{cel, order};

/// What a helper makes of its parameters, or why it makes nothing of them.
type Body = fn(&[&Json]) -> Result<Json, String>;

/// A helper that is a function of JSON values.
struct Function(Body);

impl HelperDef for Function {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let values: Vec<&Json> = helper.params().iter().map(PathAndJson::value).collect();
        let problem = |why: String| RenderErrorReason::Other(format!("{}: {why}", helper.name()));
        Ok(ScopedJson::Derived((self.0)(&values).map_err(problem)?))
    }
}

/// Makes the functions known to templates.
pub fn register(registry: &mut Handlebars) {
    let all: [(&str, Body); 19] = [
        ("get", get),
        ("items", items),
        ("every", every),
        ("meet", meet),
        ("twice", twice),
        ("leave", leave),
        ("join", join),
        ("find", find),
        ("any", |values| Ok(any(values))),
        ("given", |values| Ok(values.iter().find(|v| !v.is_null()).map_or(Json::Null, |v| (*v).clone()))),
        ("choose", choose),
        ("same", same),
        ("covers", covers),
        ("split", split),
        ("by_dependence", by_dependence),
        ("capture", capture),
        ("parse", parse),
        ("parse_cel", parse_cel),
        ("pasted", pasted),
    ];
    for (name, function) in all {
        registry.register_helper(name, Box::new(Function(function)));
    }
}

fn get(values: &[&Json]) -> Result<Json, String> {
    let (first, path) = values.split_first().ok_or("no value")?;
    let step = |value: &Json, key: &&Json| match key {
        Json::String(key) => value.get(key).cloned(),
        key => value.get(usize::try_from(key.as_u64()?).ok()?).cloned(),
    };
    Ok(path.iter().try_fold((*first).clone(), |value, key| step(&value, key)).unwrap_or_default())
}

fn items(values: &[&Json]) -> Result<Json, String> {
    get(values).map(|value| if value.is_null() { json!([]) } else { value })
}

fn every(values: &[&Json]) -> Result<Json, String> {
    let (first, keys) = values.split_first().ok_or("no value")?;
    let opened = |value: &Json| match value {
        Json::Array(list) => list.clone(),
        Json::Null => Vec::new(),
        other => vec![other.clone()],
    };
    let below = |all: Vec<Json>, key: &&Json| -> Vec<Json> {
        let key = key.as_str().unwrap_or_default();
        all.iter().filter_map(|value| value.get(key)).flat_map(opened).collect()
    };
    Ok(keys.iter().fold(opened(first), below).into())
}

fn meet(values: &[&Json]) -> Result<Json, String> {
    let [Json::Array(left), Json::Array(right)] = values else { return Err("wants two lists".into()) };
    Ok(json!(left.iter().any(|element| right.contains(element))))
}

fn twice(values: &[&Json]) -> Result<Json, String> {
    let [Json::Array(list)] = values else { return Err("wants a list".into()) };
    Ok(json!(list.iter().enumerate().any(|(at, element)| list[..at].contains(element))))
}

fn leave(values: &[&Json]) -> Result<Json, String> {
    let why = values.first().and_then(|why| why.as_str()).unwrap_or_default();
    Err(format!("the pod is left alone: {why}"))
}

fn join(values: &[&Json]) -> Result<Json, String> {
    let [Json::String(separator), texts @ ..] = values else { return Err("wants a separator".into()) };
    let texts = texts.iter().filter_map(|text| text.as_str()).filter(|text| !text.is_empty());
    Ok(json!(texts.collect::<Vec<_>>().join(separator)))
}

fn find(values: &[&Json]) -> Result<Json, String> {
    let [list, Json::String(key), value] = values else { return Err("wants a list, a key, a value".into()) };
    let mut elements = list.as_array().into_iter().flatten();
    Ok(elements.find(|element| element.get(key) == Some(value)).cloned().unwrap_or_default())
}

/// Whether a value is neither null, false nor empty.
fn says(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
        Json::Bool(true) | Json::Number(_) => true,
    }
}

fn any(values: &[&Json]) -> Json {
    values.iter().find(|value| says(value)).map_or(Json::Null, |value| (*value).clone())
}

fn choose(values: &[&Json]) -> Result<Json, String> {
    let [condition, yes, no] = values else { return Err("wants a condition and two values".into()) };
    Ok(if says(condition) { (*yes).clone() } else { (*no).clone() })
}

fn same(values: &[&Json]) -> Result<Json, String> {
    let [left, right] = values else { return Err("wants two values".into()) };
    Ok(json!(left == right))
}

fn covers(values: &[&Json]) -> Result<Json, String> {
    let [map, part] = values else { return Err("wants two maps".into()) };
    let mut pairs = part.as_object().into_iter().flatten();
    Ok(json!(pairs.all(|(key, value)| map.get(key) == Some(value))))
}

fn split(values: &[&Json]) -> Result<Json, String> {
    let [text, Json::String(separator)] = values else { return Err("wants a text and a separator".into()) };
    let parts = text.as_str().unwrap_or_default().split(separator.as_str());
    Ok(parts.filter(|part| !part.is_empty()).collect())
}

fn parse(values: &[&Json]) -> Result<Json, String> {
    let text = values.first().and_then(|value| value.as_str()).unwrap_or_default();
    serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))
}

fn parse_cel(values: &[&Json]) -> Result<Json, String> {
    let [Json::String(text)] = values else { return Err("wants a text".into()) };
    cel::parse(text)
}

fn by_dependence(values: &[&Json]) -> Result<Json, String> {
    let [map, list] = values else { return Err("wants a map and a list".into()) };
    order::by_dependence(map, list).map(Json::from)
}

/// For charts that put a value into YAML without quotes.
fn pasted(values: &[&Json]) -> Result<Json, String> {
    let [Json::String(text)] = values else { return Err("wants a text".into()) };
    let read = parse_yaml(&format!("pasted: {text}\n"));
    let plain = read.is_ok_and(|documents| documents == [json!({ "pasted": text })]);
    Ok(if plain { json!(text) } else { json!(json!(text).to_string()) })
}

fn capture(values: &[&Json]) -> Result<Json, String> {
    let [text, Json::String(pattern)] = values else { return Err("wants a text and a regex".into()) };
    let regex = regex::Regex::new(pattern).map_err(|error| error.to_string())?;
    let found = text.as_str().and_then(|text| regex.captures(text));
    let group = found.as_ref().and_then(|found| found.get(1).or_else(|| found.get(0)));
    Ok(group.map_or(Json::Null, |group| json!(group.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_texts_are_read_as_themselves() {
        let plain = ["pay", "http://c:4318/x#y", "$(NODE):4317", "it's"];
        let quoted = ["", "123", "on", "null", "1e3", "http://c:", "a #b", "{a}", "a: b", "\n"];
        for text in plain {
            assert_eq!(pasted(&[&json!(text)]), Ok(json!(text)));
        }
        for text in quoted {
            let pasted = pasted(&[&json!(text)]).expect("a text");
            let read = parse_yaml(&format!("x: {}", pasted.as_str().unwrap_or_default()));
            assert_eq!(read, Ok(vec![json!({ "x": text })]), "{text}");
        }
    }
}
