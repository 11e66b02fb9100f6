//! Which commands of a script run: `if`, `case`, loops, `&&` and `||`.

use super::path::Branches;
use crate::launch::shell::{Join, SimpleCommand, Word};
use crate::text::Text;

/// Whether a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// It does not.
    Never,
    /// That is not known.
    Maybe,
    /// It does.
    Sure,
}

impl Reach {
    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Reach::Sure,
            Some(false) => Reach::Never,
            None => Reach::Maybe,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    If,
    Loop,
    Case,
    /// `{ … }`: the body of a function, too.
    Group,
}

/// A compound command that is open.
#[derive(Debug)]
struct Frame {
    kind: Kind,
    /// Where it begins, and the branch that is read.
    place: (usize, usize),
    /// Whether the whole is reached.
    outer: Reach,
    /// Whether an earlier branch was taken.
    taken: Option<bool>,
    now: Reach,
    /// A branch is read, not a condition.
    in_branch: bool,
    /// The branch that is read ends the script.
    ended: bool,
    /// All earlier branches do that may be taken.
    all_end: bool,
    /// The word of a `case`, where it is known.
    subject: Option<Text>,
    /// The patterns of the branch that begins; none while a branch is read.
    patterns: Option<Vec<Word>>,
}

impl Frame {
    /// Whether a further branch may be taken.
    fn open(&self) -> Reach {
        self.outer.min(Reach::of(self.taken.map(|taken| !taken)))
    }

    /// The branch that is read is over.
    fn close(&mut self) {
        if self.in_branch {
            self.all_end &= self.ended || self.now == Reach::Never;
        }
        (self.in_branch, self.ended) = (false, false);
    }
}

/// Deeper than anybody nests: what is deeper counts as one level.
const DEEPEST: usize = 64;

/// The compound commands around a command.
#[derive(Debug, Default)]
pub(super) struct Frames<'g> {
    open: Vec<Frame>,
    /// Levels that are not noted any more.
    unnoted: usize,
    /// The branches that are taken, whatever their conditions say.
    goal: Option<&'g Branches>,
    /// What the last command found.
    pub status: Option<bool>,
    /// Whether the last command was reached by its `&&` or `||`.
    lane: Option<Reach>,
    negated: bool,
    /// Nothing of the script runs any more.
    pub over: bool,
}

/// A command without the keywords before it.
pub(super) enum Step {
    /// It is a pattern of a `case`, or nothing but keywords.
    Nothing,
    /// So many words are keywords.
    Command(usize, Reach),
}

impl<'g> Frames<'g> {
    pub fn new(goal: Option<&'g Branches>) -> Self {
        Frames { goal, ..Frames::default() }
    }

    /// The branches that the current command stands in.
    pub fn branches(&self) -> Branches {
        self.open.iter().map(|frame| frame.place).collect()
    }

    fn reach(&self) -> Reach {
        self.open.last().map_or(Reach::Sure, |frame| frame.now)
    }

    fn forced(&self, opened: usize) -> Option<usize> {
        let goal = self.goal?;
        goal.iter().find(|(own, _)| *own == opened).map(|(_, branch)| *branch)
    }

    /// A branch begins at a command; `holds` says whether it is taken if no earlier one was.
    fn begin(&mut self, at: usize, holds: Option<bool>) {
        let forced = self.open.last().and_then(|frame| self.forced(frame.place.0));
        let Some(frame) = self.open.last_mut() else { return };
        frame.close();
        frame.in_branch = true;
        frame.place.1 = at;
        frame.now = match (forced, frame.taken) {
            (Some(branch), _) if branch == at => Reach::Sure,
            (Some(_), _) | (None, Some(true)) => Reach::Never,
            (None, _) => frame.open().min(Reach::of(holds)),
        };
        frame.taken = match (frame.taken, holds) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
    }

    /// The condition of a further branch, which is looked at where no earlier one was taken.
    fn ask_again(&mut self) {
        if let Some(frame) = self.open.last_mut() {
            frame.close();
            frame.now = frame.open();
        }
    }

    /// The last command ends the script: nothing behind it in its branch runs.
    pub fn end(&mut self) {
        match self.open.last_mut() {
            _ if self.lane != Some(Reach::Sure) => {}
            Some(frame) => (frame.ended, frame.now) = (true, Reach::Never),
            None => self.over = true,
        }
    }

    fn push(&mut self, kind: Kind, at: usize, subject: Option<Text>) {
        if self.open.len() >= DEEPEST {
            self.unnoted += 1;
            return;
        }
        let (outer, patterns) = (self.reach(), (kind == Kind::Case).then(Vec::new));
        let place = (at, at);
        self.open.push(Frame {
            kind,
            place,
            outer,
            taken: Some(false),
            now: outer,
            in_branch: false,
            ended: false,
            all_end: true,
            subject,
            patterns,
        });
    }

