//! What a consumer that loads an agent by itself writes into the pod, and what its custom resource has fields for.

use crate::diagnostic::{Reported, Sink};
use crate::launch::expand::escape_reference;
use crate::plan::{Agent, Container, Variable};
use crate::syntax::Fields;
use crate::text::Text;

use super::spec::Target;

/// The security context of what the consumer copies its agent with: `home "…" rights="resource"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    /// None of its own.
    None,
    /// The one that the custom resource says.
    Resource,
    /// That of the first container that it loads the agent into.
    Container,
}

impl Rights {
    /// How a `target.kdl` writes them.
    pub const NAMES: [(&'static str, Rights); 2] =
        [("resource", Rights::Resource), ("container", Rights::Container)];
}

/// A variable that the consumer sets by itself: `adds "NAME"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// Its name.
    pub name: String,
    /// What stands between a value that is there and what the consumer puts behind it; without, it leaves the value.
    pub separator: Option<String>,
}

/// The variable that the consumer loads its agent with: `variable "NAME"`.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnVariable {
    /// Its name.
    pub name: String,
    /// Whether it adds to a value that the pod gives; if not, the pod's is lost.
    pub appends: bool,
}

/// An option that the consumer writes by itself: `option "-Dk=" below="folder"`.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenOption {
    /// What stands before the path.
    pub prefix: String,
    /// The path below the agent's home.
    pub below: String,
}

/// A field of the custom resource that means the same as a variable: `field "name" env="NAME"`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceField {
    /// What templates call it.
    pub name: String,
    /// The variable.
    pub env: String,
    /// The field is a list; in the variable this parts it.
    pub separator: Option<String>,
    /// The field takes these values only.
    pub values: Vec<String>,
    /// The field without which this one says nothing.
    pub needs: Option<String>,
    /// The consumer sets none of both variables if the pod has one of them.
    pub with: Option<String>,
}

/// A value of a field.
pub enum FieldValue {
    /// Text.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// Reads `adds`.
pub fn read_additions(fields: Fields) -> Result<Vec<Addition>, Reported> {
    fields.takes(usize::MAX, &["separator"], false)?;
    let separator = fields.prop_text("separator")?.map(|text| text.value);
    let names = fields.texts()?.into_iter();
    Ok(names.map(|name| Addition { name: name.value, separator: separator.clone() }).collect())
}

/// Reads `variable`.
pub fn read_variable(fields: Fields) -> Result<OwnVariable, Reported> {
    fields.takes(1, &["appends"], false)?;
    Ok(OwnVariable { name: fields.text(0)?.value, appends: fields.flag("appends")? })
}

/// Reads `option`.
pub fn read_option(fields: Fields) -> Result<WrittenOption, Reported> {
    fields.takes(1, &["below"], false)?;
    Ok(WrittenOption { prefix: fields.text(0)?.value, below: fields.need_text("below")?.value })
}

/// Reads `field`.
pub fn read_field(fields: Fields, sink: &Sink) -> Result<ResourceField, Reported> {
    fields.takes(1, &["env", "separator", "needs", "with"], true)?;
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|text| text.value));
    let mut values = Vec::new();
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        if one.name() != "values" {
            return Err(fields.unknown_child(child, &["values"]));
        }
        values.extend(one.texts()?.into_iter().map(|value| value.value));
    }
    Ok(ResourceField {
        name: fields.text(0)?.value,
        env: fields.need_text("env")?.value,
        separator: text("separator")?,
        values,
        needs: text("needs")?,
        with: text("with")?,
    })
}

impl ResourceField {
    /// The variable's value as the field takes it; `None` where it cannot.
    pub fn value(&self, variable: &Variable) -> Option<FieldValue> {
        let text = variable.value.known()?;
        let items: Vec<String> = match &self.separator {
            Some(separator) => text.split(separator.as_str()).map(escape_reference).collect(),
            None => vec![escape_reference(text)],
        };
        let known = |item: &String| self.values.is_empty() || self.values.contains(item);
        if !items.iter().all(known) {
            return None;
        }
        match self.separator {
            Some(_) => Some(FieldValue::Many(items)),
            None => items.into_iter().next().map(FieldValue::One),
        }
    }
}

impl Target {
    /// Whether the target's consumer loads this agent by itself.
    pub fn operates(&self, agent: &Agent) -> bool {
        self.home.is_some() && self.needs.iter().any(|need| agent.capabilities.contains(need))
    }

    /// The agent of the container that the consumer loads by itself.
    pub fn operated<'c>(&self, container: &'c Container) -> Option<&'c Agent> {
        container.agents.iter().find(|agent| self.operates(agent))
    }

    /// Options of the container that the consumer writes by itself, `-javaagent` apart.
    pub fn written(&self, container: &Container) -> Vec<Text> {
        let home = self.operated(container).and_then(|agent| agent.files.as_ref()).map(|files| &files.mount);
        let option = |home: &String| {
            let home = home.trim_end_matches('/').to_owned();
            self.options.iter().map(move |o| Text::from(format!("{}{home}/{}", o.prefix, o.below)))
        };
        home.into_iter().flat_map(option).collect()
    }
}
