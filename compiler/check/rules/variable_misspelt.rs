//! A variable that is called almost as one that JVMs read.

use super::env;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Origin, Reason};
use crate::source::Span;
use crate::yaml::Node;

pub const RULE: Rule = Rule {
    code: &codes::VARIABLE_MISSPELT,
    page: include_str!("variable-misspelt.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in &scope.jvm.launch.lost {
        let (Reason::Misspelt(meant), Origin::Variable(name)) = (&lost.why, &lost.from) else { continue };
        let message = format!("nothing reads {name}: the variable is called {meant}");
        found.push(
            Diagnostic::new(RULE.code, place(scope, name), message)
                .help(format!("put the options into {meant}"))
                .fix(format!("rename it to {meant}"), env::renamed(scope, name, meant)),
        );
    }
}

/// Where the name is written, else the value.
fn place(scope: &JvmScope, name: &str) -> Span {
    let entry = || {
        let list = env::list(scope)?;
        list.items().get(*env::positions(list, name).last()?)?.get("name")
    };
    entry().map_or_else(|| scope.place(&Origin::Variable(name.to_owned())), |node: &Node| node.span)
}
