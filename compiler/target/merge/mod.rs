//! What other tools make of a manifest and something that changes it, over plain JSON: Kustomize ([`crate::read::merge`]),
//! and with [`consume`] an operator, a chart or a webhook, in words that a target's model template can write.

mod consume;

pub use crate::read::merge::{is_known, json_patch, strategic_merge, typed_merge};
pub use consume::consume;
