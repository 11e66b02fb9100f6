//! The order in which agents load, and another one.

use crate::check::JvmScope;
use crate::jvms::Loaded;
use crate::launch::{JvmOption, Origin, Sourced};
use crate::profile::{JavaAgent, Order};
use crate::source::Span;

use super::written;

/// The `javaagent` of a profile that a jar is.
pub fn javaagent<'a>(scope: &JvmScope<'a>, loaded: &Loaded) -> Option<&'a JavaAgent> {
    let known = scope.recogniser.of_loaded(loaded)?;
    let all = &known.facts().javaagents;
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let own = file(loaded.agent.jar.known()?);
    // A single one may go by a name with its release.
    let sole = if let [sole] = all.as_slice() { Some(sole) } else { None };
    all.iter().find(|agent| file(&agent.jar.value) == own).or(sole)
}

/// Where the profile wants a jar; `None` for one of which no profile says anything, or that bears any place.
pub fn wanted(scope: &JvmScope, loaded: &Loaded) -> Option<Order> {
    let agent = javaagent(scope, loaded)?;
    let known = scope.recogniser.of_loaded(loaded)?;
    let running = scope.agents.iter().find(|running| running.known.name == known.name)?;
    let given = agent.unless.as_deref().and_then(|name| running.given.effective(running.setting(name)?));
    given.is_none_or(|value| value.known() == Some("0")).then_some(agent.order)
}

/// Jars by their file names.
pub fn names(agents: &[&Loaded]) -> String {
    let file = |loaded: &&Loaded| {
        let jar = loaded.agent.jar.to_string();
        jar.rsplit('/').next().unwrap_or(&jar).to_owned()
    };
    agents.iter().map(file).collect::<Vec<_>>().join(", ")
}

/// Writes the agents in another order into the places where they are written; none where these are not all known,
/// or read at different times.
pub fn rewrite(scope: &JvmScope, sorted: &[&Loaded]) -> Vec<(Span, String)> {
    let Some(first) = sorted.first() else { return Vec::new() };
    let shared = |loaded: &&Loaded| loaded.agent.from == first.agent.from;
    let options = scope.jvm.launch.options.iter();
    let agents: Vec<&Sourced> =
        options.filter(|o| matches!(JvmOption::parse(&o.text), JvmOption::JavaAgent { .. })).collect();
    let place = |option: &&Sourced| match scope.find(&option.from, &option.text).as_slice() {
        [place] => Some(*place),
        _ => None,
    };
    let places: Vec<Span> = agents.iter().filter_map(place).collect();
    let text = |loaded: &&Loaded| {
        let at = scope.jvm.agents.iter().position(|own| std::ptr::eq(own, *loaded))?;
        agents.get(at).map(|option| option.text.to_string())
    };
    // One with a blank in it is in quotes of its own.
    let texts = sorted.iter().filter_map(text).filter(|text| !text.contains(char::is_whitespace));
    let texts: Vec<String> = texts.collect();
    let whole = places.len() == sorted.len() && texts.len() == sorted.len() && agents.len() == sorted.len();
    if !whole || !sorted.iter().all(shared) || is_shared(scope, first) {
        return Vec::new();
    }
    let pairs = places.into_iter().zip(texts);
    pairs.filter(|(place, text)| scope.text_at(*place) != text).collect()
}

/// Whether the variable's text stands elsewhere too.
fn is_shared(scope: &JvmScope, loaded: &Loaded) -> bool {
    let Origin::Variable(name) = &loaded.agent.from else { return false };
    written::entry(scope, name)
        .is_some_and(|entry| entry.shared || entry.get("value").is_some_and(|value| value.shared))
}
