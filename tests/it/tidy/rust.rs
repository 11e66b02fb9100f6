//! As much of Rust's grammar as the tidy tests need: words, string literals, punctuation, each with its line.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a keyword.
    Word,
    /// A string literal, without its quotes.
    String,
    /// Any other character.
    Mark,
}

/// One token.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// One-based line.
    pub line: usize,
}

/// All tokens; comments, numbers, characters and lifetimes are passed over.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    while at < chars.len() {
        let rest = &chars[at..];
        let (kind, length) = match rest {
            ['/', '/', ..] => (None, until(rest, |c| c == '\n')),
            ['/', '*', ..] => (None, comment(rest)),
            ['r', '"' | '#', ..] if raw(rest).is_some() => (Some(Kind::String), raw(rest).unwrap_or(1)),
            ['"', ..] => (Some(Kind::String), quoted(rest)),
            ['\'', '\\', ..] => (None, 3 + until(&rest[3..], |c| c == '\'')),
            ['\'', _, '\'', ..] => (None, 3),
            ['\'', ..] => (None, 1 + until(&rest[1..], |c| !c.is_alphanumeric() && c != '_')),
            [c, ..] if c.is_alphabetic() || *c == '_' => {
                (Some(Kind::Word), until(rest, |c| !c.is_alphanumeric() && c != '_'))
            }
            [c, ..] if c.is_whitespace() || c.is_numeric() => (None, 1),
            _ => (Some(Kind::Mark), 1),
        };
        let text: String = rest[..length].iter().collect();
        let lines = text.matches('\n').count();
        if let Some(kind) = kind {
            let text = match kind {
                Kind::String => text.trim_start_matches('r').trim_matches('#').trim_matches('"').to_owned(),
                _ => text,
            };
            found.push(Token { kind, text, line });
        }
        line += lines;
        at += length;
    }
    found
}

fn until(chars: &[char], end: impl Fn(char) -> bool) -> usize {
    chars.iter().position(|&c| end(c)).unwrap_or(chars.len())
}

fn comment(chars: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn raw(chars: &[char]) -> Option<usize> {
    let hashes = until(&chars[1..], |c| c != '#');
    (chars.get(1 + hashes) == Some(&'"')).then_some(())?;
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = 2 + hashes;
    let at = chars[body..].windows(end.len()).position(|window| window == end)?;
    Some(body + at + end.len())
}

fn quoted(chars: &[char]) -> usize {
    let mut at = 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// Without the items under `#[cfg(test)]`.
pub fn outside_tests(tokens: &[Token]) -> Vec<Token> {
    let marks = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let is_test =
            marks.iter().enumerate().all(|(i, mark)| tokens.get(at + i).is_some_and(|t| t.text == *mark));
        if is_test {
            at = body_end(tokens, at + marks.len()).1;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where the next body ends, or the `;` of an item without one: its last line, and the token behind it.
fn body_end(tokens: &[Token], from: usize) -> (usize, usize) {
    let (mut depth, mut brackets) = (0_usize, 0_usize);
    for (at, token) in tokens.iter().enumerate().skip(from).filter(|(_, t)| t.kind == Kind::Mark) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (token.line, at + 1);
                }
            }
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            ";" if depth == 0 && brackets == 0 => return (token.line, at + 1),
            _ => {}
        }
    }
    (tokens.last().map_or(0, |t| t.line), tokens.len())
}

/// Name, first line and number of lines of every function.
pub fn functions(tokens: &[Token]) -> Vec<(String, usize, usize)> {
    let named = tokens.windows(2).enumerate().filter(|(_, w)| w[0].text == "fn" && w[1].kind == Kind::Word);
    let one = |(at, pair): (usize, &[Token])| {
        let line = pair[0].line;
        (pair[1].text.clone(), line, body_end(tokens, at).0 + 1 - line)
    };
    named.map(one).collect()
}

/// Lower-case words of a name or a text: `HeapDump`, `heap_dump` and `heap-dump` are the same two.
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_grammar_is_read() {
    let text = "fn a<'x>(c: char) -> &'x str { // \"no\"\n  r#\"raw \"q\" \"#; '\"'; '\\''; \"s\\\"t\"\n}\n\
                #[cfg(test)]\nmod t { fn b() {} }\nfn c();";
    let all = outside_tests(&tokens(text));
    let strings: Vec<_> = all.iter().filter(|t| t.kind == Kind::String).map(|t| t.text.as_str()).collect();
    assert_eq!(strings, ["raw \"q\" ", "s\\\"t"]);
    let functions = functions(&all);
    assert_eq!(functions, [("a".to_owned(), 1, 3), ("c".to_owned(), 6, 1)]);
    assert_eq!(words("heapDump_toFile -agentlib:x"), ["heap", "dump", "to", "file", "agentlib", "x"]);
}
