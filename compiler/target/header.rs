//! What a generated file says of itself.

use crate::launch::shell::quote;
use crate::output;
use crate::plan::Plan;
use crate::text::Text;

/// What a run was given that changes what it makes, as words of a shell: the command in every header repeats it.
/// Nothing here depends on where the run was started.
#[derive(Clone, Debug, Default)]
pub struct Again {
    paths: Vec<String>,
    set: Vec<String>,
}

impl Again {
    /// Paths below the root of the tree, none where all of it was built, and the values of `--set`.
    pub fn new<'a>(paths: impl Iterator<Item = &'a str>, set: impl Iterator<Item = &'a str>) -> Self {
        let path = |path: &str| if path.starts_with('-') { word(&format!("./{path}")) } else { word(path) };
        Again { paths: paths.map(path).collect(), set: set.map(word).collect() }
    }

    /// The command, typed in the folder of the tree.
    fn command(&self, environment: Option<&str>) -> String {
        let paths = self.paths.iter().map(|path| format!(" {path}"));
        let environment = environment.map(|name| format!(" --env {}", word(name)));
        let set = self.set.iter().map(|set| format!(" --set {set}"));
        let options: String = paths.chain(environment).chain(set).collect();
        format!("agentc build{options}")
    }
}

/// A line break, which no word of one line can hold, is left to the header, which spells it out.
fn word(text: &str) -> String {
    quote(&Text::from(text)).map_or_else(|_| text.to_owned(), |word| word.to_string())
}

/// The source, how to make the file again, notes of the target. What several apps share says nothing of any of
/// them.
pub(super) fn header(
    plan: &Plan,
    environment: Option<&str>,
    shared: bool,
    again: &Again,
    notes: Vec<String>,
) -> Vec<String> {
    let from = if shared || plan.sources.is_empty() { "KDL".to_owned() } else { plan.sources.join(", ") };
    let mut lines =
        vec![output::generated_from(&from), format!("Regenerate: {}", again.command(environment))];
    let assumed = plan.containers.iter().filter(|container| container.jdk_assumed).find_map(|c| c.jdk);
    lines.extend(
        assumed.map(|jdk| format!("For JDK {jdk}, which nobody named: `jdk` in `defaults` says another.")),
    );
    lines.extend(notes);
    lines
}
