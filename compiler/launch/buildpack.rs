//! What the launcher of a buildpack adds by itself: a debugger's port and JMX, where variables ask for them.
//!
//! Source: the helpers of Paketo's libjvm for JDK 8 and 9.

use std::collections::BTreeMap;

use super::{Origin, Sourced};
use crate::text::Text;

/// How the names of its variables begin.
pub const PREFIX: &str = "BPL_";
const DEBUG: &str = "BPL_DEBUG_ENABLED";
const JMX: &str = "BPL_JMX_ENABLED";

/// The options that it adds.
pub(super) fn options(env: &BTreeMap<String, Text>, is_jdk8: bool) -> Vec<Sourced> {
    let value = |name: &str| env.get(name).and_then(Text::known).map(str::trim).filter(|v| !v.is_empty());
    let is_on =
        |name: &str| value(name).is_some_and(|v| matches!(v, "1" | "t" | "T" | "true" | "TRUE" | "True"));
    let option = |text: String, from: &str| Sourced::new(Text::from(text), Origin::Variable(from.to_owned()));
    let mut found = Vec::new();
    if is_on(DEBUG) {
        let port = value("BPL_DEBUG_PORT").unwrap_or("8000");
        let host = if is_jdk8 { "" } else { "*:" };
        let suspend = if is_on("BPL_DEBUG_SUSPEND") { "y" } else { "n" };
        let jdwp =
            format!("-agentlib:jdwp=transport=dt_socket,server=y,address={host}{port},suspend={suspend}");
        found.push(option(jdwp, DEBUG));
    }
    if is_on(JMX) {
        let port = value("BPL_JMX_PORT").unwrap_or("5000");
        found.push(option("-Djava.rmi.server.hostname=127.0.0.1".to_owned(), JMX));
        for (name, value) in [("authenticate", "false"), ("ssl", "false"), ("port", port), ("rmi.port", port)]
        {
            found.push(option(format!("-Dcom.sun.management.jmxremote.{name}={value}"), JMX));
        }
    }
    found
}
