//! KDL text to nodes. Knows no agents; the `kdl` crate is named nowhere else.
//!
//! The crate judges scalars only. It recurses once per brace, per `*` in a comment and per syntax error, and
//! takes 2ⁿ steps on nested `/-{`, so it can neither be given a whole document nor be fenced by a depth limit:
//! tokens, nesting and structure are read here, without recursion beyond [`MAX_DEPTH`] and in linear time.

mod decode;
mod entries;
mod fields;
mod format;
mod guard;
mod lexer;
mod mistakes;
mod node;
mod parse;
mod scalar;
mod token;
mod upgrade;
mod wording;

pub use decode::decode;
pub use fields::Fields;
pub use format::{format, format_typed};
pub use guard::{MAX_BYTES, MAX_COMMENT_DEPTH, MAX_DEPTH, MAX_MISTAKES};
pub use lexer::tokens;
pub use node::{Node, Property, Scalar, Value};
pub use parse::parse;
pub use token::{Token, TokenKind};
pub use upgrade::upgrade;
