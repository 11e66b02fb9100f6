//! A Dockerfile to the image that it builds: its configuration, and where its files come from.
//!
//! The crate `dockerfile-parser` knows neither ADD, USER, WORKDIR nor heredocs nor `# escape=`, and fails on a
//! whole file for one line; so this is written out.

mod copy;
mod lines;
mod run;
mod stage;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::launch::{Files, ImageConfig};
pub use lines::Instruction;
use lines::instructions;
use stage::Stage;

/// What a build is given besides its Dockerfile.
pub struct Build<'a> {
    /// `--build-arg`.
    pub args: BTreeMap<String, String>,
    /// The text of a file of the build context; `None` for one that is not known.
    pub context: &'a dyn Fn(&str) -> Option<String>,
    /// The configuration of a base image; `None` for one that is not known.
    pub images: &'a dyn Fn(&str) -> Option<ImageConfig>,
}

impl Default for Build<'_> {
    fn default() -> Self {
        Build { args: BTreeMap::new(), context: &|_| None, images: &|_| None }
    }
}

/// What a Dockerfile's last stage is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    /// The image that the stage begins with, variables expanded.
    pub base: String,
    /// Environment, entrypoint and so on: the base's, where it is known, and what the Dockerfile sets.
    pub config: ImageConfig,
    /// Its files: the base image's, and what was copied over them.
    pub files: Files,
    /// The last USER, as written.
    pub user: Option<String>,
    /// Owners and modes that instructions give to files, in order.
    pub permissions: Vec<Permission>,
}

/// An owner or a mode for what stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Absolute path.
    pub path: String,
    /// As in `--chown`.
    pub owner: Option<String>,
    /// As in `--chmod`.
    pub mode: Option<String>,
    /// Whether what is below has it too.
    pub recursive: bool,
}

/// Something in a Dockerfile that keeps the image from being known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One-based line of the instruction.
    pub line: u32,
    /// What kind.
    pub kind: ProblemKind,
    /// What, as a sentence without a full stop.
    pub message: String,
}

/// What kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The builder refuses it.
    Syntax,
    /// It builds, and what it does to files is not known.
    Unread,
}

/// An image that a Dockerfile takes from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedImage {
    /// Its name, variables expanded.
    pub reference: String,
    /// The word that names it, or the instruction where that is not to be found.
    pub range: Range<usize>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// All instructions, in order.
    pub instructions: Vec<Instruction>,
    /// What FROM and COPY take, in order, stages and `scratch` apart.
    pub images: Vec<UsedImage>,
    /// The image; `None` where no stage begins.
    pub image: Option<Image>,
    /// The images that its stages begin with, in order.
    pub bases: Vec<String>,
    /// Folders that commands unpack into and no instruction makes: the base image has them, or the build stops.
    pub assumed: Vec<String>,
    /// What keeps it from being all there is to say.
    pub problems: Vec<Problem>,
}

/// Reads a Dockerfile. Never fails: what is not understood is among the problems.
pub fn read(text: &str, build: &Build<'_>) -> Reading {
    let (instructions, escape) = instructions(text);
    let (globals, stages, assumed) = (BTreeMap::new(), Vec::new(), Vec::new());
    let (images, problems) = (Vec::new(), Vec::new());
    let asked = BTreeSet::new();
    let mut reader = Reader { text, build, escape, globals, asked, stages, images, assumed, problems };
    for instruction in &instructions {
        reader.instruction(instruction);
    }
    if reader.stages.is_empty() {
        reader.problem(1, ProblemKind::Syntax, "no FROM");
    }
    let bases = reader.stages.iter().map(|stage| stage.image.base.clone()).collect();
    let image = reader.stages.pop().map(|stage| stage.image);
    let Reader { images, assumed, problems, .. } = reader;
    Reading { instructions, images, image, bases, assumed, problems }
}

/// The state of reading.
struct Reader<'a> {
    text: &'a str,
    build: &'a Build<'a>,
    escape: char,
    /// ARGs before the first FROM.
    globals: BTreeMap<String, String>,
    /// Those of them that only `--build-arg` gives a value.
    asked: BTreeSet<String>,
    stages: Vec<Stage>,
    images: Vec<UsedImage>,
    assumed: Vec<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, line: u32, kind: ProblemKind, message: impl Into<String>) {
        self.problems.push(Problem { line, kind, message: message.into() });
    }

    /// Notes an image that is pulled; `word` is how it is written.
    fn uses(&mut self, it: &Instruction, reference: &str, word: &str) {
        let text = self.text.get(it.range.clone()).unwrap_or_default();
        let at = text.find(word).map(|at| it.range.start + at);
        let range = at.map_or(it.range.clone(), |start| start..start + word.len());
        self.images.push(UsedImage { reference: reference.to_owned(), range });
    }
}
