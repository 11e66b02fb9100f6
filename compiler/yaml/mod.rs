//! YAML as the cluster reads it, and the one printer for what is written.
//!
//! Reading follows `sigs.k8s.io/yaml`, which kubectl and the API server use: YAML 1.1 words (`yes`, `on`, `y`),
//! octal `0644`, `1_000`, merge keys. [`parse`] never guesses: what kubectl refuses, what readers disagree on
//! and what is a Helm template is an error with a place.

mod build;
pub mod edit;
mod entries;
mod hanging;
mod limits;
mod node;
mod offsets;
mod parse;
mod print;
mod read;
mod said;
mod scalar;

pub use node::{Document, Kind, Node, Style};
pub use parse::{inline, parse, parse_each, read_again, read_parts};
pub use print::{print, print_documents};

/// Bytes of one document; 20 MB is more than etcd holds of any namespace's workloads.
pub const MAX_BYTES: usize = 20_000_000;
/// Bytes of one stream: what renders a whole fleet of clusters writes less.
pub const MAX_STREAM: usize = 256_000_000;
/// Documents of one stream.
pub const MAX_DOCUMENTS: usize = 100_000;
/// Collections around a node. The deepest CRDs of the field need about 40.
pub const MAX_DEPTH: usize = 64;
/// Nodes of one document, as written; of a stream that has something wrong, all together.
pub const MAX_NODES: usize = 4_000_000;
/// Nodes that anchors and aliases may add to one stream; 32 bytes of text count as a node.
pub const MAX_COPIES: usize = 250_000;
