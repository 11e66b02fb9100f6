//! What a secret looks like, and texts without them. One judgement for the rules that find secrets and for all
//! output, in which no secret stands.

mod forms;
mod mask;
mod names;
mod scan;
mod words;

pub use forms::looks_secret;
pub use mask::{HIDDEN, Mask};
pub use names::is_misspelt;
pub use words::{is_reference, names_secret};
