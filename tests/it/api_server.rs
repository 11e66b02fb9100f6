//! Our model of the API server against its own code, built from `tests/conformance/admission-policy`, as
//! `AGENTC_ADMIT`.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::admission_policy::{modelled, policy, unbound};
use super::awkward_pods;

/// Each pod as it would be stored; without a policy, as the API server's types hold it.
fn admit(cases: &[(Option<&Value>, Value)]) -> Vec<Value> {
    let program = std::env::var("AGENTC_ADMIT").expect("AGENTC_ADMIT");
    let mut child =
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
    let cases: Vec<Value> =
        cases.iter().map(|(policy, pod)| json!({ "policy": policy, "pod": pod })).collect();
    let mut input = child.stdin.take().expect("piped");
    input.write_all(json!(cases).to_string().as_bytes()).expect("written");
    drop(input);
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Policies of every shape: with and without an app, with and without a name, one for each profile.
fn policies() -> Vec<(String, Value)> {
    let mut all = vec![
        ("an app with three agents".to_owned(), policy()),
        ("a container with a name".to_owned(), unbound("container \"pay\" { use \"skywalking\" }")),
        (
            "two containers".to_owned(),
            unbound("container \"pay\" { use \"skywalking\" }; container \"proxy\" { use \"jdwp\" }"),
        ),
    ];
    for profile in ["skywalking", "pinpoint", "otel", "takin", "heap-dump", "jdwp"] {
        all.push((profile.to_owned(), unbound(&format!("use \"{profile}\""))));
    }
    all
}

/// Not "the same launch" but the same JSON: order, duplicates and what is not a JVM's matter included.
#[test]
fn the_api_server_makes_the_pods_that_our_model_makes() {
    for (name, policy) in policies() {
        let pods = awkward_pods::all();
        let cases: Vec<_> = pods.iter().map(|p| (Some(&policy), p.pod.clone())).collect();
        let model: Vec<Option<Value>> = pods.iter().map(|p| modelled(&policy, &p.pod)).collect();
        let ours = model.iter().zip(&pods).map(|(after, p)| (None, after.clone().unwrap_or(p.pod.clone())));
        let (theirs, ours) = (admit(&cases), admit(&ours.collect::<Vec<_>>()));
        for ((awkward, theirs), ours) in pods.iter().zip(&theirs).zip(&ours) {
            assert_eq!(ours, theirs, "{name}: {}", awkward.what);
        }
        let done = model.iter().flatten().count();
        println!("{name}: {} pods compared, {done} changed, {} left alone", pods.len(), pods.len() - done);
    }
    for awkward in awkward_pods::all() {
        println!("  {}", awkward.what);
    }
}

/// What the API server does with a pod that it changed before.
#[test]
fn a_second_call_changes_nothing() {
    for (name, policy) in policies() {
        let once = admit(&[(Some(&policy), awkward_pods::changed(&[]))]);
        let twice = admit(&[(Some(&policy), once[0].clone())]);
        assert_eq!(once, twice, "{name}");
    }
}
