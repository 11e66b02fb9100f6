//! The variables of a container: the image's, then the pod's as the kubelet expands them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::command::Argument;
use super::expand::{Expanded, expand};
use super::shell::{SimpleCommand, Word};
use super::{Budget, Container, EnvValue, Lost, Origin, Reason};
use crate::text::{Opaque, Text};

/// Variables after expansion, and what the kubelet can refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    /// Every variable that the process gets.
    pub vars: BTreeMap<String, Text>,
    /// Those that the pod defines: the kubelet does not see the image's.
    pod: BTreeMap<String, Text>,
    /// Names that the pod's list defines anywhere.
    pod_names: BTreeSet<String>,
    /// Whether sources with unknown keys may define more.
    env_from: bool,
    /// Whether the image, or who runs it, may define more.
    open: bool,
    budget: Budget,
    /// Those that the kubelet put into other texts.
    pub taken_up: BTreeSet<String>,
    /// What variables hold for sure that a branch of a script may have set to something else.
    pub sure: BTreeMap<String, Text>,
    /// The arguments of the script that is followed, where they are known.
    pub args: Option<Vec<Argument>>,
    /// Lists of bash.
    pub lists: BTreeMap<String, Vec<Argument>>,
    /// The bodies of functions.
    pub functions: BTreeMap<String, Arc<[SimpleCommand]>>,
    /// Files that a loop waits for, and whether it ends without them at no time.
    pub awaited: BTreeMap<String, bool>,
    /// The folder that the process is in, where it is known.
    pub cwd: Option<String>,
    /// Where the script stands that is followed.
    pub here: Origin,
    /// What did not arrive.
    pub lost: Vec<Lost>,
}

/// More elements than a list has: `A+=("${A[@]}")` doubles them.
const MOST_ELEMENTS: usize = 512;

/// Variables that a container runtime or a shell sets itself.
pub(super) const FROM_RUNTIME: [&str; 4] = ["HOME", "HOSTNAME", "PATH", "PWD"];

impl Environment {
    /// Builds the environment as the kubelet does: in list order, each value expanded with what stands before.
    pub fn of(container: &Container) -> Self {
        let pod_names = container.env.iter().map(|var| var.name.clone()).collect();
        let mut it = Environment { pod_names, env_from: container.env_from, ..Environment::default() };
        it.open = container.image.is_none() || container.alone;
        it.cwd = container.cwd().map(str::to_owned);
        for (name, value) in container.image.iter().flat_map(|image| &image.env) {
            it.vars.insert(name.clone(), value.clone());
        }
        for var in &container.env {
            let value = match &var.value {
                EnvValue::Literal(text) if !text.contains('$') => Text::from(text.as_str()),
                EnvValue::Literal(text) => it.expand(text, &Origin::Variable(var.name.clone())),
                EnvValue::Verbatim(text) => Text::from(text.as_str()),
                EnvValue::Given(text) => text.clone(),
                EnvValue::From(value) => Text::opaque(value.clone()),
            };
            let first = it.pod.insert(var.name.clone(), value.clone()).is_none();
            let why = if first { Reason::ImageReplaced } else { Reason::Replaced };
            it.put(&var.name, value, refers_to(&var.value, &var.name), why);
        }
        it
    }

    /// Sets a variable; a value that it had is lost, unless the new one `keeps` it.
    pub fn set(&mut self, name: &str, value: Text, keeps: bool) {
        self.put(name, value, keeps, Reason::Replaced);
    }

    /// Sets a variable in a branch that may not be taken.
    pub fn set_maybe(&mut self, name: &str, value: Text, keeps: bool) {
        let before = self.sure.get(name).or_else(|| self.vars.get(name)).cloned().unwrap_or_default();
        self.put(name, value, keeps, Reason::MaybeReplaced);
        self.sure.insert(name.to_owned(), before);
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str) {
        self.vars.remove(name);
        self.sure.remove(name);
    }

    /// A word of the script that is followed.
    pub fn written(&self, text: Text) -> Argument {
        Argument { text, from: self.here.clone(), by_shell: true, maybe: false }
    }

    fn put(&mut self, name: &str, value: Text, keeps: bool, why: Reason) {
        let Some(old) = self.vars.insert(name.to_owned(), value) else { return };
        if !keeps && !old.is_empty() && self.vars.get(name) != Some(&old) {
            let from = Origin::Variable(name.to_owned());
            self.lost.push(Lost { what: old.to_string(), from, why });
        }
    }

