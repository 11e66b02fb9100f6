//! Real readers of YAML.

use std::io::Write as _;
use std::process::{Command, Stdio};

use agentc::yaml::print;
use serde_json::{Value, json};

use super::print::TRICKY;
use super::scalars::scalars;
use super::value;

/// The standard output of a tool that is given a text.
fn run(program: &str, args: &[&str], stdin: &str) -> String {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().expect("piped").write_all(stdin.as_bytes()).expect("the tool reads");
    let output = child.wait_with_output().expect("the tool ends");
    assert!(output.status.success(), "{program} refuses:\n{stdin}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What kubectl has read of `data: …` in a manifest.
fn kubectl(manifest: &str) -> Value {
    let json = run("kubectl", &["label", "--local", "-f", "-", "-o", "json", "a=b"], manifest);
    serde_json::from_str::<Value>(&json).expect("JSON")["data"].take()
}

#[test]
fn kubectl_reads_what_we_read() {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let list: String = scalars().iter().fold(String::new(), |all, (text, _)| all + "- " + text + "\n");
    let ours = value(&format!("{head}{list}"))["data"].take();
    // Compared as text: kubectl prints a float of 2^64 as a whole number.
    let (ours, theirs) = (ours.as_array().expect("a list").clone(), kubectl(&format!("{head}{list}")));
    for ((text, _), (ours, theirs)) in
        scalars().iter().zip(ours.iter().zip(theirs.as_array().expect("a list")))
    {
        let same = ours == theirs || (ours.is_f64() && ours.as_f64() == theirs.as_f64());
        assert!(same, "{text}: {ours} here, {theirs} there");
    }
}

#[test]
fn other_readers_see_what_we_print() {
    let lines = |text: &str| format!("{text}\nx\n{text}");
    let texts: Vec<String> = TRICKY.iter().flat_map(|&text| [text.to_owned(), lines(text)]).collect();
    let keys: serde_json::Map<String, Value> =
        TRICKY.iter().map(|&key| (key.to_owned(), json!([key]))).collect();
    let data = json!({"texts": texts, "keys": keys, "numbers": [1, -1, 1.5, 1e21, 1e-7, i64::MAX], "words": [true, null]});
    let manifest =
        print(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}));
    assert_eq!(kubectl(&manifest), data);
    let python = "import json,sys,yaml; json.dump(yaml.safe_load(sys.stdin.buffer)['data'], sys.stdout)";
    assert_eq!(
        serde_json::from_str::<Value>(&run("python3", &["-c", python], &manifest)).expect("JSON"),
        data
    );
}
