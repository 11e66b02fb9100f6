//! An agent in the variable that `catalina.sh stop` reads too.

use super::{env, lost};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Agent, Launcher, Origin};

pub const RULE: Rule = Rule {
    code: &codes::AGENT_IN_JAVA_OPTS,
    page: include_str!("agent-in-java-opts.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let launch = &scope.jvm.launch;
    let own = launch.launcher.default_variable();
    if launch.launcher != Launcher::Catalina {
        return;
    }
    let by_script = |agent: &&Agent| {
        let Origin::Variable(name) = &agent.from else { return false };
        name != own
            && launch
                .launcher
                .rows()
                .iter()
                .any(|row| row.is_named(name) && lost::is_evaluated(scope, &agent.from))
    };
    for agent in launch.agents.iter().filter(by_script) {
        let message = format!("`catalina.sh stop` loads {} too: it reads {}", agent.jar, agent.from);
        let help = format!("put agents into {own}, which only the server's own JVM gets");
        let place = scope.place_of_agent(agent);
        let finding = Diagnostic::new(RULE.code, place, message).help(help);
        found.push(
            finding
                .unsafe_fix(format!("rename it to {own}"), env::renamed(scope, &agent.from.to_string(), own)),
        );
    }
}
