//! A ceiling on expansion: `A=$(B)$(B)`, `B=$(C)$(C)` and so on would fill any memory.

use std::cell::Cell;

use crate::text::{Opaque, Text};

/// Bytes that one container's expansions may add in all. No process can be given a fraction of it.
const BYTES: usize = 4 << 20;

/// How much is left.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Budget(Cell::new(BYTES))
    }
}

impl Budget {
    /// The value, while there is room for it; past that, something that is not known.
    pub fn admit(&self, value: Text) -> Text {
        match self.0.get().checked_sub(value.bytes().max(1)) {
            Some(left) => {
                self.0.set(left);
                value
            }
            None => Text::opaque(Opaque::Unknown("a value without end".to_owned())),
        }
    }
}
