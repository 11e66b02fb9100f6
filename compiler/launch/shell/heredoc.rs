//! `<<WORD`: lines that a command reads.

use super::lex::{Lexer, Token};
use crate::text::{Text, Unit};

/// Lines that a command reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HereDocument {
    /// The lines.
    pub body: Text,
    /// Whether variables in them are expanded: nothing of the word is quoted.
    pub expands: bool,
}

impl HereDocument {
    /// What the command reads, where that is known: variables in it are those of the shell that writes it.
    pub fn text(&self) -> Option<String> {
        let body = self.body.known()?;
        if !self.expands {
            return Some(body.to_owned());
        }
        let (mut text, mut chars) = (String::with_capacity(body.len()), body.chars().peekable());
        while let Some(c) = chars.next() {
            match c {
                '$' | '`' => return None,
                '\\' => match chars.next_if(|next| matches!(next, '$' | '`' | '\\' | '\n')) {
                    Some('\n') => {}
                    Some(escaped) => text.push(escaped),
                    None => text.push(c),
                },
                c => text.push(c),
            }
        }
        Some(text)
    }
}

impl Lexer<'_> {
    /// Reads the lines of the here-documents that begin here; one may end with the text.
    pub(super) fn skip_heredocs(&mut self) {
        for (token, strips, delimiter) in std::mem::take(&mut self.heredocs) {
            let mut body = Text::empty();
            loop {
                let (mut line, mut ended) = (Text::empty(), true);
                while let Some(unit) = self.next() {
                    if unit == Unit::Char('\n') {
                        ended = false;
                        break;
                    }
                    let is_indent = strips && line.is_empty() && unit == Unit::Char('\t');
                    if !is_indent {
                        line.push(unit);
                    }
                }
                if line.to_string().trim_end_matches('\r') == delimiter || ended && line.is_empty() {
                    break;
                }
                body.append(&line);
                body.push_str("\n");
                if ended {
                    break;
                }
            }
            if let Some(Token::HereDocument(document)) = self.tokens.get_mut(token) {
                document.body = body;
            }
        }
    }
}
