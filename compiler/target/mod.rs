//! Plans into artifacts: a target's templates over the model, then the proof that they launch as planned.

mod build;
mod cel;
mod compiled;
mod condition;
mod consumer;
mod foreign;
mod frame;
mod functions;
mod given;
mod guard;
mod helm;
mod helpers;
mod images;
mod judge;
mod kustomize;
mod maps;
pub mod merge;
mod model;
mod order;
mod own;
mod prove;
mod refuse;
mod registry;
mod render;
mod same;
mod spec;
mod tpl;
pub mod validate;
mod variant;

pub use build::{Draft, Workshop};
pub use judge::Fault;
pub use prove::{Delivered, Emitted};
pub use registry::{Refusal, schemas, targets};
pub use render::Templates;
pub use spec::{Target, read};
pub use validate::Schemas;
