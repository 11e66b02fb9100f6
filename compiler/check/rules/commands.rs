//! The commands that a container runs.

use crate::check::{ContainerScope, PodScope};
use crate::launch::shell::{Join, SimpleCommand, split_command};
use crate::launch::{process, script_at};
use crate::text::{Opaque, Text};
use crate::yaml::Node;

/// One command.
pub struct Command<'a> {
    /// Its words, as far as they are known.
    pub words: Vec<Text>,
    /// Whether a shell expands `*` before the command sees it.
    pub by_shell: bool,
    /// Where it is written: the script, or the list of words.
    pub node: &'a Node,
}

impl Command<'_> {
    /// The last part of the program's path.
    pub fn program(&self) -> &str {
        let first = self.words.first().and_then(Text::known);
        first.and_then(|path| path.rsplit('/').next()).unwrap_or_default()
    }

    /// All its words, if all are known.
    pub fn known(&self) -> Option<Vec<&str>> {
        self.words.iter().map(Text::known).collect()
    }
}

/// What a container runs; nothing where its image decides.
pub fn commands<'a>(pod: &PodScope, container: &ContainerScope<'a>) -> Vec<Command<'a>> {
    let Some(process) = pod.given(container).and_then(process) else { return Vec::new() };
    let Some(script) = &process.script else {
        let node = container.node.get("args").or_else(|| container.node.get("command"));
        let exec = |node| Command { words: process.argv.clone(), by_shell: false, node };
        return node.map(exec).into_iter().collect();
    };
    let Some(node) = script_node(container) else { return Vec::new() };
    let lookup = |name: &str| {
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        Some(process.env.get(name).cloned().unwrap_or_else(unknown))
    };
    let commands = split_command(script).unwrap_or_default();
    commands.iter().map(|one| Command { words: one.argv(&lookup), by_shell: true, node }).collect()
}

/// The script of a `sh -c`.
pub fn script_node<'a>(container: &ContainerScope<'a>) -> Option<&'a Node> {
    let words = ["command", "args"].into_iter().filter_map(|key| container.node.get(key));
    let words: Vec<&Node> = words.flat_map(Node::items).collect();
    let argv: Vec<Text> = words.iter().map(|word| Text::from(word.as_str().unwrap_or_default())).collect();
    words.get(script_at(&argv)?).copied()
}

/// The words of a script that is one command and asks nothing of a shell.
pub fn sole_command(pod: &PodScope, container: &ContainerScope) -> Option<Vec<String>> {
    plain_words(&pod.given(container).and_then(process)?.script?)
}

/// The words of a script, if it is one program's command and asks nothing of a shell.
pub fn plain_words(script: &Text) -> Option<Vec<String>> {
    let commands = split_command(script).ok()?;
    let [SimpleCommand { join: Join::Then, assignments, words, redirects, .. }] = commands.as_slice() else {
        return None;
    };
    let literal = |word: &crate::launch::shell::Word| word.literal()?.known().map(str::to_owned);
    let words: Vec<String> = words.iter().map(literal).collect::<Option<_>>()?;
    let special = |word: &String| word.contains(['*', '?', '[', '~', '{', '}']);
    let plain = assignments.is_empty() && redirects.is_empty() && !words.iter().any(special);
    words.first().filter(|program| plain && is_program(program))?;
    Some(words)
}

/// Whether a word names a program and not a word of the shell.
fn is_program(word: &str) -> bool {
    const OF_THE_SHELL: [&str; 14] = [
        ".", ":", "case", "cd", "eval", "exec", "exit", "export", "for", "if", "set", "trap", "until",
        "while",
    ];
    !OF_THE_SHELL.contains(&word)
}
