//! Who gives a variable its value.

use crate::launch::EnvValue;
use crate::text::Opaque;

/// Who gives a variable its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// `ENV` of the image.
    Image,
    /// It is written out.
    Value,
    /// A `ConfigMap`.
    ConfigMap,
    /// A field of the pod.
    Field,
    /// A Secret.
    Secret,
    /// What cannot be seen.
    Elsewhere,
    /// A start script.
    Script,
}

impl Setter {
    /// Who gives this value.
    pub fn of(value: &EnvValue) -> Self {
        match value {
            EnvValue::Literal(_) | EnvValue::Given(_) => Setter::Value,
            EnvValue::Verbatim(_) | EnvValue::From(Opaque::ConfigMap { .. }) => Setter::ConfigMap,
            EnvValue::From(Opaque::Field(_)) => Setter::Field,
            EnvValue::From(Opaque::Secret { .. }) => Setter::Secret,
            EnvValue::From(Opaque::Unknown(_)) => Setter::Elsewhere,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Setter::Image => "image",
            Setter::Value => "value",
            Setter::ConfigMap => "config-map",
            Setter::Field => "field",
            Setter::Secret => "secret",
            Setter::Elsewhere => "elsewhere",
            Setter::Script => "script",
        }
    }
}