    /// The kubelet's `$(VAR)`, with what the pod defines so far.
    pub fn expand(&mut self, text: &str, from: &Origin) -> Text {
        if !text.contains('$') {
            return Text::from(text);
        }
        let taken_up = RefCell::new(BTreeSet::new());
        let Expanded { text, unresolved } = expand(text, |name| {
            taken_up.borrow_mut().insert(name.to_owned());
            self.referred(name)
        });
        self.taken_up.extend(taken_up.into_inner());
        for name in unresolved {
            let (what, why) = (format!("$({name})"), Reason::Undefined(name));
            self.lost.push(Lost { what, from: from.clone(), why });
        }
        text
    }

    fn referred(&self, name: &str) -> Option<Text> {
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        let maybe = self.env_from && is_identifier(name) && !self.pod_names.contains(name);
        let value = self.pod.get(name).cloned();
        let value = value.or_else(|| (maybe || is_service_variable(name)).then(unknown))?;
        Some(self.budget.admit(value))
    }

    /// What a shell in the container finds; an opaque value where the variable is set, if at all, by somebody
    /// who is not known here.
    pub fn shell(&self, name: &str) -> Option<Text> {
        if let Some(value) = self.args.as_deref().and_then(|args| positional(args, name)) {
            return Some(self.budget.admit(value));
        }
        if let Some(list) = self.lists.get(name.split('[').next().unwrap_or_default()) {
            let first = if name.contains('[') { list.len() } else { 1 };
            let elements = list.iter().take(first).map(|argument| argument.text.clone());
            return Some(self.budget.admit(Text::join(elements, " ")));
        }
        let maybe = self.env_from || self.open || FROM_RUNTIME.contains(&name);
        let unknown = || Text::opaque(Opaque::Unknown(name.to_owned()));
        let value = self.vars.get(name).cloned().or_else(|| maybe.then(unknown))?;
        Some(self.budget.admit(value))
    }

    /// The elements of the list that a word is, where they are known: all arguments, or a list of bash.
    pub fn listed(&self, word: &Word) -> Option<&[Argument]> {
        let name = word.list()?;
        match name.split_once('[') {
            Some((name, _)) => self.lists.get(name).map(Vec::as_slice),
            None => self.args.as_deref(),
        }
    }

    /// The same, each of them counted.
    pub fn elements(&self, word: &Word) -> Option<Vec<Argument>> {
        let admitted = |arg: &Argument| Argument { text: self.budget.admit(arg.text.clone()), ..arg.clone() };
        Some(self.listed(word)?.iter().map(admitted).collect())
    }

    /// Sets a list of bash, perhaps in a branch that may not be taken.
    pub fn set_list(&mut self, name: &str, mut elements: Vec<Argument>, appends: bool, maybe: bool) {
        for element in &mut elements {
            element.maybe |= maybe;
        }
        let list = self.lists.entry(name.to_owned()).or_default();
        if !appends && maybe {
            for element in &mut *list {
                element.maybe = true;
            }
        } else if !appends {
            list.clear();
        }
        list.extend(elements);
        list.truncate(MOST_ELEMENTS);
    }

    /// The same without what branches do that may not be taken.
    pub fn shell_surely(&self, name: &str) -> Option<Text> {
        let sure = self.sure.get(name).cloned().map(|value| self.budget.admit(value));
        sure.or_else(|| self.shell(name))
    }

    /// Whether `envFrom` may set a variable that is not known to be set.
    pub fn may_come_from_elsewhere(&self, name: &str) -> bool {
        self.env_from && !self.vars.contains_key(name)
    }
}

/// What `$1`, `$#`, `$*` are.
fn positional(args: &[Argument], name: &str) -> Option<Text> {
    let all = || Text::join(args.iter().map(|arg| arg.text.clone()), " ");
    match name {
        "#" => Some(Text::from(args.len().to_string())),
        "@" | "*" => Some(all()),
        "0" => None,
        _ => {
            let at: usize = name.parse().ok()?;
            Some(args.get(at.checked_sub(1)?).map(|arg| arg.text.clone()).unwrap_or_default())
        }
    }
}

/// Whether a value holds `$(NAME)`.
fn refers_to(value: &EnvValue, name: &str) -> bool {
    match value {
        EnvValue::Literal(text) if text.contains('$') => {
            expand(text, |_| None).unresolved.iter().any(|used| used == name)
        }
        _ => false,
    }
}

/// Whether a name is one that people give to a variable, not to a command: `POD_IP`, not `hostname`.
pub fn is_variable(name: &str) -> bool {
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.chars().all(capital) && name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// `ORDER_SERVICE_HOST` and the like, which the kubelet adds for the services of the namespace.
fn is_service_variable(name: &str) -> bool {
    let service = name.strip_suffix("_SERVICE_HOST").or_else(|| name.strip_suffix("_SERVICE_PORT"));
    service.is_some_and(|s| {
        !s.is_empty() && s.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}
