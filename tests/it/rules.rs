//! Every rule: its page, the examples on it, and its cases in `tests/cases/rules/<name>.md`.
//!
//! An example that fires says nothing but that rule; one that is silent says nothing at all.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use agentc::check::{Check, Example, Linter, Page, RULES, Rule, Selection};
use agentc::diagnostic::{CODES, Diagnostic, Sink};
use agentc::jvms::Recogniser;
use agentc::read::compose::Beside;
use agentc::resolve::Profiles;
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};

use super::pages::{beside_of, is_named, typed};

fn recogniser() -> &'static Recogniser {
    static KNOWN: OnceLock<Recogniser> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let (sources, sink) = (Sources::default(), Sink::default());
        Recogniser::new(&Profiles::new(indexmap::IndexMap::new(), &sources, &sink))
    })
}

/// What is found in a text of the kind that stands behind the fence.
fn findings(example: &Example, beside: &[Example], own: &Rule) -> Vec<Diagnostic> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let (kind, name) = example.info.split_once(' ').unwrap_or((example.info, example.info));
    // What the project lists may stand behind the fence: `yaml registry=harbor.example.com`.
    let registries = name.strip_prefix("registry=").map(|list| list.split(',').map(str::to_owned).collect());
    let registries = registries.unwrap_or_default();
    // Other rules of style would have something to say of every short example.
    let others = RULES.iter().filter(|rule| rule.strict && rule.code != own.code);
    let ignore = others.map(|rule| rule.code.id.to_owned()).collect();
    let selection = Selection { strict: own.strict, registries, ignore, ..Selection::default() };
    let linter = Linter {
        recogniser: recogniser(),
        selection: &selection,
        sources: &sources,
        beside: Beside::nothing(),
    };
    if kind == "kdl" {
        let mut world = Memory::default();
        assert!(world.insert("example.kdl", example.text));
        for (name, text) in beside_of(beside) {
            assert!(world.insert(name, text));
        }
        let files = vec![VirtualPath::root().join("example.kdl").expect("a path")];
        let _ = compile(&world, &Request { files, ..Request::default() }, &sources, &sink, &|_, _| {});
        return sink.into_report(&sources);
    }
    let id = sources.add(name, example.text);
    match kind {
        "yaml" => linter.manifest(id, &sink),
        "dockerfile" => linter.dockerfile(id, &sink),
        "sh" => linter.script(id, &sink),
        other => panic!("a fence says yaml, dockerfile, sh or kdl, not {other}"),
    }
    sink.into_report(&sources)
}

fn said(findings: &[Diagnostic]) -> String {
    findings.iter().map(|f| format!("  {} {}\n", f.code.id, f.message)).collect()
}

/// What is not as it should be.
fn judge(rule: &Rule, title: &str, example: &Example, beside: &[Example], fires: bool) -> Option<String> {
    let wanted: BTreeSet<&str> = fires.then_some(rule.code.id).into_iter().collect();
    let id = rule.code.id;
    if example.info.ends_with(" launch") {
        let said = launched(example.text);
        return (said.contains(id) != fires).then(|| format!("{id} {title}: agentc launch says\n{said}"));
    }
    if example.info == "console" {
        let said = match typed(example.text, beside) {
            Ok(said) => said,
            Err(otherwise) => return Some(format!("{id} {title}: {otherwise}")),
        };
        let codes: BTreeSet<&str> = said.split("[AGC").skip(1).filter_map(|at| at.get(..3)).collect();
        let wanted: BTreeSet<&str> = wanted.iter().map(|id| &id[3..]).collect();
        return (codes != wanted).then(|| format!("{id} {title}: expected {wanted:?}, agentc says\n{said}"));
    }
    let found = findings(example, beside, rule);
    let codes: BTreeSet<&str> = found.iter().map(|f| f.code.id).collect();
    let placed = found.iter().all(|f| f.primary.is_some());
    (codes != wanted || !placed)
        .then(|| format!("{id} {title}: expected {wanted:?}, found\n{}in\n{}", said(&found), example.text))
}

