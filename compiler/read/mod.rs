//! Manifests and Dockerfiles to what the launch model takes. Never fails on anything a user can write: what is
//! not understood is said to be unknown.

mod blocks;
pub mod compose;
mod copies;
mod copying;
pub mod dockerfile;
mod effects;
mod fetch;
mod field_path;
mod filled;
mod hidden;
mod image_config;
mod in_place;
mod json;
pub mod kustomize;
pub mod manifest;
pub mod merge;
mod mounts;
mod piped;
pub mod pod;
mod provider;
mod script;
mod steps;
mod variables;
mod written;

pub use copying::Copying;
pub use field_path::{is_field, meant_field};
pub use filled::{Filled, filled};
pub use hidden::{barred, why_nothing};
pub use image_config::image_config;
pub use provider::{Provider, Providers};
pub use steps::copied_beside;
