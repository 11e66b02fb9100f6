//! Plans into artifacts: a target's templates over the model, then the proof that they launch as planned.

mod build;
mod cel;
pub mod merge;
mod model;
mod prove;
mod registry;
mod render;
mod same;
mod spec;
mod tpl;
pub mod validate;
mod variant;

pub use build::Workshop;
pub use registry::{Refusal, targets};
pub use render::Templates;
pub use spec::{Target, read};
pub use validate::Schemas;
