//! Secrets in texts of any kind, as the values of names that secrets have.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::words::{called_secret, is_all_reference, is_mixed, is_value};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Of a message, or a value: a colon is a sign of the sentence.
    Message,
    /// Lines of a file: `name: value` is a pair too.
    File,
}

/// A name and what stands between it and its value.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(--?)?([A-Za-z0-9_][A-Za-z0-9_.-]*)(?:(["']?[ \t]*[=:][ \t]*)|(["']?,?[ \t]+))"#).ok()
});

/// So far the end of a value is looked for; behind, all of the line is taken for it.
const FAR: usize = 1024;

/// Values of names that secrets have. `told` knows names that profiles call secret, and whether commas are part of
/// their values.
pub(super) fn pairs(text: &str, reading: Reading, told: &dyn Fn(&str) -> Option<bool>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    each(text, reading, told, &mut |name, is_listed, value| {
        let shown = text.get(value.clone()).unwrap_or_default();
        let is_told = is_listed && !shown.trim().is_empty() && !is_all_reference(shown);
        let is_secret = is_told || is_value(name, shown) || is_mixed(shown);
        if is_secret {
            found.push(value);
        }
        is_secret
    });
    found
}

/// The variables that stand in values of names that secrets have.
pub(super) fn references(text: &str, reading: Reading, told: &dyn Fn(&str) -> Option<bool>) -> Vec<String> {
    let mut found = Vec::new();
    each(text, reading, told, &mut |_, _, value| {
        found.extend(variables(text.get(value).unwrap_or_default()));
        false
    });
    found
}

/// The variables that a text takes up: `$(NAME)`, `${NAME}`, `$NAME`.
pub(super) fn variables(text: &str) -> Vec<String> {
    static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        const NAME: &str = "([A-Za-z_][A-Za-z0-9_]*)";
        Regex::new(&format!(r"\$\({NAME}\)|\$\{{{NAME}[^}}]*\}}|\${NAME}")).ok()
    });
    let found = VARIABLE.iter().flat_map(|variable| variable.captures_iter(text));
    found.filter_map(|hit| hit.iter().skip(1).flatten().next().map(|name| name.as_str().to_owned())).collect()
}

/// What is done with a pair: its name, whether a profile calls that secret, and its value. Says whether the value is
/// done with.
type Visit<'v> = dyn FnMut(&str, bool, Range<usize>) -> bool + 'v;

/// Every pair whose name is a secret's.
fn each(text: &str, reading: Reading, told: &dyn Fn(&str) -> Option<bool>, visit: &mut Visit) {
    let (mut at, mut line_end) = (0, 0);
    let Some(pattern) = NAME.as_ref() else { return };
    while let Some(hit) = pattern.captures_at(text, at) {
        let Some((whole, name)) = hit.get(0).zip(hit.get(2)) else { break };
        at = whole.end();
        let separator = hit.get(3).map(|sign| sign.as_str());
        let is_pair = match separator {
            None => hit.get(1).is_some(),
            // A name in quotes before a colon is JSON.
            Some(sign) => reading == Reading::File || sign.contains('=') || sign.starts_with(is_quote),
        };
        let bare = if hit.get(1).is_some() { property(name.as_str()) } else { name.as_str() };
        let listed = told(bare);
        if !is_pair || listed.is_none() && !called_secret(bare) {
            continue;
        }
        if line_end < at {
            let rest = text.get(at..).unwrap_or_default();
            line_end = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
        let place = Place { text, word: whole.start(), at, line_end, separator, whole: listed == Some(true) };
        let value = place.value();
        let end = value.end;
        if visit(bare, listed.is_some(), value) {
            at = at.max(end);
        }
    }
}

/// The name of a property behind the sign of an option.
fn property(name: &str) -> &str {
    name.strip_prefix('D').unwrap_or(name)
}

/// Where a value begins, and what is known of it.
struct Place<'t> {
    text: &'t str,
    /// Where its name begins.
    word: usize,
    at: usize,
    line_end: usize,
    separator: Option<&'t str>,
    /// Whether commas are part of it.
    whole: bool,
}

