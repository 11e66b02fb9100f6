//! Templates, each compiled once: a build renders some of them for every app, a proof for every step.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use handlebars::{Context, Handlebars, RenderContext, Renderable, StringOutput, Template};
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
        let template = Arc::new(Template::compile(&text()?).map_err(|error| error.to_string())?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), Arc::clone(&template));
        Ok(template)
    }
}

/// What a template prints, with the helpers and partials of a registry.
pub fn render(template: &Template, registry: &Handlebars, model: &Json) -> Result<String, String> {
    let context = Context::wraps(model).map_err(|error| error.to_string())?;
    let (mut state, mut out) = (RenderContext::new(None), StringOutput::new());
    template.render(registry, &context, &mut state, &mut out).map_err(|error| error.to_string())?;
    out.into_string().map_err(|error| error.to_string())
}
