//! The JVM that a start script starts, or that `setenv.sh` is read for.

use crate::launch::{Container, Launcher};
use crate::read::Provider;
use crate::source::{SourceId, Sources, Span};

use super::assignments::assignments;
use super::{Candidate, Jvm, Places, Recogniser};

/// The JVM of a script, as far as its assignments and its `java` command can be followed.
pub fn in_script(id: SourceId, recogniser: &Recogniser, sources: &Sources) -> Option<Jvm> {
    let source = sources.get(id);
    // catalina.sh reads the file of this name, and no other, before it puts the options together.
    let launcher = source.name.ends_with("setenv.sh").then_some(Launcher::Catalina);
    let container = Container { script: Some(source.text.clone()), ..Container::default() };
    let candidate = Candidate {
        given: &container,
        image: "",
        provider: &|_| Provider::Image,
        launcher,
        injected: Vec::new(),
    };
    let jvm = recogniser.jvm(candidate, Span::new(id, 0, source.text.lines().next().map_or(0, str::len)))?;
    Some(Jvm { places: Places { variables: assignments(&source.text, id, 0), ..Places::default() }, ..jvm })
}