impl Place<'_> {
    fn value(&self) -> Range<usize> {
        let end = self.text.floor_char_boundary(self.line_end.min(self.at + FAR));
        let line = self.text.get(self.at..end).unwrap_or_default();
        if let Some(quote) = line.chars().next().filter(|c| is_quote(*c)) {
            let inside = line.get(1..).unwrap_or_default();
            let end = closing(inside, quote);
            // Behind the quote the word may go on.
            let rest = end.and_then(|end| inside.get(end + 1..)).unwrap_or_default();
            if !rest.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)) || self.quote().is_some() {
                return self.at + 1..self.end(self.at + 1, end);
            }
        }
        let is_colon = self.separator.is_some_and(|sign| !sign.contains('='));
        let length = if is_colon {
            [" #", ", ", "}"].into_iter().filter_map(|sign| line.find(sign)).min()
        } else if let Some(quote) = self.quote() {
            let end = word_end(line, Some(quote));
            let inside = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
            self.comma(inside).or(end)
        } else {
            self.word(line)
        };
        self.at..self.end(self.at, length)
    }

    fn end(&self, start: usize, length: Option<usize>) -> usize {
        let end = length.map_or(self.line_end, |length| start + length);
        self.text.get(start..end).map_or(end, |value| start + value.trim_end().len())
    }

    /// The quote that the word opens with in which the pair stands.
    fn quote(&self) -> Option<char> {
        let before =
            self.text.get(self.text.floor_char_boundary(self.word.saturating_sub(FAR))..self.word)?;
        let start = before.rfind(|c: char| c.is_whitespace() || is_quote(c) || c == '[')?;
        before.get(start..)?.chars().next().filter(|c| is_quote(*c))
    }

    fn word(&self, line: &str) -> Option<usize> {
        let end = word_end(line, None);
        self.comma(line.get(..end.unwrap_or(line.len())).unwrap_or_default()).or(end)
    }

    /// The comma that ends a value where another pair follows.
    fn comma(&self, word: &str) -> Option<usize> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let begins_pair = |(at, _): &(usize, &str)| {
            let after = word.get(at + 1..).unwrap_or_default();
            let rest = after.trim_start_matches(is_name);
            rest.len() < after.len() && rest.starts_with('=')
        };
        word.match_indices(',').filter(|_| !self.whole).find(begins_pair).map(|(at, _)| at)
    }
}

/// Where the quote ends that was opened before a text; one that is escaped does not.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote != '\'' => drop(chars.next()),
            c if c == quote => {
                let doubled = quote == '\'' && text.get(at + 1..).is_some_and(|rest| rest.starts_with(quote));
                if !doubled {
                    return Some(at);
                }
                chars.next();
            }
            _ => {}
        }
    }
    None
}

