//! What is no option, in an options variable.

use super::{env, lost, option_refused};
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Lost, Reason};
use crate::source::Span;
use crate::yaml::edit::Edit;

pub const RULE: Rule = Rule {
    code: &codes::NOT_AN_OPTION,
    page: include_str!("not-an-option.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    let mut told: Vec<&Lost> = Vec::new();
    let mut before: Option<&Lost> = None;
    let is_tolerant = option_refused::is_tolerant(scope);
    let passed_over =
        |why: &Reason| is_tolerant && matches!(why, Reason::NotAnOption | Reason::LauncherOption);
    for lost in &scope.jvm.launch.lost {
        if concerns(&lost.why)
            && !passed_over(&lost.why)
            && !is_value_of(before, lost)
            && !scope.is_in_reference(lost)
        {
            told.push(lost);
        }
        before = Some(lost);
    }
    let same = |one: &Lost, next: &Lost| is_plain(one) && is_plain(next) && one.from == next.from;
    for run in told.chunk_by(|one, next| same(one, next)) {
        if let Some((lost, more)) = run.split_first() {
            found.push(finding(scope, lost, more.len()));
        }
    }
}

/// Words that are no option by themselves: several of them are one value without its quotes.
fn is_plain(lost: &Lost) -> bool {
    lost.why == Reason::NotAnOption && !lost.what.starts_with('-')
}

fn is_main(lost: &Lost) -> bool {
    matches!(lost.what.as_str(), "-jar" | "-m" | "--module")
}

fn concerns(why: &Reason) -> bool {
    use Reason::{ArgumentFile, LauncherOption, MainInVariable, NotAnOption, SeparateArgument};
    matches!(why, ArgumentFile | SeparateArgument | MainInVariable | LauncherOption | NotAnOption)
}

/// The word behind `-jar` or `--add-opens` is lost with it.
fn is_value_of(before: Option<&Lost>, lost: &Lost) -> bool {
    before.is_some_and(|before| {
        let takes = before.why == Reason::SeparateArgument || is_main(before);
        takes && concerns(&before.why) && before.from == lost.from && !lost.what.starts_with('-')
    })
}

fn finding(scope: &JvmScope, lost: &Lost, more: usize) -> Diagnostic {
    let finding = if more == 0 {
        lost::finding(RULE.code, scope, lost)
    } else {
        let message = format!(
            "`{}` and {more} more in {}: they are no options, the JVM exits with 1",
            lost.what, lost.from
        );
        Diagnostic::new(RULE.code, lost::place(scope, lost), message)
    };
    match &lost.why {
        Reason::SeparateArgument => finding
            .help(format!("write {}=…, in one word", lost.what))
            .fix("join them with =", joined(scope, lost).into_iter().collect()),
        Reason::ArgumentFile => finding.help(format!(
            "name the file in JDK_JAVA_OPTIONS or in the command, or write -XX:VMOptionsFile={}",
            lost.what.trim_start_matches('@')
        )),
        Reason::LauncherOption => finding.help("take it out, or put it into the command or JDK_JAVA_OPTIONS"),
        Reason::NotAnOption if lost.what.starts_with('-') && !is_main(lost) => {
            finding.help("no JVM knows such an option: take it out, or look how it is spelt")
        }
        Reason::MainInVariable => finding.help("the main class and -jar belong to the command"),
        _ if is_main(lost) => finding.help("the main class and -jar belong to the command"),
        _ => finding.help(
            "only options, each in one word, may stand in the variable; quotes hold a word with blanks together",
        ),
    }
}

/// `=` for the blanks behind the word.
fn joined(scope: &JvmScope, lost: &Lost) -> Option<Edit> {
    let word =
        lost::word(scope, lost).filter(|_| scope.pod.is_some() && !env::is_shared(scope, &lost.from))?;
    let rest = scope.source.at(Span { start: word.end, end: u32::MAX, ..word });
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let end = word.end as usize + blanks;
    (blanks > 0 && !rest.trim_start_matches(' ').starts_with(['\n', '\r', '"', '\'']))
        .then(|| (Span::new(word.source, word.end as usize, end), "=".to_owned()))
}
