//! A Dockerfile to the image that it builds: its configuration, and where its files come from.
//!
//! The crate `dockerfile-parser` knows neither ADD, USER, WORKDIR nor heredocs nor `# escape=`, and fails on a
//! whole file for one line; so this is written out.

mod copy;
mod expand;
mod lines;
mod removed;
mod run;
mod stage;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::launch::{Files, ImageConfig};
use crate::text::Text;
pub use lines::{Break, BreakKind, Instruction, KEYWORDS, Pair};
use lines::{Lines, instructions};
pub use removed::{Below, Removed};
use stage::Stage;
pub use words::Word;

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
    /// Its bytes.
    pub range: Range<usize>,
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

/// Why an instruction cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refused {
    kind: ProblemKind,
    message: String,
}

impl Refused {
    /// The builder takes it, this reader does not.
    fn unread(message: impl Into<String>) -> Self {
        Refused { kind: ProblemKind::Unread, message: message.into() }
    }
}

impl<T: Into<String>> From<T> for Refused {
    fn from(message: T) -> Self {
        Refused { kind: ProblemKind::Syntax, message: message.into() }
    }
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
    /// What commands take away that is in the image all the same.
    pub removed: Vec<Removed>,
    /// What keeps it from being all there is to say.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Which instruction stands at a place.
    pub fn position(&self, range: &Range<usize>) -> Option<usize> {
        self.instructions.binary_search_by_key(&range.start, |it| it.range.start).ok()
    }

    /// Whether a comment behind its last line's escape cuts an instruction off: what follows is none.
    pub fn is_broken(&self, at: usize) -> bool {
        let cut = |it: &Instruction| it.breaks.iter().any(|one| one.kind == BreakKind::Comment);
        self.instructions.get(at).is_some_and(cut)
            && self.instructions.get(at + 1).is_some_and(|next| !KEYWORDS.contains(&next.keyword.as_str()))
    }
}

/// Reads a Dockerfile. Never fails: what is not understood is among the problems.
pub fn read(text: &str, build: &Build<'_>) -> Reading {
    let Lines { all: instructions, escape, bad_escape } = instructions(text);
    let mut reader = Reader {
        build,
        escape,
        globals: BTreeMap::new(),
        asked: BTreeSet::new(),
        stages: Vec::new(),
        named: BTreeMap::new(),
        unknown: false,
        read: Reading::default(),
    };
    if let Some((line, value)) = bad_escape {
        reader.problem(
            line,
            0..0,
            ProblemKind::Syntax,
            format!("{value} is no escape character: \\ and ` are"),
        );
    }
    for instruction in &instructions {
        reader.instruction(instruction);
    }
    if reader.stages.is_empty() {
        let message = "no FROM: nothing is built";
        // That it is missing is why everything else is refused.
        reader.read.problems.clear();
        reader.problem(1, 0..0, ProblemKind::Syntax, message);
    }
    let bases = reader.stages.iter().map(|stage| stage.image.base.clone()).collect();
    let image = reader.stages.pop().map(|stage| stage.image);
    Reading { instructions, image, bases, ..reader.read }
}

/// The state of reading.
struct Reader<'a> {
    build: &'a Build<'a>,
    escape: char,
    /// ARGs before the first FROM.
    globals: BTreeMap<String, Text>,
    /// Those of them that only `--build-arg` gives a value.
    asked: BTreeSet<String>,
    stages: Vec<Stage>,
    /// Which of them is the first of a name.
    named: BTreeMap<String, usize>,
    /// The last instruction was none: what follows may be the rest of it.
    unknown: bool,
    read: Reading,
}

impl Reader<'_> {
    fn problem(&mut self, line: u32, range: Range<usize>, kind: ProblemKind, message: impl Into<String>) {
        self.read.problems.push(Problem { line, range, kind, message: message.into() });
    }

    /// A problem with an instruction.
    fn tell(&mut self, it: &Instruction, kind: ProblemKind, message: impl Into<String>) {
        self.problem(it.line, it.range.clone(), kind, message);
    }

    /// Notes an image that is pulled, and where it is written.
    fn uses(&mut self, reference: &str, range: Range<usize>) {
        self.read.images.push(UsedImage { reference: reference.to_owned(), range });
    }
}