    fn pop(&mut self, kind: Kind) {
        if self.unnoted > 0 {
            self.unnoted -= 1;
        } else if let Some(at) = self.open.iter().rposition(|frame| frame.kind == kind) {
            self.open.truncate(at + 1);
            let Some(mut frame) = self.open.pop() else { return };
            frame.close();
            let is_choice = matches!(kind, Kind::If | Kind::Case);
            if is_choice && frame.all_end && frame.taken == Some(true) && frame.outer != Reach::Never {
                self.lane = Some(Reach::Sure);
                self.end();
            }
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.open.last().map(|frame| frame.kind)
    }

    /// Takes the keywords before a command, and says whether what follows them runs.
    pub fn step(
        &mut self,
        at: usize,
        command: &SimpleCommand,
        evaluate: &dyn Fn(&Word) -> Option<Text>,
    ) -> Step {
        if self.is_pattern(at, command, evaluate) {
            return Step::Nothing;
        }
        let mut lane = match (command.join, self.status) {
            (Join::And, status) => Reach::of(status),
            (Join::Or, status) => Reach::of(status.map(|passed| !passed)),
            (Join::Pipe, _) => self.lane.unwrap_or(Reach::Sure),
            _ => Reach::Sure,
        };
        self.negated = false;
        let mut taken = 0;
        for word in &command.words {
            let text = word.literal();
            match text.as_ref().and_then(Text::known).unwrap_or_default() {
                "if" => self.push(Kind::If, at, None),
                "elif" if self.kind() == Some(Kind::If) => self.ask_again(),
                "then" if self.kind() == Some(Kind::If) => self.begin(at, self.status),
                "else" if self.kind() == Some(Kind::If) => self.begin(at, Some(true)),
                "while" | "until" => self.push(Kind::Loop, at, None),
                "do" if self.kind() == Some(Kind::Loop) => self.begin(at, None),
                "{" => {
                    self.push(Kind::Group, at, None);
                    if let Some(frame) = self.open.last_mut() {
                        frame.now = frame.now.min(lane);
                    }
                }
                "!" => self.negated = !self.negated,
                "fi" => self.pop(Kind::If),
                "done" => self.pop(Kind::Loop),
                "esac" => self.pop(Kind::Case),
                "}" => self.pop(Kind::Group),
                "for" | "select" => {
                    self.push(Kind::Loop, at, None);
                    return Step::Nothing;
                }
                "case" => {
                    self.case(at, command, taken, evaluate);
                    return Step::Nothing;
                }
                _ => break,
            }
            taken += 1;
            lane = Reach::Sure;
        }
        self.lane = Some(lane);
        Step::Command(taken, self.reach().min(lane))
    }

    fn case(
        &mut self,
        at: usize,
        command: &SimpleCommand,
        keyword: usize,
        evaluate: &dyn Fn(&Word) -> Option<Text>,
    ) {
        let subject = command.words.get(keyword + 1).and_then(evaluate);
        self.push(Kind::Case, at, subject);
        let patterns = command.words.iter().skip(keyword + 3).cloned();
        if let Some(frame) = self.open.last_mut().filter(|frame| frame.kind == Kind::Case) {
            frame.patterns = Some(patterns.collect());
        }
    }

    /// Reads a pattern of a `case`; behind the last one its branch begins.
    fn is_pattern(
        &mut self,
        at: usize,
        command: &SimpleCommand,
        evaluate: &dyn Fn(&Word) -> Option<Text>,
    ) -> bool {
        let Some(frame) = self.open.last_mut().filter(|frame| frame.kind == Kind::Case) else { return false };
        if command.join == Join::Next {
            frame.patterns = Some(Vec::new());
        }
        let Some(patterns) = &mut frame.patterns else { return false };
        let is_end = || {
            let first = command.words.first().and_then(Word::literal);
            first.as_ref().and_then(Text::known) == Some("esac")
        };
        if patterns.is_empty() && is_end() {
            return false;
        }
        if patterns.is_empty() || command.join == Join::Pipe {
            patterns.extend(command.words.first().cloned());
            return true;
        }
        let holds = matches(frame.subject.as_ref(), patterns, evaluate);
        frame.patterns = None;
        self.begin(at, holds);
        false
    }

    /// Notes what a command found that was reached so.
    pub fn found(&mut self, join: Join, found: Option<bool>) {
        let found = if self.negated { found.map(|passed| !passed) } else { found };
        self.status = match (self.lane, join) {
            (Some(Reach::Never), _) => self.status,
            (Some(Reach::Maybe), Join::And) => found.filter(|passed| !passed),
            (Some(Reach::Maybe), Join::Or) => found.filter(|passed| *passed),
            _ => found,
        };
    }
}

/// Whether one of the patterns of a `case` fits.
fn matches(
    subject: Option<&Text>,
    patterns: &[Word],
    evaluate: &dyn Fn(&Word) -> Option<Text>,
) -> Option<bool> {
    let subject = subject.and_then(Text::known);
    let one = |pattern: &Word| {
        let pattern = evaluate(pattern)?;
        match (pattern.known()?, subject) {
            ("*", _) => Some(true),
            (pattern, _) if pattern.contains(['?', '[', '\\']) => None,
            (pattern, Some(subject)) => Some(fits(pattern, subject)),
            _ => None,
        }
    };
    let mut known = true;
    for pattern in patterns {
        match one(pattern) {
            Some(true) if known => return Some(true),
            Some(false) => {}
            _ => known = false,
        }
    }
    known.then_some(false)
}

/// Whether a text fits a pattern with `*`.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("start", "start", true),
            ("start", "starts", false),
            ("*.jar", "app.jar", true),
            ("-*", "-Xmx1g", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
