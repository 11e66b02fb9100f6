//! What `cat`, `echo` and `printf` write, where that is a plain text.

use crate::launch::shell::HereDocument;

/// The text that a command writes; `None` where it is not known.
pub(super) fn written(argv: &[String], input: Option<&HereDocument>) -> Option<String> {
    let words: Vec<&str> = argv.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["cat"] | ["cat", "-"] => input?.text(),
        ["echo", "-n", words @ ..] => plain(words.join(" ")),
        ["echo", words @ ..] => plain(words.join(" ") + "\n"),
        ["printf", "%s\n", words @ ..] => Some(words.iter().flat_map(|word| [*word, "\n"]).collect()),
        ["printf", "%b\n" | "%s", _] | ["printf", "--", ..] => None,
        ["printf", format] => unescaped(format),
        _ => None,
    }
}

/// Shells do not agree on what `echo` makes of a backslash, or of options.
fn plain(text: String) -> Option<String> {
    (!text.contains('\\') && !text.starts_with('-')).then_some(text)
}

/// A format of `printf` without conversions.
fn unescaped(format: &str) -> Option<String> {
    let (mut text, mut chars) = (String::with_capacity(format.len()), format.chars());
    while let Some(c) = chars.next() {
        text.push(match c {
            '%' => chars.next().filter(|next| *next == '%')?,
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                other @ ('\\' | '"' | '\'') => other,
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn texts() {
        for (argv, expected) in [
            (&["echo", "exec", "java"][..], Some("exec java\n")),
            (&["echo", "-n", "a"], Some("a")),
            (&["echo", "-e", "a"], None),
            (&["echo", "a\\nb"], None),
            (&["printf", "#!/bin/sh\\nexec java\\n"], Some("#!/bin/sh\nexec java\n")),
            (&["printf", "100%%"], Some("100%")),
            (&["printf", "%d"], None),
            (&["printf", "%s\n", "a", "b c"], Some("a\nb c\n")),
            (&["date"], None),
        ] {
            let argv: Vec<String> = argv.iter().map(ToString::to_string).collect();
            assert_eq!(written(&argv, None).as_deref(), expected, "{argv:?}");
        }
    }
}
