//! What other tools make of a manifest and something that changes it, over plain JSON.
//!
//! - [`strategic_merge`]: a patch as Kustomize 5 applies it; [`typed_merge`]: the same for kinds that it does not know.
//! - [`json_patch`]: RFC 6902 operations as Kustomize 5 applies them.
//! - [`consume`]: what an operator, a chart or a webhook makes of a pod, in words that a target's model template
//!   can write.
//!
//! All three are total: any two values give a value or, for operations, an error.

mod consume;
mod json_patch;
mod keys;
mod strategic;

pub use consume::consume;
pub use json_patch::json_patch;
pub(super) use keys::identity;
pub use strategic::{is_known, strategic_merge, typed_merge};
