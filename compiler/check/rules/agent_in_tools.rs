//! An agent that the JDK's tools in the same container load too.

use serde_json::Value;

use crate::check::{Check, ContainerScope, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::launch::shell::split_command;
use crate::launch::{JvmOption, Launcher, Origin, Reader, script_at};
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::AGENT_IN_TOOLS,
    page: include_str!("agent-in-tools.md"),
    strict: true,
    check: Check::Jvm(check),
};

/// Programs of a JDK that are JVMs themselves.
const TOOLS: [&str; 12] = [
    "jar",
    "jarsigner",
    "javac",
    "jcmd",
    "jdeps",
    "jfr",
    "jhsdb",
    "jinfo",
    "jmap",
    "jps",
    "jstack",
    "keytool",
];

fn check(scope: &JvmScope, found: &mut Findings) {
    let Some(container) = scope.pod.and_then(|pod| pod.container_of(scope.jvm)) else { return };
    let Some(tool) = tool(&container) else { return };
    for option in &scope.jvm.launch.options {
        let is_agent = matches!(
            JvmOption::parse(&option.text),
            JvmOption::JavaAgent { .. } | JvmOption::AgentLib { .. } | JvmOption::AgentPath { .. }
        );
        if is_agent && by_every_jvm(&option.from) {
            let message = format!(
                "{tool}, which this container runs too, reads {} and loads `{}`",
                option.from, option.text
            );
            let finding =
                Diagnostic::new(RULE.code, scope.place(&option.from), message).severity(Severity::Info);
            found.push(finding.help(format!(
                "put it into JDK_JAVA_OPTIONS, which only `java` reads, or run `env -u {} {tool}`",
                option.from
            )));
        }
    }
}

fn by_every_jvm(from: &Origin) -> bool {
    let Origin::Variable(name) = from else { return false };
    Launcher::Java.rows().iter().any(|row| row.reader == Reader::Jvm && row.is_named(name))
}

/// A tool that the container's command, its probes or its hooks start.
fn tool(container: &ContainerScope) -> Option<&'static str> {
    let at = |pointer: &str| container.json.pointer(pointer).and_then(Value::as_array).cloned();
    let own = [at("/command"), at("/args")].into_iter().flatten().flatten().collect();
    let hooks =
        ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle/preStop", "lifecycle/postStart"];
    let others = hooks.iter().filter_map(|hook| at(&format!("/{hook}/exec/command")));
    std::iter::once(own).chain(others).find_map(|words| started(&words))
}

fn started(words: &[Value]) -> Option<&'static str> {
    let argv: Vec<Text> = words.iter().map(|word| Text::from(word.as_str().unwrap_or_default())).collect();
    let Some(script) = script_at(&argv).and_then(|at| argv.get(at)) else { return named(argv.first()?) };
    let commands = split_command(script).unwrap_or_default();
    let mut words = commands.iter().flat_map(|command| command.argv(&|_| None).into_iter().take(1));
    words.find_map(|word| named(&word))
}

fn named(program: &Text) -> Option<&'static str> {
    let name = program.known()?.rsplit('/').next()?;
    TOOLS.into_iter().find(|tool| *tool == name)
}
