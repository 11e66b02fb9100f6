//! What a container does before it is stopped.

use serde_json::Value;

use crate::check::ContainerScope;
use crate::launch::Container;
use crate::yaml::Node;

/// A `preStop` hook that runs a command.
pub struct Hook<'a> {
    /// The words.
    pub command: &'a Node,
    /// The same, as a container that starts them.
    pub container: Container,
}

impl<'a> Hook<'a> {
    /// The hook of a container.
    pub fn of(container: &ContainerScope<'a>) -> Option<Self> {
        let command = container.node.at("/lifecycle/preStop/exec/command")?;
        let words = command.items().iter().map(|word| word.key().unwrap_or_default()).collect();
        Some(Hook { command, container: Container { command: Some(words), ..Container::default() } })
    }

    /// The script of a shell, or else the whole command.
    pub fn script(&self) -> &'a Node {
        let is_flag = |node: &Node| node.as_str().is_some_and(|w| w.starts_with('-') && w.ends_with('c'));
        let words = self.command.items();
        let script = words.iter().position(is_flag).and_then(|at| words.get(at + 1));
        script.unwrap_or(self.command)
    }
}

/// Seconds between the hook's start and the end of the container by force.
pub fn grace(pod: &Value) -> u64 {
    pod.get("terminationGracePeriodSeconds").and_then(Value::as_u64).unwrap_or(30)
}
