//! Manifests and Dockerfiles to what the launch model takes. Never fails on anything a user can write: what is
//! not understood is said to be unknown.

pub mod dockerfile;
mod effects;
mod fetch;
mod json;
pub mod manifest;
mod mounts;
pub mod pod;
mod script;
mod steps;
mod variables;
