//! A whole tree: a line `== PATH` begins a file. Every error has a code and a place, no target's own proof fails,
//! and a second run writes the same.
#![no_main]

use agentc::diagnostic::{Diagnostic, Severity, Sink};
use agentc::report::{Format, Style, render};
use agentc::source::Sources;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile};
use libfuzzer_sys::fuzz_target;

/// About the run, not about a place in a file.
const WITHOUT_PLACE: [&str; 3] = ["AGC930", "AGC931", "AGC932"];
/// What a shipped target never gives a reason for.
const OURS: [&str; 3] = ["AGC919", "AGC920", "AGC921"];
const FORMATS: [Format; 5] = [Format::Text, Format::Concise, Format::Json, Format::Sarif, Format::Github];

fuzz_target!(|text: &str| {
    let (mut world, mut files, mut own_targets) = (Memory::default(), Vec::new(), false);
    for part in format!("\n{text}").split("\n== ").skip(1) {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        own_targets |= path.contains("targets");
        if world.insert(path, content)
            && let Ok(path) = VirtualPath::root().join(path)
            && path.has_extension("kdl")
        {
            files.push(path);
        }
    }
    let request = Request { files, ..Request::default() };
    let (sources, sink) = (Sources::default(), Sink::default());
    let first = run(&world, &request, &sources, &sink);
    let findings = sink.into_report(&sources);
    let errors: Vec<&Diagnostic> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert_eq!(first.is_none(), !errors.is_empty(), "{errors:?}");
    for error in errors {
        assert!(
            error.primary.is_some() || own_targets || WITHOUT_PLACE.contains(&error.code.id),
            "{error:?}"
        );
        assert!(own_targets || !OURS.contains(&error.code.id), "{error:?}");
    }
    for format in FORMATS {
        let _ = render(format, &findings, &sources, Style::default());
    }
    if first.is_some() {
        assert_eq!(first, run(&world, &request, &Sources::default(), &Sink::default()));
    }
});

fn run(world: &Memory, request: &Request, sources: &Sources, sink: &Sink) -> Option<Vec<(String, String)>> {
    let compiled = compile(world, request, sources, sink, &|_, _| {}).ok()?;
    Some(compiled.artifacts.iter().map(|file| (file.path.to_string(), file.text())).collect())
}
