//! What a rule is.

use crate::diagnostic::{Code, Diagnostic};

use super::scope::{DockerfileScope, ImageScope, JvmScope, ObjectScope, PodScope, ScriptScope};

/// What a rule found so far.
pub type Findings = Vec<Diagnostic>;

/// A kind of finding and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// Its code, name, severity and summary.
    pub code: &'static Code,
    /// Its page: what, why, with examples.
    pub page: &'static str,
    /// Whether it runs with `--strict` only: a matter of style, which a correct manifest may do without.
    pub strict: bool,
    /// What it looks at.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Reported where a text is read or compiled.
    Elsewhere,
    /// A JVM and what it will see, wherever it is started.
    Jvm(fn(&JvmScope, &mut Findings)),
    /// A pod template.
    Pod(fn(&PodScope, &mut Findings)),
    /// A pod template; where there is none, a JVM that Compose starts.
    PodOrJvm(fn(&PodScope, &mut Findings), fn(&JvmScope, &mut Findings)),
    /// An image that a pod or a Dockerfile names.
    Image(fn(&ImageScope, &mut Findings)),
    /// A Kubernetes object, or a `List` of them.
    Object(fn(&ObjectScope, &mut Findings)),
    /// A Dockerfile.
    Dockerfile(fn(&DockerfileScope, &mut Findings)),
    /// A start script.
    Script(fn(&ScriptScope, &mut Findings)),
    /// Each of several kinds of things.
    Several(&'static [Check]),
}

impl Check {
    /// What it looks at, kind by kind.
    pub fn each(&self) -> &[Check] {
        match self {
            Check::Several(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}
