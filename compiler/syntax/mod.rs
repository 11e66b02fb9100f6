//! KDL text to nodes. Knows no agents; the `kdl` crate is named nowhere else.

mod node;

pub use node::{Node, Property, Scalar, Value};
