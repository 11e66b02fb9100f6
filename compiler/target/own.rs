//! What the application brings itself and what no form of a target can help: told where it is written.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Code, Diagnostic, Reported, codes};
use crate::launch::{JvmOption, Launch, Lost, Origin, Reason};
use crate::plan::{Composed, Container, Plan};
use crate::source::Span;

use super::build::{Draft, Workshop};
use super::prove::{Case, Delivered, base_document};
use super::same::{Expected, Overridden, overridden};

impl Workshop<'_> {
    /// What is wrong with the application is told there, not in what is made of it.
    pub(super) fn check_own(&self, draft: &Draft) -> Result<(), Reported> {
        let case = self.case(draft, &draft.emitted);
        if !case.proofs().any(super::spec::Proof::starts) {
            return Ok(());
        }
        let each = draft.plan.containers.iter().zip(&draft.composed);
        let found = each.flat_map(|(container, composed)| Own { case: &case, container }.findings(composed));
        let reported = found.map(|diagnostic| self.sink.error(diagnostic));
        reported.reduce(|_, last| last).map_or(Ok(()), Err)
    }
}

struct Own<'a> {
    case: &'a Case<'a>,
    container: &'a Container,
}

impl Own<'_> {
    fn findings(&self, composed: &Composed) -> Vec<Diagnostic> {
        let base = Delivered::of(base_document(self.case.plan));
        // What cannot be read is told by the proof.
        let Ok(launch) = self.case.launch(&base, self.container) else { return Vec::new() };
        let mut found: Vec<Diagnostic> = self.stops(&launch).collect();
        found.extend(self.not_read(base));
        let expected = Expected {
            container: self.container,
            composed,
            base: &launch,
            adds: &[],
            written: &[],
            writable_home: false,
        };
        found.extend(overridden(&expected).iter().map(|one| self.overridden(one, &launch)));
        found
    }

    /// Options with which the JVM does not start, agent or not.
    fn stops(&self, launch: &Launch) -> impl Iterator<Item = Diagnostic> {
        launch.lost.iter().filter(|lost| lost.why.is_fatal()).map(|lost| {
            let code = match lost.why {
                Reason::UnmatchedQuote(_) | Reason::Hazard(_) => &codes::OPTION_QUOTING,
                _ => &codes::NOT_AN_OPTION,
            };
            let message = format!("{} in the application's own {}: {}", lost.what, lost.from, lost.why);
            self.told(code, &lost.from, message)
                .help("it would not start without agents either: correct it there")
        })
    }

    /// A variable that carries options must be read by what the container starts.
    fn not_read(&self, mut base: Delivered) -> Option<Diagnostic> {
        let name = &self.container.variable;
        let mut containers = self.case.model["containers"].as_array().into_iter().flatten();
        let carries = |c: &Json| c["name"] == self.container.name.as_str() && c["options"] != "";
        if !containers.any(carries) {
            return None;
        }
        self.set(&mut base)?;
        let launch = self.case.launch(&base, self.container).ok()?;
        let unread = |lost: &&Lost| {
            let why = matches!(lost.why, Reason::NeverRead | Reason::LauncherBypassed | Reason::NeedsJdk9);
            why && lost.from == Origin::Variable(name.clone())
        };
        let why = &launch.lost.iter().find(unread)?.why;
        let span = self.container.launcher_span.unwrap_or(self.container.span);
        let message = format!("the command does not read {name}: {why}");
        let diagnostic = Diagnostic::new(&codes::OPTION_UNREAD, span, message);
        let command = place(self.case.plan, self.container, &Origin::Command);
        let diagnostic = match command {
            Some(command) => diagnostic.related(command, "this is what starts"),
            None => diagnostic,
        };
        Some(diagnostic.help("every JVM reads JAVA_TOOL_OPTIONS: launcher \"java\""))
    }

    /// Gives the container an option in the carrying variable.
    fn set(&self, base: &mut Delivered) -> Option<()> {
        let entry = json!({ "name": self.container.variable, "value": "-Dagentc=1" });
        let manifest = self.case.plan.workload.as_ref()?.manifest.as_ref()?;
        let (pointer, _) = manifest.container(&self.container.name)?;
        let container = base.document.pointer_mut(&pointer)?.as_object_mut()?;
        let env = container.entry("env").or_insert_with(|| json!([]));
        env.as_array_mut()?.push(entry);
        Some(())
    }

    fn overridden(&self, one: &Overridden, base: &Launch) -> Diagnostic {
        let Overridden { agent, setting, value } = one;
        let key = |text| match JvmOption::parse(text) {
            JvmOption::Property { key, .. } => key.known().map(str::to_owned),
            _ => None,
        };
        let is = |text| key(text).is_some_and(|key| setting.carriers.iter().any(|c| c.name == key));
        let name = &setting.name.value;
        let help = format!(
            "take it out, and give the value to the profile: use \"{}\" {{ {name} \"{value}\" }}",
            agent.profile
        );
        let message = |option: &dyn std::fmt::Display| {
            format!("{option} overrides `{name}` of `{}`, whatever the plan says", agent.profile)
        };
        let ours = self.container.jvm.iter().find(|option| is(&option.value));
        let diagnostic = match (base.options.iter().rfind(|option| is(&option.text)), ours) {
            (_, Some(ours)) => {
                Diagnostic::new(&codes::SETTING_OVERRIDDEN, ours.origin.span, message(&ours.value))
            }
            (Some(own), None) => self.told(&codes::SETTING_OVERRIDDEN, &own.from, message(&own.text)),
            (None, None) => Diagnostic::new(&codes::SETTING_OVERRIDDEN, self.container.span, message(&value)),
        };
        diagnostic.related(agent.span, "used here").help(help)
    }

    /// A finding at the place that the manifest has for this, or at the container.
    fn told(&self, code: &'static Code, from: &Origin, message: String) -> Diagnostic {
        let place = place(self.case.plan, self.container, from);
        Diagnostic::new(code, place.unwrap_or(self.container.span), message)
    }
}

/// Where the manifest has a variable or a command.
fn place(plan: &Plan, container: &Container, from: &Origin) -> Option<Span> {
    let manifest = plan.workload.as_ref()?.manifest.as_ref()?;
    let (pointer, own) = manifest.container(&container.name)?;
    let inside = match from {
        Origin::Variable(name) => {
            let at = own.get("env")?.as_array()?.iter().rposition(|entry| entry["name"] == **name)?;
            format!("env/{at}/value")
        }
        Origin::Args => "args".to_owned(),
        Origin::Command | Origin::Script => "command".to_owned(),
        Origin::Entrypoint | Origin::Cmd => return None,
    };
    manifest.tree.root.at(&format!("{pointer}/{inside}")).map(|node| node.span)
}
