//! What is said about mistakes that people make in KDL, with the edit that puts them right.

use super::mistakes::Mistakes;
use super::token::{Flaw, FlawKind};
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::source::Span;

fn syntax(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&codes::KDL_SYNTAX, span, message)
}

/// A text as a KDL string.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Something bare that needs quotes to be one string.
pub(super) fn needs_quotes(span: Span, text: &str, message: impl Into<String>) -> Diagnostic {
    let found = syntax(span, message).label("not a bare word");
    if text.len() > 200 {
        return found.help("quote it");
    }
    let quoted = quoted(text);
    found.help(format!("quote it: {quoted}")).fix("quote it", vec![(span, quoted)])
}

pub(super) fn flaw(flaw: &Flaw, mistakes: &Mistakes<'_>) -> Diagnostic {
    let span = mistakes.span(flaw.start, flaw.end);
    match &flaw.kind {
        FlawKind::Unclosed { what, closer } => {
            syntax(span, format!("this {what} is not closed")).label("opened here").help(format!("close it with {closer}"))
        }
        FlawKind::UnclosedInLine => syntax(span, "this string is not closed on its line")
            .label("no closing `\"`")
            .help("close it with `\"`, or write a text of several lines between `\"\"\"` lines"),
        FlawKind::MultiLineStart => syntax(span, "text on the line of the opening `\"\"\"`")
            .label("a line end must follow")
            .help("put the text on lines of its own, and the closing `\"\"\"` too; a short text takes single quotes: \"…\""),
        FlawKind::CommentDepth => too_deep(span, "block comments", super::MAX_COMMENT_DEPTH),
    }
}

pub(super) fn too_deep(span: Span, what: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(&codes::NESTING, span, format!("{what} nested more than {limit} deep"))
        .label("one too deep")
        .help(format!("nothing agentc reads needs more than {limit}"))
}

/// `true`, `false`, `null`, which KDL 1 wrote without `#`; `inf`, `nan`, which never were strings.
pub(super) fn reserved(span: Span, word: &str) -> Diagnostic {
    if matches!(word, "true" | "false" | "null") {
        return Diagnostic::new(
            &codes::KDL_VERSION_1,
            span,
            format!("`{word}` is KDL 1; KDL 2 writes `#{word}`"),
        )
        .label("needs a `#`")
        .help(format!("write `#{word}`, or \"{word}\" for the text"))
        .fix(format!("write `#{word}`"), vec![(span, format!("#{word}"))]);
    }
    needs_quotes(span, word, format!("`{word}` is a reserved word"))
}

/// `r"…"` and `r#"…"#`.
pub(super) fn raw_version_1(span: Span, text: &str) -> Diagnostic {
    let body = text.strip_prefix('r').unwrap_or(text);
    let now = if body.starts_with('#') { body.to_owned() } else { format!("#{body}#") };
    let found = Diagnostic::new(
        &codes::KDL_VERSION_1,
        span,
        "`r\"…\"` is KDL 1; KDL 2 writes raw strings as `#\"…\"#`",
    )
    .label("KDL 1 raw string");
    // What KDL 2 would take for `"""`, or what spans lines, has no equal in one edit.
    if now.contains("\"\"") || now.contains(['\n', '\r']) {
        return found.help("write it between `#\"\"\"` and `\"\"\"#` lines");
    }
    found.help(format!("write {now}")).fix("write it as KDL 2", vec![(span, now)])
}

pub(super) fn version_marker(span: Span, version: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::KDL_VERSION_1,
        span,
        format!("the file says it is KDL {version}; agentc reads KDL 2"),
    )
    .label("not 2")
    .help("write `/- kdl-version 2`, or leave the line out, and convert the file")
    .fix("say KDL 2", vec![(span, "2".to_owned())])
}

pub(super) fn keyword(span: Span, word: &str) -> Diagnostic {
    const KNOWN: [&str; 3] = ["#true", "#false", "#null"];
    if matches!(word, "#inf" | "#-inf" | "#nan") {
        return Diagnostic::new(
            &codes::NUMBER,
            span,
            format!("`{word}` is no number that a setting can have"),
        )
        .help("write a number, or quote it as text");
    }
    if word.trim_start_matches('#').is_empty() {
        return syntax(span, format!("`{}` alone means nothing", clip(word)))
            .help("a comment starts with `//`");
    }
    let help = nearest(&word.to_lowercase(), KNOWN)
        .map_or("known: #true, #false, #null; a comment starts with `//`".to_owned(), |k| {
            format!("did you mean `{k}`?")
        });
    syntax(span, format!("unknown keyword `{}`", clip(word))).label("not a keyword").help(help)
}

/// A bare word that cannot be one. `word` is not empty.
pub(super) fn bad_word(span: Span, word: &str) -> Diagnostic {
    let Some(first) = word.chars().next() else { return syntax(span, "nothing where a value was expected") };
    if let Some(number) = word.strip_suffix(',').filter(|n| first.is_ascii_digit() && !n.is_empty()) {
        return syntax(span, "values are separated by blanks, not commas")
            .label("a comma")
            .help(format!("write {number}"))
            .fix("remove the comma", vec![(span, number.to_owned())]);
    }
    if first.is_ascii_digit()
        || word.starts_with(['-', '+', '.']) && word.contains(|c: char| c.is_ascii_digit())
    {
        return needs_quotes(span, word, format!("`{}` is neither a number nor a bare word", clip(word)));
    }
    let c = word.chars().find(|c| !is_word_char(*c)).unwrap_or(first);
    needs_quotes(span, word, format!("`{c}` cannot stand in a bare word"))
}

