//! What commands find: `[ -n "$X" ]` and its like.

use crate::text::Text;

/// Commands that fail where something is wrong with the image, not with what it is given.
const USUAL: [&str; 23] = [
    ".", ":", "cat", "cd", "chmod", "chown", "cp", "declare", "echo", "export", "ln", "local", "mkdir", "mv",
    "printf", "readonly", "set", "shift", "sleep", "source", "true", "umask", "unset",
];

/// Whether a command passes, as far as its words tell.
pub(crate) fn passes(words: &[Text]) -> Option<bool> {
    let Some((program, arguments)) = words.split_first() else { return Some(true) };
    match program.known()? {
        "false" => Some(false),
        "[" => test(arguments.split_last().filter(|(last, _)| last.known() == Some("]"))?.1),
        "[[" => test(arguments.split_last().filter(|(last, _)| last.known() == Some("]]"))?.1),
        "test" => test(arguments),
        name => USUAL.contains(&name).then_some(true),
    }
}

fn test(words: &[Text]) -> Option<bool> {
    match words {
        [] => Some(false),
        [not, rest @ ..] if not.known() == Some("!") && !rest.is_empty() => test(rest).map(|found| !found),
        [one] => is_filled(one),
        [operator, value] => match operator.known()? {
            "-n" => is_filled(value),
            "-z" => is_filled(value).map(|filled| !filled),
            _ => None,
        },
        [left, operator, right] => match operator.known()? {
            "=" | "==" => equal(left, right),
            "!=" => equal(left, right).map(|equal| !equal),
            _ => None,
        },
        _ => None,
    }
}

/// Whether there is a character in it.
fn is_filled(value: &Text) -> Option<bool> {
    if value.is_empty() {
        return Some(false);
    }
    let known = value.opaques().count() < value.pieces().len();
    known.then_some(true)
}

fn equal(left: &Text, right: &Text) -> Option<bool> {
    let pattern = |text: &&str| text.contains(['*', '?', '[']);
    let right = right.known().filter(|right| !pattern(right))?;
    Some(left.known()? == right)
}

#[cfg(test)]
mod tests {
    use super::passes;
    use crate::text::{Opaque, Text};

    #[test]
    fn tests_of_values() {
        let words = |command: &str| -> Vec<Text> {
            let word = |word: &str| match word {
                "_" => Text::empty(),
                "?" => Text::opaque(Opaque::Unknown("X".to_owned())),
                other => Text::from(other),
            };
            command.split(' ').map(word).collect()
        };
        for (command, expected) in [
            ("[ -n x ]", Some(true)),
            ("[ -n _ ]", Some(false)),
            ("[ -n ? ]", None),
            ("[ -z _ ]", Some(true)),
            ("[ ! -z _ ]", Some(false)),
            ("test a = a", Some(true)),
            ("[[ a == b ]]", Some(false)),
            ("[[ a == a* ]]", None),
            ("[ ? != a ]", None),
            ("[ -f /a ]", None),
            ("[ a = a", None),
            ("grep -q a b", None),
            ("cd /a", Some(true)),
        ] {
            assert_eq!(passes(&words(command)), expected, "{command}");
        }
    }
}
