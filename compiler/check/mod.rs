//! Rules: what is wrong, or risky, in manifests, Dockerfiles and start scripts, found without running any of them.
//!
//! A rule is a file in `rules/` and a page beside it. It looks at one thing, a [`Rule`] says at which, and says
//! what it found; which rules run, which findings a comment allows and how they are printed is decided here.

mod launches;
mod lint;
mod locate;
mod page;
mod rule;
mod rules;
mod run;
mod scope;
mod search;
mod select;
mod stream;
mod suppress;

pub use launches::findings_of;
pub use lint::Linter;
use locate::positions;
pub use page::{Example, Page};
pub use rule::{Check, Findings, Rule};
pub use rules::{RULES, rule};
pub use run::{Counted, Facts, Run};
pub use scope::{ContainerScope, DockerfileScope, ImageScope, JvmScope, ObjectScope, PodScope, ScriptScope};
pub use select::{Selection, UnknownRule};
pub use stream::{Read, Room};
