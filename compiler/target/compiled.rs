//! Templates, each compiled once: a build renders some of them for every app, a proof for every step.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use handlebars::{
    Context, Handlebars, RenderContext, RenderError, RenderErrorReason, Renderable, StringOutput, Template,
    TemplateError,
};
use serde_json::Value as Json;

/// Compiled templates by what they are asked for with.
#[derive(Default)]
pub struct Compiled(Mutex<HashMap<String, Arc<Template>>>);

impl Compiled {
    /// The template of this key; `text` gives its text when it is first asked for.
    pub fn get(
        &self,
        key: &str,
        text: impl FnOnce() -> Result<String, String>,
    ) -> Result<Arc<Template>, String> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
            return Ok(Arc::clone(known));
        }
        let template = Arc::new(Template::compile(&text()?).map_err(|error| unreadable(&error))?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), Arc::clone(&template));
        Ok(template)
    }
}

/// What a template prints, with the helpers and partials of a registry.
pub fn render(template: &Template, registry: &Handlebars, model: &Json) -> Result<String, String> {
    let context = Context::wraps(model).map_err(|error| error.to_string())?;
    let (mut state, mut out) = (RenderContext::new(None), StringOutput::new());
    template.render(registry, &context, &mut state, &mut out).map_err(|error| unprintable(&error))?;
    out.into_string().map_err(|error| error.to_string())
}

/// What is wrong with a template's text. A syntax error is a drawing of several lines, and its last says it all.
fn unreadable(error: &TemplateError) -> String {
    let reason = error.reason().to_string();
    let why = reason.rsplit("= reason: ").next().unwrap_or_default();
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}{}", place(None, error.pos()), why.trim_start_matches("invalid handlebars syntax: "))
}

/// Why a template does not print.
fn unprintable(error: &RenderError) -> String {
    let why = match error.reason() {
        RenderErrorReason::MissingVariable(Some(name)) => format!("there is no `{name}`"),
        RenderErrorReason::MissingVariable(None) => "a name that does not exist".to_owned(),
        other => other.to_string(),
    };
    let at = error.line_no.zip(error.column_no);
    format!("{}{why}", place(error.template_name.as_deref(), at))
}

/// A template is told by the caller; a partial has a name.
fn place(partial: Option<&str>, at: Option<(usize, usize)>) -> String {
    let partial = partial.map(|name| format!("partial `{name}`, ")).unwrap_or_default();
    let at = at.map(|(line, column)| format!("line {line}, column {column}: ")).unwrap_or_default();
    format!("{partial}{at}")
}
