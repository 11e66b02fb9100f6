//! What Kustomize makes of a manifest and a patch: of plain JSON, or of YAML that keeps its places.
//!
//! - [`strategic_merge`]: a patch as Kustomize 5 applies it; [`typed_merge`]: the same for kinds that it does not know.
//! - [`json_patch`]: RFC 6902 operations as Kustomize 5 applies them.
//!
//! All are total: any two values give a value or, for operations, an error.

mod json_patch;
mod keys;
mod strategic;
mod tree;

pub use json_patch::json_patch;
pub use keys::{elements, identity, key};
pub use strategic::{is_known, strategic_merge, typed_merge};
pub use tree::Tree;
