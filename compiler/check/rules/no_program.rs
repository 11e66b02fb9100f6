//! A command that begins with no program: a whole command line in one word, or an option.

use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::launch::{Lost, Reason, shell};
use crate::source::Span;
use crate::text::Text;
use crate::yaml::edit::{self, Edit};
use crate::yaml::{Node, Style};

pub const RULE: Rule = Rule {
    code: &codes::NO_PROGRAM,
    page: include_str!("no-program.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    for lost in scope.jvm.launch.lost.iter().filter(|lost| lost.why == Reason::NoProgram) {
        let line: Vec<String> =
            shell::words(&Text::from(lost.what.as_str())).iter().map(ToString::to_string).collect();
        let item = item(scope, lost);
        let place = item.map_or_else(|| scope.place_of(&lost.from, &lost.what), |(_, item)| item.span);
        let (message, words) = if lost.what.starts_with('-') {
            let message =
                format!("the command begins with {}, which is no program: nothing starts", lost.what);
            (message, vec!["java".to_owned(), lost.what.clone()])
        } else {
            let message = format!("`{}` is one word: no program is called so, nothing starts", lost.what);
            (message, line)
        };
        let edits = item.and_then(|(list, item)| replaced(list, item, &words));
        let help = format!("one item of the list for each word: {}", words.join(", "));
        found.push(
            Diagnostic::new(RULE.code, place, message)
                .help(help)
                .fix("write one item for each word", edits.into_iter().collect()),
        );
    }
}

/// The list that the word stands in, and its item.
fn item<'a>(scope: &JvmScope<'a>, lost: &Lost) -> Option<(&'a Node, &'a Node)> {
    let container = scope.pod?.container_of(scope.jvm)?;
    let lists = ["command", "args"].into_iter().filter_map(|key| container.node.get(key));
    let mut lists = lists.filter_map(|list| {
        let is = |item: &&Node| item.as_str() == Some(lost.what.as_str());
        Some((list, list.items().iter().find(is)?))
    });
    lists.next()
}

/// Puts words in the place of one, in brackets.
fn replaced(list: &Node, item: &Node, words: &[String]) -> Option<Edit> {
    let is_plain = words.iter().all(|word| !word.contains(['\'', '"', '$', '\\']));
    let writable = list.style == Style::Flow && !list.shared && !item.shared && is_plain;
    let text = words.iter().map(|word| edit::text(word)).collect::<Vec<_>>().join(", ");
    let place: Span = item.span;
    writable.then_some((place, text))
}
