//! SkyWalking takes 50 characters of an instance's name (facts: Config.java, `@Length`), and 9.1.0 and later as many as
//! `agent.instance_name#length` says. A Deployment's pods are called `<name>-<10>-<5>`: names of more than 33 characters
//! lose what tells pods apart.

use crate::finding::note;
use crate::tree_support::{built, files};

/// 33 characters: the pods have 50.
const FITS: &str = "order-service-of-the-payment-team";

fn app(name: &str, more: &str, inner: &str) -> String {
    format!("app \"{name}\" {{ {more} «use \"skywalking\" {{ collector \"oap:11800\"; {inner} }}» }}")
}

fn is_told(kdl: &str) -> bool {
    let plain = kdl.replace(['«', '»'], "");
    built(&files(&[("a.kdl", &plain)])).findings.iter().any(|finding| finding.contains("AGC208"))
}

#[test]
fn a_name_that_the_agent_cuts() {
    assert_eq!(FITS.len(), 33);
    assert!(!is_told(&app(FITS, "", "")));
    let long = format!("{FITS}s");
    let message = "up to 51 characters, the agent takes 50";
    note(&[("a.kdl", &app(&long, "", ""))], "AGC208", message, "\"agent.instance_name#length\" 51");
    assert!(!is_told(&app(&long, "", "\"agent.instance_name#length\" 51")));
    assert!(is_told(&app(&long, "", "\"agent.instance_name#length\" 50")));
    // The name of a pod is at most 63 characters; a pod's uid has 36.
    let longest = "o".repeat(60);
    note(&[("a.kdl", &app(&longest, "", ""))], "AGC208", "up to 63 characters", "63");
    assert!(!is_told(&app(&long, "", "instance \"{{pod.uid}}\"")));
    // 8.16.0 does not know the setting.
    let old = app(&long, "", "").replace("\"skywalking\" {", "\"skywalking\" release=\"8.16.0\" {");
    note(&[("a.kdl", &old)], "AGC208", "up to 51", "{{pod.uid}}");
}

#[test]
fn controllers_add_different_parts() {
    // `web-0` and `web-<5>`.
    for (kind, fits) in [("StatefulSet", 48), ("DaemonSet", 44), ("Pod", 50), ("Job", 44), ("CronJob", 35)] {
        let workload = format!("workload \"{kind}\";");
        assert!(!is_told(&app(&"o".repeat(fits), &workload, "")), "{kind}");
        assert!(is_told(&app(&"o".repeat(fits + 1), &workload, "")), "{kind}");
    }
}
