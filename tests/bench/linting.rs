//! A lint run beside what reading its input alone takes.

use std::fmt::Write as _;

use agentc::check::{Linter, Selection};
use agentc::diagnostic::Sink;
use agentc::jvms::Recogniser;
use agentc::read::compose::Beside;
use agentc::resolve::Profiles;
use agentc::source::Sources;
use saphyr_parser::Parser;
use serde_saphyr::{from_multiple_with_options, options};

use crate::measure::{Measured, Row};

pub const ROWS: &[Measured] = &[events, values];

const DEPLOYMENTS: usize = 10_000;

/// So many Deployments, each with an agent that an init container brings.
fn deployments(count: usize) -> String {
    let template = r"apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-@
  namespace: shop
spec:
  replicas: 2
  selector: {matchLabels: {app: app-@}}
  template:
    metadata: {labels: {app: app-@}}
    spec:
      initContainers:
      - name: agent
        image: apache/skywalking-java-agent:9.7.0-java17
        command: [cp, -r, /skywalking/agent/., /agent]
        resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: 500m, memory: 256Mi}}
        volumeMounts:
        - {name: agent, mountPath: /agent}
      containers:
      - name: app
        image: registry.example.com/app:@
        env:
        - name: JAVA_TOOL_OPTIONS
          value: -javaagent:/agent/skywalking-agent.jar -Xmx512m
        - name: SW_AGENT_NAME
          value: app-@
        - name: SW_AGENT_COLLECTOR_BACKEND_SERVICES
          value: oap.tracing:11800
        resources: {limits: {memory: 1Gi}}
        volumeMounts:
        - {name: agent, mountPath: /agent, readOnly: true}
        - {name: logs, mountPath: /agent/logs}
      volumes:
      - name: agent
        emptyDir: {sizeLimit: 200Mi}
      - name: logs
        emptyDir: {sizeLimit: 100Mi}
---
";
    let mut text = String::new();
    for number in 0..count {
        write!(text, "{}", template.replace('@', &number.to_string())).expect("a String");
    }
    text
}

/// Findings in a stream, which is as it should be.
fn lint(text: &str) -> usize {
    findings("a.yaml", text)
}

/// Findings in a Dockerfile.
pub fn dockerfile(text: &str) -> usize {
    findings("Dockerfile", text)
}

/// Findings in a start script.
pub fn script(text: &str) -> usize {
    findings("start.sh", text)
}

fn findings(name: &str, text: &str) -> usize {
    let (sources, sink) = (Sources::default(), Sink::default());
    let profiles = Profiles::new(indexmap::IndexMap::new(), &sources, &sink);
    let (recogniser, selection) = (Recogniser::new(&profiles), Selection::default());
    let linter = Linter {
        recogniser: &recogniser,
        selection: &selection,
        sources: &sources,
        beside: Beside::nothing(),
    };
    let id = sources.add(name, text);
    match name {
        "Dockerfile" => linter.dockerfile(id, &sink),
        "start.sh" => linter.script(id, &sink),
        _ => linter.manifest(id, &sink),
    }
    sink.into_report(&sources).len()
}

fn events() -> Result<Row, String> {
    let text = deployments(DEPLOYMENTS);
    if lint(&text) > 0 {
        return Err("the Deployments have findings".to_owned());
    }
    let peer = || Parser::new_from_str(&text).flatten().count();
    if peer() < DEPLOYMENTS {
        return Err("the peer does not read the Deployments".to_owned());
    }
    Ok(Row::measure(
        titles("the events of `saphyr-parser`, one thread", "the least that any reader pays"),
        || lint(&text),
        peer,
    ))
}

fn values() -> Result<Row, String> {
    let text = deployments(DEPLOYMENTS);
    let options = options! { budget: None };
    let peer = || {
        let all = from_multiple_with_options::<serde_json::Value>(&text, options.clone());
        all.map_or(0, |documents| documents.len())
    };
    if peer() != DEPLOYMENTS {
        return Err("the peer does not read the Deployments".to_owned());
    }
    Ok(Row::measure(
        titles("`serde-saphyr` into values, one thread", "the bound is 1.5"),
        || lint(&text),
        peer,
    ))
}

fn titles(peer: &str, read: &str) -> [String; 3] {
    [format!("lint {DEPLOYMENTS} Deployments in one stream"), peer.to_owned(), read.to_owned()]
}
