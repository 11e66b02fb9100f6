//! Quoting for `eval`. The only place that makes shell source out of a value.

use crate::launch::tokenize::Unquotable;
use crate::text::{Text, Unit};

/// Characters that no shell interprets anywhere in a word.
fn is_safe(unit: Unit<'_>) -> bool {
    matches!(unit, Unit::Char(c) if c.is_ascii_alphanumeric() || "_./:=@%+-,".contains(c))
}

/// Writes one word so that [`super::eval`] gives it back.
///
/// Some start scripts write `eval … $OPTS`, which splits the value at blanks and joins it again with single
/// spaces before it is read. So the result holds no two spaces in a row, and neither tab nor line break.
pub fn quote(word: &Text) -> Result<Text, Unquotable> {
    if !word.is_empty() && word.units().all(is_safe) {
        return Ok(word.clone());
    }
    let mut quoted = Text::from("'");
    let mut after_space = false;
    for unit in word.units() {
        match unit {
            Unit::Char(c) if c.is_control() => return Err(Unquotable(c)),
            Unit::Char('\'') => quoted.push_str(r"'\''"),
            Unit::Char(' ') if after_space => quoted.push_str("'' "),
            other => quoted.push(other),
        }
        after_space = unit == Unit::Char(' ');
    }
    quoted.push_str("'");
    Ok(quoted)
}
