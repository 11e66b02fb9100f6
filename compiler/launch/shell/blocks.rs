//! The compound commands of a script: which of them nothing closes.

use super::lex::{Part, Token, Word};
use super::script::assignment;

/// A compound command that nothing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Where it begins.
    pub at: usize,
    /// `if`, `for`, `while`, `until`, `select`, `case`, `{`.
    pub word: &'static str,
    /// What closes it.
    pub closer: &'static str,
}

/// What opens, what closes it, and where that leaves the next word.
const PAIRS: [(&str, &str, Place); 7] = [
    ("if", "fi", Place::Command),
    ("while", "done", Place::Command),
    ("until", "done", Place::Command),
    ("for", "done", Place::Name),
    ("select", "done", Place::Name),
    ("case", "esac", Place::Subject),
    ("{", "}", Place::Command),
];

/// What a round bracket opens; where it stands is not known.
const ROUND: (&str, &str, Place) = ("(", ")", Place::Command);

/// What a word is where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It may begin a command.
    Command,
    /// An argument.
    Argument,
    /// What a `for` calls its variable, or a `function` itself.
    Name,
    /// Behind that name: `in`, or the first word of a command.
    AfterName,
    /// What a `case` looks at.
    Subject,
    /// The `in` of a `case`.
    In,
    /// The pattern of a branch, or `esac`.
    Pattern,
    /// Between `[[` and `]]`.
    Test,
    /// Between the brackets of `NAME=(…)`.
    List,
}

/// Why reading ends early.
enum Stop {
    /// Something closes before this does.
    Unclosed(Open),
    /// The script closes what it did not open: it is not read as its shell reads it.
    Lost,
}

/// The first compound command that is still open where what it stands in closes, or where the script ends.
pub(super) fn unclosed(tokens: &[Token]) -> Option<Open> {
    let mut reader = Reader {
        open: Vec::new(),
        place: Place::Command,
        is_file: false,
        was_semicolon: false,
        was_list: false,
    };
    for token in tokens {
        let taken = match token {
            Token::Comment | Token::HereDocument(_) => continue,
            Token::Word(word) => reader.word(word),
            Token::Operator { sign, doubled } => reader.operator(*sign, *doubled),
        };
        reader.was_semicolon = matches!(token, Token::Operator { sign: ';', .. });
        reader.was_list = matches!(token, Token::Word(word) if begins_list(word));
        match taken {
            Ok(()) => {}
            Err(Stop::Unclosed(open)) => return Some(open).filter(is_placed),
            Err(Stop::Lost) => return None,
        }
    }
    reader.open.into_iter().find(is_placed)
}

struct Reader {
    open: Vec<Open>,
    place: Place,
    /// The next word is a file that the command reads or writes.
    is_file: bool,
    /// The last token was a `;` or a `;;`.
    was_semicolon: bool,
    /// The last token was `NAME=`.
    was_list: bool,
}

impl Reader {
    fn word(&mut self, word: &Word) -> Result<(), Stop> {
        if std::mem::take(&mut self.is_file) {
            return Ok(());
        }
        let text = bare(word).unwrap_or_default();
        self.place = match (self.place, text) {
            (Place::Name, _) => Place::AfterName,
            (Place::AfterName, "in") | (Place::Test, "]]") => Place::Argument,
            (Place::Subject, _) => Place::In,
            (Place::In, "in") => Place::Pattern,
            (Place::In, _) => return Err(Stop::Lost),
            (Place::Pattern, "esac") => return self.close("esac"),
            (Place::Command | Place::AfterName, _) => return self.command(word, text),
            (place, _) => place,
        };
        Ok(())
    }

    /// The first word of a command.
    fn command(&mut self, word: &Word, text: &str) -> Result<(), Stop> {
        self.place = match text {
            "then" | "else" | "elif" | "do" | "!" | "time" => Place::Command,
            "function" => Place::Name,
            "[[" => Place::Test,
            "fi" | "done" | "esac" | "}" => return self.close(text),
            _ if assignment(word).is_some() => Place::Command,
            _ => match PAIRS.iter().find(|(opener, ..)| *opener == text) {
                Some(pair) => self.begin(pair, word.range.start),
                None => Place::Argument,
            },
        };
        Ok(())
    }

    fn begin(&mut self, (word, closer, next): &(&'static str, &'static str, Place), at: usize) -> Place {
        self.open.push(Open { at, word, closer });
        *next
    }

    fn operator(&mut self, sign: char, doubled: bool) -> Result<(), Stop> {
        // `2>&1`
        if self.is_file && sign == '&' {
            return Ok(());
        }
        self.is_file = matches!(sign, '<' | '>');
        let of_case = self.open.last().is_some_and(|open| open.closer == "esac");
        self.place = match (self.place, sign) {
            (Place::Pattern | Place::List, ')') => Place::Command,
            // What has its own closer, a redirection, and a line break before `in` change nothing.
            (Place::Pattern | Place::Test | Place::List, _)
            | (_, '<' | '>')
            | (Place::Subject | Place::In, '\n') => return Ok(()),
            // `;&` goes on with the next branch.
            (_, '&') if of_case && self.was_semicolon => Place::Pattern,
            (_, ';') if doubled => return self.next_branch(),
            // Arithmetic was read over to its end.
            (_, '(') if doubled => self.place_behind_arithmetic(),
            (_, '(') if self.was_list => Place::List,
            (_, '(') => self.begin(&ROUND, 0),
            (_, ')') => return self.close(")"),
            _ => Place::Command,
        };
        Ok(())
    }

    /// `for ((…)) do`, else the end of a command.
    fn place_behind_arithmetic(&self) -> Place {
        if self.place == Place::Name { Place::Command } else { Place::Argument }
    }

    fn next_branch(&mut self) -> Result<(), Stop> {
        match self.open.last() {
            Some(open) if open.closer == "esac" => self.place = Place::Pattern,
            Some(open) if self.open.iter().any(|open| open.closer == "esac") => {
                return Err(Stop::Unclosed(*open));
            }
            _ => return Err(Stop::Lost),
        }
        Ok(())
    }

    fn close(&mut self, closer: &str) -> Result<(), Stop> {
        match self.open.last().copied() {
            Some(open) if open.closer == closer => {
                self.open.pop();
                self.place = if closer == ")" { Place::Command } else { Place::Argument };
                Ok(())
            }
            Some(open) if self.open.iter().any(|open| open.closer == closer) => Err(Stop::Unclosed(open)),
            _ => Err(Stop::Lost),
        }
    }
}

/// A word that is written as it is, without quotes.
fn bare(word: &Word) -> Option<&str> {
    match word.parts.as_slice() {
        [Part::Literal { text, quoted: false }] => text.known(),
        _ => None,
    }
}

fn begins_list(word: &Word) -> bool {
    assignment(word).is_some_and(|(_, value)| value.literal().is_some_and(|text| text.is_empty()))
}

fn is_placed(open: &Open) -> bool {
    open.word != ROUND.0
}
