//! Dockerfiles and start scripts that are broken: one coded finding with its line, and the rest is still read.

use std::fs;

use serde_json::Value as Json;

use super::commands::agentc;

/// Codes and lines of what is found; the exit code is 1 where there is an error, and never a signal's.
fn lint(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("written");
    let output = agentc(folder.path(), &["lint", "--format", "json", name]);
    assert!(matches!(output.status.code(), Some(0..=2)), "{name}: {:?}", output.status);
    let report: Json = serde_json::from_slice(&output.stdout).expect("the object alone");
    let found = report["diagnostics"].as_array().expect("a list").iter();
    let shown = |finding: &Json| {
        format!("{} {}", finding["code"].as_str().expect("a code"), finding["range"]["start"]["line"])
    };
    found.map(shown).collect()
}

/// As the builder judges them: `frontend/dockerfile/parser` and `instructions` of `BuildKit`.
#[test]
fn dockerfiles() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["AGC808 1"]),
        ("# a comment\n\n", &["AGC808 1"]),
        ("ARG A=1\n", &["AGC808 1"]),
        ("COPY a b\nRUN true\n", &["AGC808 1"]),
        // One text that is no Dockerfile is told once, and what is one is read.
        ("this is a\nletter\nto you\n", &["AGC808 1"]),
        ("FROM a:1\nhello\nyou\nENTRYPOINT java -jar a.jar\n", &["AGC808 2", "AGC801 4"]),
        ("FROM a:1\nRUN <<EOF\ntrue\n", &["AGC808 2"]),
        ("FROM a:1\nONBUILD RUN <<EOF\nFOO bar\nEOF\nUSER 1\n", &[]),
        ("FROM a:1\nONBUILD FROM b:1\n", &["AGC808 2"]),
        ("FROM a:1\nCMD [\"a\", 1]\n", &["AGC808 2", "AGC801 2"]),
        ("FROM a:1\nENV A=\"b\nENTRYPOINT [java]\n", &["AGC808 2", "AGC809 3"]),
        ("# escape=x\nFROM a:1\n", &["AGC808 1"]),
        ("\u{feff}# escape=`\r\nFROM a:1\r\nRUN echo `\r\n  b\\\r\nMAINTAINER a\r\n", &["AGC803 5"]),
        ("FROM ${A}\nFROM a:1\n", &["AGC808 1"]),
        // What the builder sets, and what it expands in ways that are not followed here.
        ("ARG V=a:1\nFROM img-${TARGETARCH}:1\nFROM ${V%:1}:2\nFROM a:${X:-${Y:-1}}\n", &[]),
        ("FROM a:1\nENV A=${B:?must be set}\n", &["AGC808 2"]),
        ("FROM a:1 AS dev\nUSER root\nFROM dev\nUSER 1\n", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(lint("x.Dockerfile", text.as_bytes()), *expected, "{text}");
    }
}

#[test]
fn scripts() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("#!/bin/sh\necho \"a\n", &["AGC813 2"]),
        // What stands before the mistake runs, and is judged.
        (
            "java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar a.jar\nx=$(y\n",
            &["AGC501 1", "AGC813 2"],
        ),
        ("cat <<EOF\nit's\nEOF\nf() { case $1 in a) echo \"${x:-}}\" ;; esac; }\n", &[]),
        ("#!/bin/sh\r\nexec java -jar a.jar\r\n", &["AGC813 1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(lint("x.sh", text.as_bytes()), *expected, "{text}");
    }
}

#[test]
fn what_is_no_text() {
    for name in ["x.Dockerfile", "x.sh"] {
        assert_eq!(lint(name, b"FROM a:1\nRUN caf\xe9\n"), ["AGC004 2"], "{name}");
        assert_eq!(lint(name, &[0x7f, b'E', b'L', b'F', 0x80, 0, 0xff]), ["AGC004 1"], "{name}");
    }
}

/// None of these may take long, or the stack.
#[test]
fn what_is_nested_or_long() {
    let opened = ["$(", "${a:-", "$((", "`", "\"$("].map(|open| open.repeat(20_000));
    for text in &opened {
        lint("x.sh", text.as_bytes());
        lint("x.Dockerfile", format!("FROM a:1\nENV A={text}\nENTRYPOINT {text}\n").as_bytes());
    }
    let many = "if a; then java -jar x.jar; else\n".repeat(3_000);
    lint("x.sh", many.as_bytes());
    let removed = format!("FROM a:1\nRUN true{}\n", " && \\\n rm /a".repeat(3_000));
    lint("x.Dockerfile", removed.as_bytes());
}
