//! JMX that anybody may use.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::jvms::Starter;
use crate::launch::{JvmOption, Sourced};

pub const RULE: Rule = Rule {
    code: &codes::JMX_OPEN,
    page: include_str!("jmx-open.md"),
    strict: false,
    check: Check::Jvm(check),
};

const PREFIX: &str = "com.sun.management.jmxremote.";

fn check(scope: &JvmScope, found: &mut Findings) {
    let property = |name: &str| last(scope, name);
    if property("port").is_none() || property("host").is_some_and(|(_, host)| is_loopback(&host)) {
        return;
    }
    let port = property("port").and_then(|(_, port)| port.parse().ok());
    // A container's port is for the services beside it alone, until the host passes it on.
    let is_closed = |port: u16| !scope.jvm.published.iter().any(|own| own.opens(port));
    if scope.jvm.starter == Starter::Compose && port.is_none_or(is_closed) {
        return;
    }
    let off = |name: &str| property(name).filter(|(_, value)| value.eq_ignore_ascii_case("false"));
    let (option, severity, message) = match (off("authenticate"), off("ssl")) {
        (Some((option, _)), _) => (
            option,
            Severity::Error,
            "whoever reaches the JMX port controls the JVM: it asks nobody who he is",
        ),
        (None, Some((option, _))) => {
            (option, Severity::Warning, "the JMX port takes passwords in clear text")
        }
        (None, None) => return,
    };
    let place = scope.option(option);
    found.push(Diagnostic::new(RULE.code, place, message).severity(severity).help(match scope.jvm.starter {
        Starter::Compose => "leave authenticate and ssl on, or publish the port for this host alone: 127.0.0.1:PORT:PORT",
        Starter::Kubelet => "leave authenticate and ssl on, or bind it to the pod with -Dcom.sun.management.jmxremote.host=127.0.0.1",
    }));
}

/// The effective value of a property, empty where only the running pod knows it.
fn last<'a>(scope: &JvmScope<'a>, name: &str) -> Option<(&'a Sourced, String)> {
    scope.jvm.launch.options.iter().rev().find_map(|option| match JvmOption::parse(&option.text) {
        JvmOption::Property { key, value } => {
            let is = key.known()?.strip_prefix(PREFIX) == Some(name);
            is.then(|| (option, value.known().unwrap_or_default().to_owned()))
        }
        _ => None,
    })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "::1" || host.starts_with("127.")
}
