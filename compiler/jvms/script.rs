//! The JVMs that a start script starts, or the one that `setenv.sh` is read for.

use crate::launch::shell::{Script, SimpleCommand, Word, read_script};
use crate::launch::{Container, Launcher, Lost, Origin, Reason, starts};
use crate::read::Provider;
use crate::source::{SourceId, Sources, Span};
use crate::text::Text;

use super::{Candidate, Jvm, Places, Recogniser};

/// The JVMs of a script, as far as its assignments and its `java` commands can be followed: which branch runs is
/// not known.
pub fn in_script(id: SourceId, recogniser: &Recogniser, sources: &Sources) -> Vec<Jvm> {
    let source = sources.get(id);
    let Script { commands, .. } = read_script(&Text::from(source.text.as_str()));
    let whole = Container { script: Some(source.text.clone()), ..Container::default() };
    let starts = starts(&whole);
    let started: Vec<&SimpleCommand> = commands.iter().filter(|it| starts.contains(&it.range)).collect();
    // catalina.sh reads the file of this name, and no other, before it puts the options together.
    let catalina = source.name.ends_with("setenv.sh") || commands.iter().any(is_catalina);
    let launcher = (catalina && starts.is_empty()).then_some(Launcher::Catalina);
    let first_line = Span::new(id, 0, source.text.lines().next().map_or(0, str::len));
    let one = |start: usize| {
        let container = Container { start, ..whole.clone() };
        let candidate = Candidate {
            given: &container,
            image: "",
            provider: &|_| Provider::Image,
            launcher,
            injected: Vec::new(),
            source: &|_, _| None,
            may_change: &|_| true,
        };
        let command = starts.get(start).map(|it| Span::new(id, it.start, it.end));
        let mut jvm = recogniser.jvm(&candidate, command.unwrap_or(first_line))?;
        jvm.launch.lost.retain(|lost| !is_for_another(lost, &started));
        let end = command.map_or(usize::MAX, |command| command.end as usize);
        let before = commands.iter().filter(|it| it.range.start < end);
        let variables = before.flat_map(|it| assigned(it, id)).collect();
        Some(Jvm { places: Places { variables, command, args: None }, ..jvm })
    };
    (0..starts.len().max(1)).filter_map(one).collect()
}

/// The variables that a command sets, or exports, and where.
fn assigned(command: &SimpleCommand, id: SourceId) -> Vec<(String, Span)> {
    let place = |(name, value): (String, Word)| {
        let start = value.range.start.saturating_sub(name.len() + 1);
        (name, Span::new(id, start, value.range.end))
    };
    command.assigned().into_iter().map(place).collect()
}

/// Whether it is a variable that another `java` command of the script reads.
fn is_for_another(lost: &Lost, starts: &[&SimpleCommand]) -> bool {
    let Origin::Variable(name) = &lost.from else { return false };
    let mut words = starts.iter().flat_map(|it| &it.words);
    lost.why == Reason::NeverRead && words.any(|word| word.mentions(name))
}

fn is_catalina(command: &SimpleCommand) -> bool {
    let mut words = command.words.iter().take(2).filter_map(Word::last_part);
    words.any(|name| name == "catalina.sh" || name == "startup.sh")
}
