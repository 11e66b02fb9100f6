//! `catalina.sh jpda run`: the debugger that Tomcat's own script adds.

use super::command::Argument;
use super::compute::Computation;
use super::invocation::Invocation;
use super::{Expansion, Origin};
use crate::text::Text;

/// Since this release the debugger is given loopback, and stands before the other options.
const LOOPBACK_SINCE: (u32, u32) = (8, 5);

impl Computation<'_> {
    /// Adds to the words of `CATALINA_OPTS` what `jpda` adds to that variable.
    pub(super) fn with_debugger(&mut self, name: &str, own: Vec<Argument>) -> Vec<Argument> {
        let Invocation::Catalina(args) = self.invocation else { return own };
        let Some(word) = args.first().filter(|word| word.text.known() == Some("jpda")) else { return own };
        if name != "CATALINA_OPTS" {
            return own;
        }
        let is_new = self.start.tomcat.is_none_or(|release| release >= LOOPBACK_SINCE);
        let mut added = self.debugger(word, is_new);
        if is_new {
            added.extend(own);
            return added;
        }
        own.into_iter().chain(added).collect()
    }

    /// `JPDA_OPTS`, or what the script makes of the variables of its parts.
    fn debugger(&mut self, word: &Argument, is_new: bool) -> Vec<Argument> {
        let set = |name: &str| self.env.vars.get(name).filter(|value| !value.is_empty()).cloned();
        if let Some(value) = set("JPDA_OPTS") {
            return self.of_variable("JPDA_OPTS".to_owned(), &value, Expansion::Eval);
        }
        let or = |name: &str, default: &str| set(name).unwrap_or_else(|| Text::from(default));
        let mut text = Text::from("-agentlib:jdwp=transport=");
        text.append(&or("JPDA_TRANSPORT", "dt_socket"));
        text.push_str(",address=");
        text.append(&or("JPDA_ADDRESS", if is_new { "localhost:8000" } else { "8000" }));
        text.push_str(",server=y,suspend=");
        text.append(&or("JPDA_SUSPEND", "n"));
        let address = set("JPDA_ADDRESS").map(|_| Origin::Variable("JPDA_ADDRESS".to_owned()));
        let from = address.unwrap_or_else(|| word.from.clone());
        vec![Argument { text, from, by_shell: true, maybe: word.maybe }]
    }
}