/// Whether a character may stand in a bare word.
pub(super) fn is_word_char(c: char) -> bool {
    !matches!(c, '\\' | '/' | '(' | ')' | '{' | '}' | '[' | ']' | ';' | '"' | '#' | '=')
}

/// Enough of a text to recognise it by.
pub(super) fn clip(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// `(t)`.
pub(super) fn annotation(span: Span) -> Diagnostic {
    syntax(span, "a type annotation, which agentc does not use")
        .label("means nothing here")
        .help("leave it out; quote it if it is text")
        .fix("leave it out", vec![(span, String::new())])
}

/// `-Dkey=value` without quotes, which KDL reads as a property named `-Dkey`.
pub(super) fn option(span: Span, text: &str) -> Diagnostic {
    // Quotes around a part of an option are the shell's way; the JVM would see them.
    let option = text.replace('"', "");
    needs_quotes(span, &option, format!("`{}` is read as a property because of its `=`", clip(text)))
        .label("a JVM option is text")
}

/// `url=https://…` without quotes: `//` starts a comment.
pub(super) fn bare_url(span: Span, text: &str) -> Diagnostic {
    needs_quotes(span, text, "`//` starts a comment").label("cut off after `:`")
}

/// `name = value`.
pub(super) fn equals_after_name(span: Span) -> Diagnostic {
    syntax(span, "`=` after a node's name")
        .label("not needed")
        .help("a node's values follow its name: `release \"9.7.0\"`")
        .fix("remove the `=`", vec![(span, " ".to_owned())])
}

pub(super) fn second_equals(span: Span, value: Span, text: &str) -> Diagnostic {
    let found = syntax(span, "a second `=` in one property").label("not expected");
    if text.contains('"') || text.len() > 200 {
        return found.help("quote the whole value");
    }
    let quoted = quoted(text);
    found.help(format!("quote the value: {quoted}")).fix("quote the value", vec![(value, quoted)])
}

/// A multi-line string, which is dedented by the blanks before its closing quotes.
pub(super) fn misaligned(span: Span) -> Diagnostic {
    syntax(span, "the lines of this string do not line up with its closing `\"\"\"`")
        .label("lines of a text")
        .help("the closing `\"\"\"` stands on a line of its own, and each line starts with the blanks before it")
}

pub(super) fn no_key(span: Span) -> Diagnostic {
    syntax(span, "`=` without a name before it")
        .label("not expected")
        .help("write `name=value`; quote a name that is no word")
}

pub(super) fn no_value(span: Span, key: &str) -> Diagnostic {
    syntax(span, format!("`{}=` has no value", clip(key)))
        .label("a value must follow")
        .help("write \"\" for an empty text")
}

pub(super) fn missing_space(span: Span) -> Diagnostic {
    let at = Span { end: span.start, ..span };
    syntax(span, "no blank between two values")
        .label("a blank must stand before this")
        .help("separate values by blanks, or escape a quote inside a string: \\\"")
        .fix("add a blank", vec![(at, " ".to_owned())])
}

pub(super) fn after_block(span: Span) -> Diagnostic {
    syntax(span, "a node ends after its block")
        .label("belongs to no node")
        .help("values stand before `{`; another node starts on a new line, or after `;`")
}

pub(super) fn block_without_name(span: Span) -> Diagnostic {
    syntax(span, "a block without a node")
        .label("no name before it")
        .help("put the `{` on the line of the node it belongs to")
}

pub(super) fn stray_close(span: Span) -> Diagnostic {
    syntax(span, "`}` without a `{`")
        .label("closes nothing")
        .help("remove it, or open the block it should close")
}

/// `suspect` is a block whose `}` stands under another node.
pub(super) fn unclosed_block(open: Span, name: &str, suspect: Option<Span>) -> Diagnostic {
    let found = syntax(open, format!("the block of `{}` is not closed", clip(name)))
        .label("opened here")
        .help("close it with `}`");
    match suspect.filter(|&s| s != open) {
        Some(suspect) => found.related(suspect, "by its indentation, this one lacks its `}`"),
        None => found,
    }
}

pub(super) fn stray_semicolon(span: Span) -> Diagnostic {
    syntax(span, "`;` that ends no node")
        .label("nothing before it")
        .help("remove it")
        .fix("remove it", vec![(span, String::new())])
}

pub(super) fn nothing_to_skip(span: Span) -> Diagnostic {
    syntax(span, "`/-` with nothing to leave out after it").label("comments out what follows").help(
        "`/-` stands before a node, a value, a property or a block; `//` comments out the rest of a line",
    )
}

pub(super) fn duplicate_property(span: Span, first: Span, key: &str) -> Diagnostic {
    Diagnostic::new(&codes::DUPLICATE, span, format!("property `{}` is given twice", clip(key)))
        .label("again")
        .related(first, "first here")
        .help("remove one of the two")
}
