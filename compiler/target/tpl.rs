//! Values that a chart runs through Helm's `tpl`: a literal `{{` must survive it.

use serde_json::Value as Json;

/// What `tpl` turns into `{{`. A Go raw string has no escapes, so it means the same inside YAML's double quotes.
const OPENER: &str = "{{`{{`}}";

/// The same values, written so that `tpl` gives them back.
pub fn escape(value: &Json) -> Json {
    let done = strings(value, &|text| Ok(text.replace("{{", OPENER)));
    done.unwrap_or_else(|_| value.clone())
}

/// What `tpl` makes of values. Templates other than [`escape`]'s are not for a compiler to run.
pub fn render(value: &Json) -> Result<Json, String> {
    strings(value, &|text| {
        let parts: Vec<&str> = text.split(OPENER).collect();
        if parts.iter().any(|part| part.contains("{{")) {
            return Err(format!("the chart would run `{text}` as a template"));
        }
        Ok(parts.join("{{"))
    })
}

fn strings(value: &Json, change: &dyn Fn(&str) -> Result<String, String>) -> Result<Json, String> {
    Ok(match value {
        Json::String(text) => Json::String(change(text)?),
        Json::Array(items) => {
            Json::Array(items.iter().map(|v| strings(v, change)).collect::<Result<_, _>>()?)
        }
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| Ok((key.clone(), strings(value, change)?));
            Json::Object(map.iter().map(entry).collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn braces_survive_a_chart() {
        // text/template: an action of one raw string prints it; text outside of actions stays.
        let cases = [
            ("plain } }} {", "plain } }} {"),
            ("{{ .Values.x }}", "{{`{{`}} .Values.x }}"),
            ("{{{", "{{`{{`}}{"),
            ("{{{{", "{{`{{`}}{{`{{`}}"),
        ];
        for (text, written) in cases {
            let value = json!({ "a": [text, 1, null] });
            let escaped = escape(&value);
            assert_eq!(escaped, json!({ "a": [written, 1, null] }));
            assert_eq!(render(&escaped), Ok(value));
        }
    }

    #[test]
    fn other_templates_are_refused() {
        assert!(render(&json!(["{{ .Release.Name }}"])).is_err());
    }
}
