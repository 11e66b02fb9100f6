//! A source tree into apps with all layers laid over each other.

mod apps;
mod draft;
mod duplicates;
mod images;
mod labels;
mod lint;
mod load;
mod overlay;
mod profiles;
mod program;
mod set;
mod shipped;
mod unused;

pub use apps::{apps, text_node};
pub use draft::{AppDraft, ContainerDraft, Earlier, Origin, Slots, Traced, UseDraft};
pub use images::Images;
pub use lint::{LintConfig, lint_config};
pub use load::{Loaded, Loader};
pub use overlay::{Layer, Overlay, RESERVED};
pub use profiles::{Chain, Profiles};
pub use program::{App, Block, Environment, Program, Project, Registry, TOP_LEVEL, read};
pub use set::{CommandLine, Override, command_line};
pub use shipped::Shipped;
pub use unused::report as report_unused;