/// Where the value of an option ends: blanks between quotes are part of it. `outer` is the quote around the option,
/// behind whose blank another option may begin.
fn word_end(line: &str, outer: Option<char>) -> Option<usize> {
    let (mut open, mut escaped) = (None, false);
    for (at, c) in line.char_indices() {
        let rest = line.get(at + c.len_utf8()..).unwrap_or_default();
        let is_escaped = std::mem::take(&mut escaped);
        match open {
            _ if c == '\\' && !is_escaped => escaped = true,
            None if Some(c) == outer && !is_escaped => return Some(at),
            Some(quote) if c == quote => open = None,
            None if is_quote(c) && rest.contains(c) => open = Some(c),
            None if is_quote(c) && outer.is_none() => return Some(at),
            None if c.is_whitespace() && (outer.is_none() || rest.starts_with('-')) => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

#[cfg(test)]
mod tests {
    use super::super::forms;
    use super::*;

    fn hidden(text: &str, reading: Reading) -> String {
        let told = |name: &str| match name {
            "DEMO_HEADERS" => Some(true),
            "agent.login" => Some(false),
            _ => None,
        };
        let mut all = forms::places(text);
        all.extend(pairs(text, reading, &told));
        all.sort_by_key(|range| range.start);
        let (mut shown, mut from) = (String::new(), 0);
        for range in all.into_iter().filter(|range| !range.is_empty()) {
            if range.start >= from {
                shown += &text[from..range.start];
                shown += "#";
                from = range.end;
            }
        }
        shown + &text[from..]
    }

    #[test]
    fn values_end_where_they_end() {
        for (text, expected) in [
            ("-Dx.password=a b", "-Dx.password=# b"),
            ("-Dpassword=ab1,cd2 -Xmx1g", "-Dpassword=# -Xmx1g"),
            ("-Dpassword='a1 b2' -Xmx1g", "-Dpassword='#' -Xmx1g"),
            ("-Dpassword=a1' b2'c3 -Xmx1g", "-Dpassword=# -Xmx1g"),
            ("-Dpassword='a1'\" b2\" -Xmx1g", "-Dpassword=# -Xmx1g"),
            (r#""-Dpassword=\"a1 b2\" -Xmx1g""#, r#""-Dpassword=# -Xmx1g""#),
            (r#"DB_PASSWORD="a1\" b2" TZ=UTC"#, "DB_PASSWORD=\"#\" TZ=UTC"),
            (r#""-Xmx2g -Dpassword='a1 -b2' -Xmx1g""#, r#""-Xmx2g -Dpassword='#' -Xmx1g""#),
            ("-Dpassword=it's1 -Xmx1g", "-Dpassword=#'s1 -Xmx1g"),
            ("export DB_PASSWORD='a b' TZ=UTC", "export DB_PASSWORD='#' TZ=UTC"),
            ("-javaagent:/a.jar=agent.login=ab,agent.name=x", "-javaagent:/a.jar=agent.login=#,agent.name=x"),
            ("DEMO_HEADERS=a=1,b=2 X=1", "DEMO_HEADERS=# X=1"),
            (r#"["--db.password=a b", x]"#, "[\"--db.password=#\", x]"),
            ("curl --token abc1 http://h", "curl --token # http://h"),
            (r#"{"db":{"password":"a1"},"x":1}"#, r##"{"db":{"password":"#"},"x":1}"##),
            ("jdbc:mysql://root:topsecret@db/x", "jdbc:mysql://root:#@db/x"),
            ("redis://:topsecret@cache/0", "redis://:#@cache/0"),
            ("curl -fsS -u admin:topsecret https://h", "curl -fsS -u admin:# https://h"),
            ("jdbc:mysql://db/x?user=a&password=topsecret", "jdbc:mysql://db/x?user=a&password=#"),
            ("Authorization: Bearer abc.def-1", "Authorization: Bearer #"),
            ("headers=Authorization=Api-Token dt0c01.AB", "headers=Authorization=Api-Token #"),
            ("DB_PASSWORD=$(DB) API_TOKEN=${T}", "DB_PASSWORD=$(DB) API_TOKEN=${T}"),
            ("DB_PASSWORD=pa$$word", "DB_PASSWORD=#"),
            ("`token` is a secret: it must not stand here", "`token` is a secret: it must not stand here"),
            ("basic settings of http://h:4317/x@y", "basic settings of http://h:4317/x@y"),
        ] {
            assert_eq!(hidden(text, Reading::Message), expected);
        }
    }

    #[test]
    fn lines_of_files() {
        for (text, expected) in [
            ("  db.password: a b # c\n  x: y", "  db.password: # # c\n  x: y"),
            (r#"{"apiKey": "ab1", "x": 1}"#, r##"{"apiKey": "#", "x": 1}"##),
            ("{token: ab1, x: 1}", "{token: #, x: 1}"),
            ("secretKeyRef: {name: db, key: password}", "secretKeyRef: {name: db, key: password}"),
            ("key: -----BEGIN PRIVATE KEY-----\nabc\n-----END", "key: -----BEGIN PRIVATE KEY-----#-----END"),
        ] {
            assert_eq!(hidden(text, Reading::File), expected);
        }
    }
}
