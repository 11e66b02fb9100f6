//! The options of a shell, and where its script stands behind them.

use crate::text::Text;

/// Shells that take a script after `-c`.
const SHELLS: [&str; 5] = ["sh", "ash", "bash", "dash", "ksh"];
/// Options of `bash` whose value is the next word.
const WITH_VALUE: [&str; 2] = ["--rcfile", "--init-file"];

/// Whether a shell is started: one that PATH finds, or one where shells are.
pub fn is_shell(program: &Text) -> bool {
    let Some(path) = program.known() else { return false };
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    matches!(folder, "" | "/bin" | "/usr/bin" | "/usr/local/bin" | "/busybox") && SHELLS.contains(&name)
}

/// Where in the arguments of a shell its script stands. With a `-c` among the options (`-ec`, `-euo pipefail -c`,
/// `-c -x`) it is the first word that is no option.
pub fn script_of<'a>(args: impl IntoIterator<Item = &'a Text>) -> Option<usize> {
    let (mut given, mut is_value) = (false, false);
    for (at, word) in args.into_iter().enumerate() {
        let word = word.known().unwrap_or_default();
        if std::mem::take(&mut is_value) {
            continue;
        }
        match word {
            "-" | "--" => return given.then_some(at + 1),
            _ if word.starts_with("--") => is_value = WITH_VALUE.contains(&word),
            _ if word.starts_with(['-', '+']) => {
                given |= word.starts_with('-') && word.contains('c');
                // `-o pipefail` and bash's `-O extglob`, alone or at the end of several letters.
                is_value = word.ends_with(['o', 'O']);
            }
            _ => return given.then_some(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::script_of;
    use crate::text::Text;

    fn at(args: &str) -> Option<usize> {
        script_of(&args.split(' ').map(Text::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_script_is_the_first_operand() {
        for (args, expected) in [
            ("-c java", Some(1)),
            ("-ec java", Some(1)),
            ("-c -x java", Some(2)),
            ("-x -c java", Some(2)),
            ("-euo pipefail -c java", Some(3)),
            ("-o pipefail -ec java", Some(3)),
            ("--login -c java", Some(2)),
            ("--rcfile f -c java", Some(3)),
            ("-c -- java", Some(2)),
            ("+x -c java", Some(2)),
            ("start.sh -c java", None),
            ("-e start.sh", None),
        ] {
            assert_eq!(at(args), expected, "{args}");
        }
    }
}
