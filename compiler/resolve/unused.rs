//! Settings of profiles that nobody uses.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity, Sink, codes};
use crate::source::Spanned;
use crate::syntax::{Fields, Node};

use super::profiles::Profiles;
use super::program::{Block, Program};

/// Reports each `settings` of a profile that no layer of any app in any environment uses, once.
pub fn report(program: &Program, profiles: &Profiles, sink: &Sink) {
    let mut found = Found::default();
    blocks(program).for_each(|block| found.look(&block.nodes));
    let used: BTreeSet<String> = found.used.iter().map(|name| profiles.canonical(&name.value)).collect();
    // A name that no profile has is told where it is looked up.
    let idle = |name: &&Spanned<String>| {
        let name = profiles.canonical(&name.value);
        !used.contains(&name) && profiles.get(&name).is_some()
    };
    for name in found.refined.iter().filter(idle) {
        let message = format!("nobody uses `{}`: these settings change nothing", name.value);
        let diagnostic = Diagnostic::new(&codes::UNUSED, name.span, message).severity(Severity::Info);
        sink.note(
            diagnostic
                .help(format!("use it in an app or in defaults, use \"{0}\", or remove them", name.value)),
        );
    }
}

/// Everything that may say something of an app.
fn blocks(program: &Program) -> impl Iterator<Item = &Block> {
    let environments = program.environments.values();
    let environments = environments.flat_map(|e| e.blocks.iter().chain(e.apps.iter().map(|app| &app.block)));
    let defaults = program.defaults.iter().chain(program.named.values());
    defaults.chain(program.apps.iter().map(|app| &app.block)).chain(environments)
}

/// Names of profiles, as they are written.
#[derive(Default)]
struct Found {
    used: Vec<Spanned<String>>,
    refined: Vec<Spanned<String>>,
}

impl Found {
    fn look(&mut self, nodes: &[Node]) {
        // What has no name is told where it is read.
        let quiet = Sink::default();
        for node in nodes {
            let name = || Fields::of(node, &quiet).text(0).ok();
            match node.name.value.as_str() {
                "use" => self.used.extend(name()),
                "settings" => self.refined.extend(name()),
                "container" | "variant" => self.look(node.children()),
                _ => {}
            }
        }
    }
}
