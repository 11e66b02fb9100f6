//! Lines of a chart, as Helm runs them: of its templates, what lines that paste values need.

use serde_json::Value as Json;

use crate::yaml;

/// A part of a template.
enum Part<'t> {
    Text(&'t str),
    Action(&'t str),
}

/// The lines with these values in them.
pub fn render(lines: &str, values: &Json) -> Result<String, String> {
    let mut out = String::new();
    // The value of each `with` that is open, and whether its lines are printed.
    let mut open: Vec<Option<&Json>> = Vec::new();
    for part in parts(lines)? {
        let printed = open.iter().all(Option::is_some);
        match part {
            Part::Text(text) if printed => out.push_str(text),
            Part::Text(_) => {}
            Part::Action(action) => match words(action).as_slice() {
                ["with", path] => open.push(value(values, path)?),
                ["end"] => drop(open.pop().ok_or("an `end` of nothing")?),
                ["toYaml", ".", "|", "nindent", width] => {
                    let width: usize = width.parse().map_err(|_| format!("`{action}` has no width"))?;
                    let pasted = open.last().ok_or("`toYaml .` stands in no `with`")?;
                    out.push_str(
                        &pasted.filter(|_| printed).map_or_else(String::new, |v| indented(v, width)),
                    );
                }
                _ => return Err(format!("nobody knows what `{action}` makes of the values")),
            },
        }
    }
    if open.is_empty() { Ok(out) } else { Err("a `with` without `end`".to_owned()) }
}

/// Texts and actions; `{{-` and `-}}` take the blanks and line ends beside them.
fn parts(lines: &str) -> Result<Vec<Part<'_>>, String> {
    let (mut all, mut rest, mut trims) = (Vec::new(), lines, false);
    loop {
        let (text, action) = rest.split_once("{{").map_or((rest, None), |(text, rest)| (text, Some(rest)));
        let text = if trims { text.trim_start() } else { text };
        let Some(action) = action else {
            all.push(Part::Text(text));
            return Ok(all);
        };
        let (action, after) = action.split_once("}}").ok_or("an action without an end")?;
        let before = action.strip_prefix("- ");
        all.push(Part::Text(if before.is_some() { text.trim_end() } else { text }));
        let action = before.unwrap_or(action);
        let behind = action.strip_suffix(" -");
        trims = behind.is_some();
        all.push(Part::Action(behind.unwrap_or(action).trim()));
        rest = after;
    }
}

fn words(action: &str) -> Vec<&str> {
    action.split_whitespace().collect()
}

/// What stands at `.Values.a.b`; nothing where that is empty, as `with` sees it.
fn value<'v>(values: &'v Json, path: &str) -> Result<Option<&'v Json>, String> {
    let keys = path.strip_prefix(".Values.").ok_or_else(|| format!("`{path}` is none of the values"))?;
    let found = keys.split('.').try_fold(values, |value, key| value.get(key));
    Ok(found.filter(|value| match value {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(list) => !list.is_empty(),
        Json::Object(map) => !map.is_empty(),
        _ => true,
    }))
}

/// `toYaml . | nindent N`: on a new line, every line moved in.
fn indented(value: &Json, width: usize) -> String {
    let text = yaml::print(value);
    text.trim_end().lines().map(|line| format!("\n{}{line}", " ".repeat(width))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// text/template: a missing value is empty, `with` skips it; `{{-` takes the line end before it.
    #[test]
    fn values_are_pasted_where_they_are() {
        let lines = "a:\n{{- with .Values.x.y }}\n  {{- toYaml . | nindent 2 }}\n{{- end }}\nb: 1\n";
        let some = render(lines, &json!({ "x": { "y": [1, 2] } }));
        assert_eq!(some.as_deref(), Ok("a:\n  - 1\n  - 2\nb: 1\n"));
        assert_eq!(render(lines, &json!({})).as_deref(), Ok("a:\nb: 1\n"));
        assert_eq!(render(lines, &json!({ "x": { "y": [] } })).as_deref(), Ok("a:\nb: 1\n"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for lines in [
            "{{ include \"x\" . }}",
            "{{- with .Values.x }}",
            "{{- end }}",
            "{{ toYaml . | nindent 2 }}",
            "{{ with .Chart.Name }}{{ end }}",
            "{{ end",
        ] {
            assert!(render(lines, &json!({ "x": 1 })).is_err(), "{lines}");
        }
    }
}
