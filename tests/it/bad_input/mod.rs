//! Bad input: each case gets a finding with a code, at the marked place, that says the way out; the program ends
//! with 1, and nothing is written.

mod agents;
mod imports;
mod jvms;
mod layers;
mod manifests;
mod names;
mod odd_names;
mod runs;
mod texts;
mod values;

use std::sync::atomic::{AtomicUsize, Ordering};

use agentc::diagnostic::Severity;

use crate::tree_support::{Built, Detail, Files, Folder, built, files, unmark};

struct Case {
    title: &'static str,
    files: Files,
    code: &'static str,
    message: &'static str,
    help: &'static str,
}

fn case(
    title: &'static str,
    kdl: &str,
    code: &'static str,
    message: &'static str,
    help: &'static str,
) -> Case {
    Case { title, files: files(&[("a.kdl", kdl)]), code, message, help }
}

impl Case {
    fn with(mut self, path: &str, text: &str) -> Self {
        self.files.extend(files(&[(path, text)]));
        self
    }

    /// In memory: this finding, there, and no other. Says what is otherwise.
    fn differs(&self) -> Option<String> {
        let (plain, place) = unmark(&self.files);
        let Built { findings, details, artifacts } = built(&plain);
        let fits = |only: &Detail| {
            only.severity == Severity::Error
                && (only.code, &only.place) == (self.code, &place)
                && only.message.contains(self.message)
                && only.help.contains(self.help)
        };
        // Advice beside an error is another matter.
        let errors: Vec<_> = details.iter().filter(|d| d.severity == Severity::Error).collect();
        let fine =
            matches!(errors.as_slice(), [only] if fits(only)) && place.is_some() && artifacts.is_none();
        let texts: Vec<_> = plain
            .iter()
            .map(|(_, text)| String::from_utf8_lossy(text).chars().take(300).collect::<String>())
            .collect();
        (!fine).then(|| {
            format!(
                "{}\n{}\nmarked {place:?}, found {findings:#?} {:?}",
                self.title,
                texts.join("\n"),
                details.first().map(|d| &d.place)
            )
        })
    }

    /// Through the program: exit 1, the code on stdout, nothing on disk.
    fn run(&self) {
        let (plain, _) = unmark(&self.files);
        let folder = Folder::new(&plain);
        let before = folder.snapshot();
        let ran = folder.build(&["."]);
        assert_eq!(ran.exit, 1, "{}: {ran:?}", self.title);
        assert!(ran.stdout.contains(&format!("error[{} ", self.code)), "{}: {ran:?}", self.title);
        assert!(ran.stderr.is_empty(), "{}: {ran:?}", self.title);
        assert_eq!(folder.snapshot(), before, "{}", self.title);
    }
}

#[test]
fn every_mistake_is_told_where_it_is() {
    let wrong: Vec<String> = all().iter().filter_map(Case::differs).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_mistake_ends_the_program_with_one_and_writes_nothing() {
    let (all, next) = (all(), AtomicUsize::new(0));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while let Some(case) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    case.run();
                }
            });
        }
    });
}

fn all() -> Vec<Case> {
    [
        names::cases(),
        values::cases(),
        agents::cases(),
        agents::profiles(),
        jvms::cases(),
        manifests::cases(),
        texts::cases(),
        odd_names::cases(),
        layers::cases(),
        imports::cases(),
        layers::duplicates(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Case {
    fn saying(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
}
