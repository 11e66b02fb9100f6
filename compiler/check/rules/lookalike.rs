//! Names that mean a setting and are none of its own.

use crate::jvms::{Running, Said};
use crate::profile::CarrierKind;

/// What was meant by a name.
pub enum Meant {
    /// The name to write in its place, in the same way.
    Name(String),
    /// There is none: what to do instead.
    Elsewhere(String),
}

/// The setting that another of its names says: a property's name with `_` for a variable, and the other way round.
pub fn of_another_kind(agent: &Running, said: &Said) -> Option<Meant> {
    let key = bare(agent, &said.name);
    let mut names = CarrierKind::ALL.iter().flat_map(|kind| agent.edition.names(*kind));
    let (_, setting) =
        names.find(|(name, setting)| bare(agent, name) == key && setting.known_to(agent.release()))?;
    if let Some(own) = setting.carriers.iter().find(|carrier| carrier.kind == said.kind) {
        return Some(Meant::Name(own.name.clone()));
    }
    let carrier = setting.carriers.first()?;
    Some(Meant::Elsewhere(match carrier.kind {
        CarrierKind::Env => format!("the agent takes it as the variable {} only", carrier.name),
        CarrierKind::Property => format!("the agent takes it as the property -D{} only", carrier.name),
        CarrierKind::Option => format!("the agent takes it as the option {} only", carrier.name),
        CarrierKind::File => {
            let file = carrier.file.as_deref().unwrap_or_default();
            format!("the agent reads {} from {file} only", carrier.name)
        }
    }))
}

/// How many letters two names are apart.
pub fn distance(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase())
}

/// A name without the agent's prefix, in the form that variables have.
fn bare(agent: &Running, name: &str) -> String {
    let prefixes = &agent.known.detect.prefixes;
    // Where there are several of a kind, they are part of what a key says.
    let own = |end: char| match prefixes.iter().filter(|prefix| prefix.ends_with(end)).collect::<Vec<_>>()[..]
    {
        [only] => name.strip_prefix(only.as_str()),
        _ => None,
    };
    let both = ['_', '.'].into_iter().all(|end| prefixes.iter().any(|prefix| prefix.ends_with(end)));
    let rest = own('_').or_else(|| own('.')).filter(|_| both).unwrap_or(name);
    rest.replace(['.', '-'], "_").to_uppercase()
}
