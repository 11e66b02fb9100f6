//! A debugger's port that others reach.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::Starter;
use crate::launch::{Door, door, door_port};

pub const RULE: Rule = Rule {
    code: &codes::DEBUGGER_OPEN,
    page: include_str!("debugger-open.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    if scope.jvm.starter == Starter::Compose {
        return check_service(scope, found);
    }
    for option in &scope.jvm.launch.options {
        let Some(door) = door(&option.text) else { continue };
        let Some((severity, message)) = judge(&door, scope.jvm.jdk) else { continue };
        let place = scope.option(option);
        found.push(
            Diagnostic::new(RULE.code, place, message)
                .severity(severity)
                .help("who reaches the port runs code in the JVM: write address=127.0.0.1:PORT and use kubectl port-forward"),
        );
    }
}

/// A container's port is for the services beside it alone, until the host passes it on.
fn check_service(scope: &JvmScope, found: &mut Findings) {
    for option in &scope.jvm.launch.options {
        let reached = match door(&option.text) {
            None | Some(Door::Loopback) => false,
            Some(Door::PortAlone) => scope.jvm.jdk.is_none_or(|jdk| jdk < 9),
            Some(Door::Everywhere | Door::At(_)) => true,
        };
        let Some(port) = door_port(&option.text).filter(|_| reached) else { continue };
        let Some(passed) = scope.jvm.published.iter().find(|own| own.opens(port)) else { continue };
        let message =
            format!("the host passes the debugger's port {port} on from every network that it is in");
        found.push(
            Diagnostic::new(RULE.code, passed.place, message)
                .severity(Severity::Warning)
                .related(scope.option(option), "opened here")
                .help(format!("who reaches the port runs code in the JVM: write 127.0.0.1:{port}:{port}")),
        );
    }
}

fn judge(door: &Door, jdk: Option<u32>) -> Option<(Severity, String)> {
    let message = match (door, jdk) {
        (Door::Loopback, _) => return None,
        (Door::Everywhere, _) => "the debugger's port is open on every interface of the pod".to_owned(),
        (Door::At(host), _) => format!("the debugger's port is open at {host}"),
        (Door::PortAlone, Some(8)) => {
            "the debugger's port is open on every interface: JDK 8 takes a port alone for that".to_owned()
        }
        (Door::PortAlone, Some(jdk)) => {
            let message = format!(
                "a debugger can connect; only because this is JDK {jdk}, not JDK 8, from the pod alone"
            );
            return Some((Severity::Warning, message));
        }
        (Door::PortAlone, None) => {
            let message = "a debugger can connect; before JDK 9 a port alone is open on every interface";
            return Some((Severity::Warning, message.to_owned()));
        }
    };
    Some((Severity::Error, message))
}
