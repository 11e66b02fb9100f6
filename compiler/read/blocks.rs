//! The blocks of a script: `if`, `for`, `while`.

use crate::launch::shell::{SimpleCommand, Word, assignment};

/// What a script does next.
pub(super) enum Step {
    /// A command.
    Run(SimpleCommand),
    /// Conditions, each with what runs where it holds; and what runs where none does.
    If(Vec<(Vec<Step>, Vec<Step>)>, Vec<Step>),
    /// The variable, its values, and what runs with each.
    For(String, Vec<Word>, Vec<Step>),
    /// A condition, and what runs as long as it holds, or does not.
    Loop(Vec<Step>, Vec<Step>),
}

/// Deeper than anybody nests.
const DEEPEST: usize = 64;

/// The steps of a script; where its blocks are not well formed, all its commands one after the other.
pub(super) fn steps(commands: &[SimpleCommand]) -> Vec<Step> {
    let flat = || commands.iter().cloned().map(Step::Run).collect();
    let mut rest = commands.iter().cloned();
    let mut parser = Parser { current: rest.next(), rest, depth: 0 };
    parser.list(&[]).unwrap_or_else(flat)
}

struct Parser<'a> {
    current: Option<SimpleCommand>,
    rest: std::iter::Cloned<std::slice::Iter<'a, SimpleCommand>>,
    depth: usize,
}

impl Parser<'_> {
    fn keyword(&self) -> Option<String> {
        self.current.as_ref()?.words.first()?.literal()?.known().map(str::to_owned)
    }

    fn next(&mut self) -> Option<SimpleCommand> {
        let next = self.rest.next();
        std::mem::replace(&mut self.current, next)
    }

    /// Takes a keyword off; behind it assignments are no words any more.
    fn take(&mut self, keyword: &str) -> Option<()> {
        (self.keyword()? == keyword).then_some(())?;
        let command = self.current.as_mut()?;
        command.words.remove(0);
        let assigned: Vec<_> = command.words.iter().map_while(assignment).collect();
        command.words.drain(..assigned.len());
        command.assignments.extend(assigned);
        if command.words.is_empty() && command.assignments.is_empty() && command.redirects.is_empty() {
            self.next();
        }
        Some(())
    }

    /// The steps up to one of these keywords, or to the end of the script.
    fn list(&mut self, ends: &[&str]) -> Option<Vec<Step>> {
        self.depth += 1;
        let mut found = Vec::new();
        while self.depth <= DEEPEST {
            let keyword = self.keyword().unwrap_or_default();
            if ends.contains(&keyword.as_str()) || self.current.is_none() {
                self.depth -= 1;
                return (self.current.is_some() || ends.is_empty()).then_some(found);
            }
            found.push(match keyword.as_str() {
                "if" => self.choice()?,
                "for" => self.repeated()?,
                "while" | "until" => self.looped(&keyword)?,
                _ => Step::Run(self.next()?),
            });
        }
        None
    }

    fn choice(&mut self) -> Option<Step> {
        let (mut branches, mut keyword) = (Vec::new(), "if");
        loop {
            self.take(keyword)?;
            let condition = self.list(&["then"])?;
            self.take("then")?;
            branches.push((condition, self.list(&["elif", "else", "fi"])?));
            keyword = "elif";
            if self.keyword()? != keyword {
                break;
            }
        }
        let otherwise = match self.take("else") {
            Some(()) => self.list(&["fi"])?,
            None => Vec::new(),
        };
        self.take("fi")?;
        Some(Step::If(branches, otherwise))
    }

    /// `for NAME in WORD…`
    fn repeated(&mut self) -> Option<Step> {
        let head = self.next()?;
        let name = head.words.get(1)?.literal()?.known()?.to_owned();
        (head.words.get(2)?.literal()?.known()? == "in").then_some(())?;
        let words = head.words.get(3..)?.to_vec();
        Some(Step::For(name, words, self.body()?))
    }

    fn looped(&mut self, keyword: &str) -> Option<Step> {
        self.take(keyword)?;
        let condition = self.list(&["do"])?;
        Some(Step::Loop(condition, self.body()?))
    }

    fn body(&mut self) -> Option<Vec<Step>> {
        self.take("do")?;
        let body = self.list(&["done"])?;
        self.take("done")?;
        Some(body)
    }
}
