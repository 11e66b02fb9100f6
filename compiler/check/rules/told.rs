//! What agents are told, and where it is written.

use crate::check::JvmScope;
use crate::jvms::{Given, Known, Loaded};
use crate::launch::{JvmOption, Origin, clean};
use crate::profile::{Carrier, CarrierKind};
use crate::source::Span;
use crate::text::Text;

/// An agent that a JVM loads, or for which it has variables.
pub struct Told<'a> {
    /// Its profile.
    pub known: &'a Known,
    /// Its folder, where it is known.
    pub home: Option<String>,
    /// What it is told.
    pub given: Given<'a>,
}

/// The agents of a JVM that profiles know.
pub fn told<'a>(scope: &JvmScope<'a>) -> Vec<Told<'a>> {
    let mut all: Vec<Told> = Vec::new();
    let mut add = |known: &'a Known, home: Option<String>| {
        if all.iter().all(|told| told.known.name != known.name) {
            let given = Given::of(known.reading(), home.as_deref(), &scope.jvm.launch);
            all.push(Told { known, home, given });
        }
    };
    for loaded in &scope.jvm.agents {
        if let Some(known) = loaded.profile.as_deref().and_then(|name| scope.recogniser.named(name)) {
            add(known, loaded.agent.jar.known().map(|jar| known.home(&clean(jar))));
        }
    }
    for known in scope.jvm.launch.env.keys().filter_map(|name| scope.recogniser.variable(name)) {
        add(known, None);
    }
    all
}

/// Where a carrier stands that has this value.
pub fn place(scope: &JvmScope, known: &Known, carrier: &Carrier, value: &Text) -> Span {
    let found = match carrier.kind {
        CarrierKind::Env => Some(scope.place(&Origin::Variable(carrier.name.clone()))),
        CarrierKind::Property => {
            let is = |text: &Text| match JvmOption::parse(text) {
                JvmOption::Property { key, .. } => key.known() == Some(&carrier.name),
                _ => false,
            };
            let option = scope.jvm.launch.options.iter().rev().find(|option| is(&option.text));
            option.map(|option| scope.option(option))
        }
        CarrierKind::Option => {
            let own = |loaded: &&Loaded| loaded.profile.as_deref() == Some(known.name.as_str());
            let from = scope.jvm.agents.iter().find(own).map(|loaded| &loaded.agent.from);
            let (_, assign) = known.reading().option_syntax;
            let pair = value.known().map(|value| format!("{}{assign}{value}", carrier.name));
            from.map(|from| pair.map_or_else(|| scope.place(from), |pair| scope.place_of(from, &pair)))
        }
        CarrierKind::File => None,
    };
    found.unwrap_or(scope.jvm.place)
}