/// What `agentc launch` says about a manifest, such as AGC714.
fn launched(text: &str) -> String {
    let mut file = tempfile::Builder::new().suffix(".yaml").tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_agentc")).arg("launch").arg(file.path()).output();
    let output = output.expect("it runs");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn cases_of(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/rules/{}.md", rule.code.slug))
}

#[test]
fn every_page_says_what_why_and_shows_both() {
    let mut problems = Vec::new();
    for rule in RULES {
        let page = Page::parse(rule.page);
        let id = rule.code.id;
        if !rule.page.starts_with(&format!("# {id}: ")) {
            problems.push(format!("{id}: the page begins with `# {id}: …`"));
        }
        for part in ["\n## Why\n", "\nSource: ", "\n## Bad\n", "\n## Good\n"] {
            if !rule.page.contains(part) {
                problems.push(format!("{id}: the page lacks `{}`", part.trim()));
            }
        }
        if page.bad.is_empty() || page.good.is_empty() {
            problems.push(format!("{id}: the page needs a bad and a good example"));
        }
        for (title, examples, fires) in
            [("bad example", &page.bad, true), ("good example", &page.good, false)]
        {
            let run = |example: &&Example| !is_named(example, examples) && example.info != "text";
            let alone = examples.iter().filter(run);
            problems.extend(alone.filter_map(|example| judge(rule, title, example, examples, fires)));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// `## Fires: …` and `## Silent: …`, each with a fenced text.
#[test]
fn every_rule_fires_and_is_silent_where_its_cases_say() {
    let mut problems = Vec::new();
    for rule in RULES.iter().filter(|rule| !matches!(rule.check, Check::Elsewhere)) {
        let text = fs::read_to_string(cases_of(rule)).unwrap_or_default();
        let (mut fires, mut silent) = (0, 0);
        for section in text.split("\n## ").skip(1) {
            let (title, body) = section.split_once('\n').unwrap_or((section, ""));
            let bad = title.starts_with("Fires: ");
            *(if bad { &mut fires } else { &mut silent }) += 1;
            let body = format!("## Bad\n{body}");
            let example = Page::parse(&body).bad;
            assert_eq!(example.len(), 1, "{} {title}: one fenced text", rule.code.id);
            problems.extend(judge(rule, title, &example[0], &[], bad));
        }
        if fires < 3 || silent < 3 {
            problems
                .push(format!("{}: {fires} cases fire, {silent} are silent: three of each", rule.code.id));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn fired(rule: &Rule) -> Vec<String> {
    let cases = fs::read_to_string(cases_of(rule)).unwrap_or_default();
    let sections = cases.split("\n## Fires: ").skip(1).map(|section| format!("## Bad\n{section}"));
    std::iter::once(rule.page.to_owned()).chain(sections).collect()
}

/// Each fix of each example, done alone: what it was offered for is gone, and nothing else has come.
#[test]
fn a_fix_does_what_it_is_offered_for() {
    let mut problems = Vec::new();
    for rule in RULES {
        for section in fired(rule) {
            let all = Page::parse(&section).bad;
            for example in all.iter().filter(|example| is_text(example, &all)) {
                problems.extend(unfixed(rule, example, &all));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Whether an example is a text of its own, in which a rule finds something.
fn is_text(example: &Example, all: &[Example]) -> bool {
    let kinds = ["kdl", "yaml", "dockerfile", "sh"];
    let kind = example.info.split(' ').next().unwrap_or_default();
    kinds.contains(&kind) && !example.info.ends_with(" launch") && !is_named(example, all)
}

/// A page says which fixes there are: `Fix: safe`, `Fix: unsafe`, or both.
#[test]
fn a_page_says_which_fixes_there_are() {
    let mut problems = Vec::new();
    for rule in RULES {
        let mut kinds = BTreeSet::new();
        for section in fired(rule) {
            let all = Page::parse(&section).bad;
            for example in all.iter().filter(|example| is_text(example, &all)) {
                let own = findings(example, &all, rule).into_iter().filter(|found| found.code == rule.code);
                kinds.extend(own.filter_map(|found| Some(if found.fix?.safe { "safe" } else { "unsafe" })));
            }
        }
        if kinds.iter().copied().ne(Page::parse(rule.page).fixes) {
            let there = kinds.into_iter().collect::<Vec<_>>().join(" or ");
            let line = if there.is_empty() { "(no such line)" } else { &there };
            problems.push(format!("{}.md: Fix: {line}", rule.code.slug));
        }
    }
    assert!(problems.is_empty(), "behind the source a page says\n{}", problems.join("\n"));
}

fn unfixed(rule: &Rule, example: &Example, beside: &[Example]) -> Vec<String> {
    let before = findings(example, beside, rule);
    let offered = before.iter().filter_map(|finding| finding.fix.as_ref());
    let results = offered.map(|fix| {
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse((span.start, span.end)));
        let mut text = example.text.to_owned();
        for (span, fresh) in edits {
            text.replace_range(span.start as usize..span.end as usize, &fresh);
        }
        let after = findings(&Example { info: example.info, text: &text }, beside, rule);
        let known = after.iter().all(|finding| before.iter().any(|other| other.code == finding.code));
        let told = said(&after);
        (after.len() >= before.len() || !known)
            .then(|| format!("{} `{}` left\n{told}in\n{text}", rule.code.id, fix.title))
    });
    results.flatten().collect()
}

#[test]
fn the_table_is_ordered_and_every_code_in_it_exists() {
    assert!(RULES.windows(2).all(|pair| pair[0].code.id < pair[1].code.id), "by code");
    assert!(RULES.iter().all(|rule| CODES.contains(&rule.code)));
}

/// `UPDATE=1 cargo test --test it rules` writes `docs/rules.md` anew.
#[test]
fn the_reference_lists_every_rule() {
    let mut text = String::from(
        "# Rules\n\n`agentc explain CODE` prints a page, `agentc list rules --format json` this table for programs. *strict* rules run with `--strict`, or when\n\
         they are selected by name. A *safe* fix is made by `agentc lint --fix`, an *unsafe* one by `--fix=all`. The table is written by a test.\n\n\
         | code | name | severity | runs | fix | finds |\n|---|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let code = rule.code;
        let runs = match rule.check {
            _ if rule.strict => "strict",
            Check::Elsewhere => "where texts are read or built",
            _ => "lint",
        };
        let page = format!("[{}](../compiler/check/rules/{}.md)", code.id, code.slug);
        let summary = code.summary.replace('|', "\\|");
        text.push_str(&format!(
            "| {page} | `{}` | {} | {runs} | {} | {summary} |\n",
            code.slug,
            code.severity.as_str(),
            Page::parse(rule.page).fixes.join(" or ")
        ));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("docs")).expect("a folder");
        fs::write(&path, &text).expect("written");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "UPDATE=1 cargo test --test it rules");
}
