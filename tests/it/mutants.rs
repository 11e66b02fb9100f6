//! Small changes: to a document, leaf by leaf, element by element, key by key; to a text, word by word.

use agentc::target::Emitted;
use serde_json::Value as Json;

/// A changed file.
#[derive(Debug)]
pub struct Mutant {
    /// JSON pointer, or `:INSTRUCTION` of a text; of two lines, `:UPPER^LOWER` as they were.
    pub place: String,
    /// `change`, `drop`, `swap` or `remove`; `shift` where a blank changes its place.
    pub kind: &'static str,
    /// What became of it.
    pub shown: String,
    /// The whole file.
    pub file: Emitted,
}

/// Every change of one value in a document; `with` puts the document into its file.
pub fn json_mutants(document: &Json, at: &str, with: &dyn Fn(Json) -> Emitted) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (pointer, place) in pointers(document) {
        let Some(value) = document.pointer(&pointer) else { continue };
        for (below, kind, shown, changed) in changes(value) {
            let mut document = document.clone();
            if let Some(place) = document.pointer_mut(&pointer) {
                *place = changed;
            }
            let place = format!("{at}{place}{below}");
            all.push(Mutant { place, kind, shown, file: with(document) });
        }
    }
    all
}

/// Every place as a JSON pointer, and as people say it: `/containers/app/env/TZ`.
fn pointers(value: &Json) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), String::new())];
    let mut below = |key: &str, called: &str, inner: &Json| {
        let key = key.replace('~', "~0").replace('/', "~1");
        let inner = pointers(inner).into_iter();
        all.extend(inner.map(|(pointer, place)| (format!("/{key}{pointer}"), format!("/{called}{place}"))));
    };
    match value {
        Json::Object(map) => map.iter().for_each(|(key, inner)| below(key, key, inner)),
        Json::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| below(&at.to_string(), &called(at, inner), inner));
        }
        _ => {}
    }
    all
}

/// An element by its name, if it has one.
fn called(at: usize, element: &Json) -> String {
    element.get("name").and_then(Json::as_str).map_or_else(|| at.to_string(), str::to_owned)
}

type Change = (String, &'static str, String, Json);

/// Every change of a value itself: where below it, what kind, what it is now.
fn changes(value: &Json) -> Vec<Change> {
    let change = |changed: Json| (String::new(), "change", changed.to_string(), changed);
    match value {
        Json::String(text) => {
            changed_texts(text).into_iter().map(|text| change(Json::String(text))).collect()
        }
        Json::Number(number) => number.as_i64().map(|n| change(Json::from(n + 1))).into_iter().collect(),
        Json::Bool(flag) => vec![change(Json::Bool(!flag))],
        Json::Null => vec![change(Json::from("x"))],
        Json::Object(map) => {
            let without = |key: &String| {
                let mut map = map.clone();
                map.shift_remove(key);
                let escaped = key.replace('~', "~0").replace('/', "~1");
                (format!("/{escaped}"), "remove", format!("no {key}"), Json::Object(map))
            };
            map.keys().map(without).collect()
        }
        Json::Array(list) => {
            let dropped = (0..list.len()).map(|i| {
                let mut list = list.clone();
                let gone = list.remove(i);
                (format!("/{}", called(i, &value[i])), "drop", format!("without {gone}"), Json::Array(list))
            });
            let swapped = (1..list.len()).filter(|i| list[i - 1] != list[*i]).map(|i| {
                let mut list = list.clone();
                list.swap(i - 1, i);
                (
                    format!("/{}", called(i - 1, &value[i - 1])),
                    "swap",
                    format!("with {}", list[i - 1]),
                    Json::Array(list),
                )
            });
            dropped.chain(swapped).collect()
        }
    }
}

/// The text with its first, its middle and its last character changed.
fn changed_texts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let Some(last) = chars.len().checked_sub(1) else { return vec!["x".to_owned()] };
    let mut places = vec![0, last / 2, last];
    places.dedup();
    let with = |at: usize| {
        let mut chars = chars.clone();
        chars[at] = other(chars[at]);
        chars.into_iter().collect()
    };
    places.into_iter().map(with).collect()
}

/// A character of the same kind, so that grammar alone does not refuse it.
fn other(c: char) -> char {
    match c {
        'z' => 'a',
        'Z' => 'A',
        '9' => '1',
        c if c.is_ascii_alphanumeric() => char::from(c as u8 + 1),
        _ => 'x',
    }
}

/// Every change of one word or line of a text.
pub fn text_mutants(file: &Emitted) -> Vec<Mutant> {
    let lines: Vec<&str> = file.text.lines().collect();
    let original = file.text.clone();
    let mutant = |place: String, kind, shown: String, lines: Vec<String>| {
        let text = lines.iter().map(|line| format!("{line}\n")).collect();
        let file = Emitted { text, ..file.clone() };
        Mutant { place: format!(":{place}"), kind, shown, file }
    };
    let owned = || lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut all = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for changed in changed_lines(line) {
            let mut lines = owned();
            lines[at].clone_from(&changed.1);
            all.push(mutant(instruction(&original, at), changed.0, changed.1, lines));
        }
        let mut without = owned();
        without.remove(at);
        all.push(mutant(instruction(&original, at), "remove", format!("without `{line}`"), without));
        if at > 0 && lines[at - 1] != *line {
            let mut swapped = owned();
            swapped.swap(at - 1, at);
            let place = format!("{}^{}", instruction(&original, at - 1), instruction(&original, at));
            all.push(mutant(place, "swap", format!("`{line}` before `{}`", lines[at - 1]), swapped));
        }
    }
    all
}

/// The first word of the instruction that a line belongs to, and of a line that goes on with it what it sets.
fn instruction(text: &str, at: usize) -> String {
    let upto: Vec<&str> = text.lines().take(at + 1).collect();
    let first = |line: &str| line.split([' ', '=']).next().unwrap_or_default().to_owned();
    let start = upto.iter().rev().find(|line| !line.starts_with(' ')).copied().unwrap_or_default();
    let own = upto.last().filter(|line| line.starts_with(' ')).map(|line| line.trim_start());
    let sets = own.or_else(|| start.strip_prefix("ENV ")).filter(|_| start.starts_with("ENV "));
    sets.map_or_else(|| first(start), |sets| format!("ENV/{}", first(sets)))
}

fn changed_lines(line: &str) -> Vec<(&'static str, String)> {
    let words: Vec<&str> = line.split(' ').collect();
    let join = |words: Vec<String>| words.join(" ");
    let owned = || words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| !word.is_empty()) {
        for changed in changed_texts(word) {
            let mut words = owned();
            words[at] = changed;
            all.push(("change", join(words)));
        }
        let mut without = owned();
        without.remove(at);
        all.push(("drop", join(without)));
        if at > 0 && words[at - 1] != *word {
            let mut swapped = owned();
            swapped.swap(at - 1, at);
            all.push((if words[at - 1].is_empty() { "shift" } else { "swap" }, join(swapped)));
        }
    }
    all
}
