//! What people have, read into the launch model: pods, manifests, Dockerfiles.
mod json;
pub mod manifest;
