//! A source tree into apps with all layers laid over each other.

mod draft;
mod load;
mod overlay;
mod program;
mod shipped;

pub use draft::{AppDraft, ContainerDraft, Earlier, Origin, Slots, Traced, UseDraft};
pub use load::{Loaded, Loader};
pub use overlay::{Layer, Overlay, RESERVED};
pub use program::{App, Block, Environment, Program, Project, Registry, read};
pub use shipped::Shipped;
