//! Who a JVM says it is, and where its data goes.

use crate::launch::Launch;
use crate::profile::{Setting, Type};
use crate::text::Text;

use super::given::{Given, is_valid};
use super::known::Edition;

/// What a backend shows of a JVM; `None` where nothing that is known here says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// Name of the service.
    pub service: Option<Text>,
    /// Name of the running instance.
    pub instance: Option<Text>,
    /// Where the data goes.
    pub collector: Option<Text>,
}

/// The concept whose entries are named like concepts.
pub(super) const ATTRIBUTES: &str = "resource.attributes";

impl Identity {
    /// The identity that an agent in this folder gets from a launch.
    pub fn of(edition: &Edition, home: Option<&str>, launch: &Launch) -> Self {
        Identity::said(edition, &Given::of(edition.reading(), home, launch))
    }

    /// The identity that an agent is given.
    pub(super) fn said(edition: &Edition, given: &Given) -> Self {
        let value = |concept: &str| {
            let own = edition.concept(concept).and_then(|setting| reported(setting, edition, given));
            let attributes = edition.concept(ATTRIBUTES).filter(|setting| setting.kind == Type::Map);
            own.filter(|value| !value.is_empty())
                .or_else(|| attributes.and_then(|map| entry(map, given.effective(map)?, concept)))
        };
        Identity {
            service: value("service.name"),
            instance: value("agent.id").or_else(|| value("service.instance.id")),
            collector: value("collector.endpoint"),
        }
    }
}

/// What the agent makes of a setting: cut to what it takes, and with what it puts behind.
fn reported(setting: &Setting, edition: &Edition, given: &Given) -> Option<Text> {
    let raised = |name: &str| {
        let setting = edition.facts.settings.get(name).filter(|own| own.known_to(&edition.release))?;
        given.effective(setting)?.known()?.trim().parse().ok()
    };
    let cut = |setting: &Setting| {
        // Without a valid one that is required nothing is told, which no other value would show.
        let value = given.effective(setting).filter(|value| setting.required || is_valid(setting, value))?;
        Some(value.known().map_or_else(|| value.clone(), |known| Text::from(setting.cut(known, &raised))))
    };
    let own = cut(setting)?;
    let Some(joined) = setting.joined.as_ref().filter(|_| !own.is_empty()) else { return Some(own) };
    let with: Vec<&Setting> =
        joined.with.iter().filter_map(|name| edition.facts.settings.get(name)).collect();
    let others: Vec<Text> = with.iter().map(|other| cut(other).unwrap_or_default()).collect();
    // A release that does not know one of them joins none.
    let joins = with.iter().all(|other| other.known_to(&edition.release));
    if !joins || others.iter().all(Text::is_empty) {
        return Some(own);
    }
    Some(Text::join(std::iter::once(own).chain(others), &joined.separator))
}

/// The value of a key in a map, as the agent reads it.
pub(super) fn entry(map: &Setting, value: &Text, key: &str) -> Option<Text> {
    let (separator, assign) = (map.separator.chars().next()?, map.assign.chars().next()?);
    let mut rest = Some(value.clone());
    while let Some(text) = rest {
        let (pair, tail) = match text.split_once(separator) {
            Some((pair, tail)) => (pair, Some(tail)),
            None => (text, None),
        };
        if let Some((name, value)) = pair.split_once(assign)
            && name.known().is_some_and(|name| name.trim() == key)
        {
            return Some(value);
        }
        rest = tail;
    }
    None
}
