//! Golden trees: `tests/golden/<agent>/<target>/` holds input, what the JVM must see, and the committed output.
//!
//! `UPDATE=1 cargo test --test it golden` writes `out/` anew. `expect.md` is written by hand, before.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use agentc::diagnostic::Sink;
use agentc::source::Sources;
use agentc::target::{Draft, Workshop};
use agentc::world::{Disk, VirtualPath, World};
use agentc::{Request, compile, inspect};

use super::golden_launch::{Block, blocks, check};

/// The ```` ```text FILE ```` blocks of a text: what a ConfigMap must hold under that key, or some lines of it.
fn texts(expected: &str) -> Vec<(String, String)> {
    let mut blocks = expected.split("\n```text ").skip(1);
    let one = |block: &str| {
        let (file, rest) = block.split_once('\n').expect("a file");
        (file.to_owned(), rest.split("```").next().unwrap_or_default().to_owned())
    };
    std::iter::from_fn(|| blocks.next().map(one)).collect()
}

/// Lines that no ConfigMap has under the key.
fn missing_lines(draft: &Draft, (key, wanted): &(String, String)) -> Vec<String> {
    let mut documents = draft.emitted.iter().flat_map(|file| &file.documents);
    let text = documents.find_map(|d| d["data"][key].as_str()).unwrap_or_default();
    let missing = wanted.lines().filter(|line| !text.lines().any(|l| l == *line));
    missing.map(|line| format!("{key} lacks `{line}`: {text}")).collect()
}

/// Every `<agent>/<target>` folder, sorted.
pub fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let all: Vec<PathBuf> = children(&root).iter().flat_map(|agent| children(agent)).collect();
    assert!(!all.is_empty(), "no golden folders in {}", root.display());
    all
}

/// How a folder is called in messages.
pub fn name(folder: &Path) -> String {
    let parts: Vec<_> = folder.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    format!("{}/{}", parts[1], parts[0])
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

/// The input of a folder as a source tree.
pub struct Input {
    world: Disk,
    request: Request,
}

impl Input {
    pub fn of(folder: &Path) -> Self {
        let world = Disk::new(folder.join("input"), "").expect("a folder called input");
        let files = world.files(&VirtualPath::root()).expect("a readable tree");
        let files = files.into_iter().filter(|file| file.has_extension("kdl")).collect();
        Input { world, request: Request { files, ..Request::default() } }
    }

    /// The files that a build would write.
    fn build(&self) -> Result<BTreeMap<String, String>, String> {
        let (sources, sink) = (Sources::default(), Sink::default());
        let compiled = compile(&self.world, &self.request, &sources, &sink, &|_, _| {});
        let compiled = compiled.map_err(|_| said(sink))?;
        Ok(compiled.artifacts.iter().map(|a| (a.path.as_str().to_owned(), a.text())).collect())
    }

    /// Shows every target's work to `visit`.
    pub fn inspect<T>(&self, visit: &dyn Fn(&Workshop, &Draft) -> T) -> Result<Vec<T>, String> {
        let (sources, sink) = (Sources::default(), Sink::default());
        inspect(&self.world, &self.request, &sources, &sink, visit).map_err(|_| said(sink))
    }
}

fn said(sink: Sink) -> String {
    sink.into_sorted().iter().map(|finding| format!("{}\n", finding.message)).collect()
}

fn committed(folder: &Path) -> BTreeMap<String, String> {
    let Ok(world) = Disk::new(folder.join("out"), "") else { return BTreeMap::new() };
    let files = world.files(&VirtualPath::root()).expect("a readable tree");
    let text = |file: &VirtualPath| String::from_utf8(world.read(file).expect("readable")).expect("UTF-8");
    files.iter().map(|file| (file.as_str().to_owned(), text(file))).collect()
}

fn write(folder: &Path, files: &BTreeMap<String, String>) {
    let out = folder.join("out");
    if out.exists() {
        fs::remove_dir_all(&out).expect("an old tree to remove");
    }
    for (path, text) in files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

fn differences(wanted: &BTreeMap<String, String>, committed: &BTreeMap<String, String>) -> Vec<String> {
    let missing = wanted.keys().filter(|path| !committed.contains_key(*path));
    let extra = committed.keys().filter(|path| !wanted.contains_key(*path));
    let changed = wanted.iter().filter(|(path, text)| committed.get(*path).is_some_and(|is| is != *text));
    missing
        .map(|path| format!("missing: {path}"))
        .chain(extra.map(|path| format!("unexpected: {path}")))
        .chain(changed.map(|(path, text)| format!("changed: {path}\n{text}")))
        .collect()
}

/// The blocks for a target's work: those that name the target, or else those that name none.
fn mine<'b>(blocks: &'b [Block], draft: &Draft) -> Vec<&'b Block> {
    let of = |target: Option<&str>| -> Vec<&Block> {
        let here = blocks.iter().filter(|b| b.environment == draft.plan.environment);
        here.filter(|b| b.target.as_deref() == target).collect()
    };
    let named = of(Some(&draft.target.name));
    if named.is_empty() { of(None) } else { named }
}

#[test]
fn golden_output_is_what_is_committed() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut problems = Vec::new();
    for folder in folders() {
        let found = match Input::of(&folder).build() {
            Ok(built) if update => {
                write(&folder, &built);
                Vec::new()
            }
            Ok(built) => differences(&built, &committed(&folder)),
            Err(refusal) => vec![refusal],
        };
        problems.extend(found.into_iter().map(|problem| format!("{}: {problem}", name(&folder))));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn golden_output_launches_as_its_expectation_says() {
    let mut problems = Vec::new();
    for folder in folders() {
        let expected = fs::read_to_string(folder.join("expect.md")).unwrap_or_default();
        let blocks = blocks(&expected);
        let said = !blocks.is_empty() || !texts(&expected).is_empty();
        assert!(said, "{}: expect.md says nothing that can be checked", name(&folder));
        let mine = |draft: &Draft| mine(&blocks, draft);
        let seen = Input::of(&folder).inspect(&|workshop, draft| {
            let found = mine(draft).into_iter().flat_map(|block| check(block, workshop, draft));
            let found =
                found.chain(texts(&expected).into_iter().flat_map(|text| missing_lines(draft, &text)));
            (
                mine(draft).iter().map(|block| block.head.clone()).collect::<Vec<_>>(),
                found.collect::<Vec<_>>(),
            )
        });
        let used = match seen {
            Ok(used) => used,
            Err(refusal) => {
                problems.push(format!("{}: {refusal}", name(&folder)));
                continue;
            }
        };
        let idle = blocks.iter().find(|block| !used.iter().any(|(heads, _)| heads.contains(&block.head)));
        problems
            .extend(idle.map(|idle| format!("{}: for nothing that is built: {}", name(&folder), idle.head)));
        let found = used.into_iter().flat_map(|(_, problems)| problems);
        problems.extend(found.map(|problem| format!("{}: {problem}", name(&folder))));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
