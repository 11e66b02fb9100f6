//! Data of an agent that leaves the cluster in clear text.

use super::{delivery, written};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Running;
use crate::text::Text;

pub const RULE: Rule = Rule {
    code: &codes::PLAINTEXT_COLLECTOR,
    page: include_str!("plaintext-collector.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for agent in &scope.agents {
        let Some((endpoint, said)) = agent.concept("collector.endpoint") else { continue };
        let Some(host) = endpoint.known().and_then(outside) else { continue };
        if is_encrypted(scope, agent, &endpoint) {
            continue;
        }
        let message = format!("what the agent sends goes to {host} in clear text");
        found.push(
            Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                .help("switch on the agent's TLS, with https:// where it takes a URL, or send to a collector in the cluster"),
        );
    }
}

/// The first of several hosts that is in no cluster and no private network.
fn outside(endpoints: &str) -> Option<String> {
    endpoints.split(',').map(|one| host(one.trim())).find(|host| is_public(host)).map(str::to_owned)
}

/// Without scheme, credentials, path and port.
fn host(endpoint: &str) -> &str {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    match address.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => address.split(':').next().unwrap_or_default(),
    }
}

/// Last parts of names that the Internet does not know.
const PRIVATE: [&str; 7] = ["local", "localhost", "internal", "lan", "corp", "intranet", "home"];

/// `NAME.NAMESPACE` and `NAME.NAMESPACE.svc…` are services, whatever the cluster's domain.
fn is_public(host: &str) -> bool {
    if let Some(octets) = octets(host) {
        // Private, shared by a carrier, loopback, link-local, none.
        return !matches!(
            octets,
            [10 | 127 | 0, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] | [169, 254, ..]
        );
    }
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 2
        && !labels.contains(&"svc")
        && !PRIVATE.contains(&last)
        && !host.contains(['$', '{', ':'])
}

/// The parts of an IPv4 address.
fn octets(host: &str) -> Option<[u8; 4]> {
    let octets: Vec<u8> = host.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    octets.try_into().ok()
}

fn is_encrypted(scope: &JvmScope, agent: &Running, value: &Text) -> bool {
    let scheme = value.known().and_then(|value| value.split_once("://")).map(|(scheme, _)| scheme);
    if let Some(scheme) = scheme {
        return !scheme.eq_ignore_ascii_case("http");
    }
    let switched = |concept: &str| {
        let setting = agent.edition.concept(concept);
        let value = setting.and_then(|setting| agent.given.effective(setting));
        value.is_some_and(|value| !value.is_empty() && value.known() != Some("false"))
    };
    switched("tls.enable") || switched("tls.ca") || switched("tls.cert") || has_certificate(scope, agent)
}

/// Whether a volume brings the certificate that the agent looks for.
fn has_certificate(scope: &JvmScope, agent: &Running) -> bool {
    let container = scope.pod.and_then(|pod| pod.container_of(scope.jvm));
    let jar = agent.loaded.and_then(|loaded| loaded.agent.jar.known());
    let (Some(container), Some(jar)) = (container, jar) else { return false };
    let home = agent.known.home(jar);
    let path = agent.edition.concept("tls.ca").and_then(|setting| setting.builtin.clone());
    let Some(path) = path else { return false };
    let mount = |path: &str| delivery::mount_at(&container, path).map(|mount| mount.span);
    mount(&crate::launch::clean(&format!("{home}/{path}"))) != mount(&home)
}
