//! What in a `target.kdl` depends on the model: lines of headers, refusals, artifacts, proofs.

use serde_json::Value as Json;

use crate::diagnostic::Reported;
use crate::syntax::Fields;

/// A line of a header.
#[derive(Clone, Debug)]
pub struct Note {
    /// The line; a template over the model.
    pub text: String,
    /// What it depends on.
    pub guard: Guard,
}

/// What the model must say for something to count.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// A boolean, a text or a list of the model that must be true or not empty.
    pub when: Option<String>,
    /// A boolean, a text or a list of the model that must be false or empty.
    pub unless: Option<String>,
}

/// A plan that the target does not take.
#[derive(Clone, Debug)]
pub struct Refuse {
    /// What follows "target `x`"; a template over the model.
    pub why: String,
    /// The way out.
    pub help: Option<String>,
    /// Which plans.
    pub guard: Guard,
}

impl Guard {
    /// Whether it lets this model through.
    pub fn holds(&self, model: &Json) -> bool {
        let truth = |path: &String| {
            let pointer: String = path.split('.').flat_map(|part| ["/", part]).collect();
            match model.pointer(&pointer) {
                None | Some(Json::Null | Json::Bool(false)) => false,
                Some(Json::String(text)) => !text.is_empty(),
                Some(Json::Array(list)) => !list.is_empty(),
                Some(Json::Object(map)) => !map.is_empty(),
                Some(_) => true,
            }
        };
        self.when.as_ref().is_none_or(truth) && !self.unless.as_ref().is_some_and(truth)
    }
}

/// Reads `when=` and `unless=`.
pub fn read_guard(fields: Fields) -> Result<Guard, Reported> {
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|t| t.value));
    Ok(Guard { when: text("when")?, unless: text("unless")? })
}

/// Reads `refuse "why" help="…" when= unless=`.
pub fn read_refuse(fields: Fields) -> Result<Refuse, Reported> {
    fields.takes(1, &["help", "when", "unless"], false)?;
    let help = fields.prop_text("help")?.map(|text| text.value);
    Ok(Refuse { why: fields.text(0)?.value, help, guard: read_guard(fields)? })
}

/// Reads `note "…" when= unless=`.
pub fn read_note(fields: Fields) -> Result<Note, Reported> {
    fields.takes(1, &["when", "unless"], false)?;
    Ok(Note { text: fields.text(0)?.value, guard: read_guard(fields)? })
}
