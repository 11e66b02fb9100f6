//! The JDK of a container: named by the app, or the newest one that all agents of a build without an app support.

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::profile::Facts;
use crate::resolve::Traced;
use crate::source::Span;
use crate::syntax::{Fields, Node};

use super::agent::Setting;
use super::interpolate::names;

/// `jdk 17 home="/opt/java"`.
#[derive(Default)]
pub struct Jdk {
    /// Feature release.
    pub release: Option<u32>,
    /// `{{jdk.home}}`.
    pub home: Option<String>,
}

impl Jdk {
    /// Reads the node, if there is one.
    pub fn read(node: Option<&Traced<Node>>, sink: &Sink) -> Result<Jdk, Reported> {
        let Some(node) = node else { return Ok(Jdk::default()) };
        let fields = Fields::of(&node.value, sink);
        fields.text(0)?;
        let Some(value) = node.value.args.first() else { return Ok(Jdk::default()) };
        let jdk = fields.as_number(value)?;
        let home = fields.prop_text("home")?.map(|h| h.value);
        match u32::try_from(jdk) {
            Ok(jdk @ 6..=99) => Ok(Jdk { release: Some(jdk), home }),
            _ => {
                let message = format!("{jdk} is no JDK");
                let help = "give the feature release: 8, 11, 17, 21, 25".to_owned();
                Err(fields.error(&codes::RANGE, value.span, message, Some(help)))
            }
        }
    }
}

/// The newest JDK that all agents support, where one of them has to know it.
pub fn newest<'f>(agents: impl Iterator<Item = &'f Facts> + Clone) -> Option<u32> {
    let max = |facts: &Facts| facts.jdk.and_then(|(_, _, max)| max);
    agents.clone().find(|facts| facts.awaits_jdk.is_some())?;
    u32::try_from(agents.filter_map(max).min()?).ok()
}

impl Setting<'_> {
    /// The JDK must be known where the agent depends on it, and one that the release supports.
    pub(super) fn jdk(&self, facts: &Facts, profile: &str, span: Span) -> Result<(), Reported> {
        if let Some(condition) = facts.awaits_jdk {
            let message = format!("`{profile}` needs to know the JDK: it gives each another option");
            let diagnostic = Diagnostic::new(&codes::MISSING, span, message);
            let diagnostic = diagnostic.related(condition, "this depends on the JDK");
            let place = if self.unbound { ", in `defaults`" } else { "" };
            return Err(self.sink.error(diagnostic.help(format!("say which it is{place}: jdk 17"))));
        }
        let Some(jdk) = self.context.jdk else { return Ok(()) };
        self.jdk_home(facts, profile, jdk, span)?;
        let Some((place, min, max)) = facts.jdk else { return Ok(()) };
        let have = u64::from(jdk);
        if min.is_none_or(|min| have >= min) && max.is_none_or(|max| have <= max) {
            return Ok(());
        }
        let range = match (min, max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} and later"),
            (None, max) => format!("up to {}", max.unwrap_or_default()),
        };
        let release = &self.context.release;
        let message = format!("`{profile}` {release} supports JDK {range}, this container has JDK {jdk}");
        let diagnostic =
            Diagnostic::new(&codes::JDK_RANGE, span, message).related(place, "the release says so");
        Err(self.sink.error(diagnostic.help("choose another release, or another JDK")))
    }

    /// Options that name files of the JDK want to know where it stands.
    fn jdk_home(&self, facts: &Facts, profile: &str, jdk: u32, span: Span) -> Result<(), Reported> {
        const HOME: &str = "jdk.home";
        let known = self.known.iter().any(|(name, _)| *name == HOME);
        let option = facts.jvm.iter().find(|option| names(&option.value).any(|name| name == HOME));
        let Some(option) = option.filter(|_| !known) else { return Ok(()) };
        let message = format!("`{profile}` needs to know where the JDK stands");
        let diagnostic = Diagnostic::new(&codes::MISSING, span, message);
        let diagnostic = diagnostic.related(option.span, "this option names a file of it");
        Err(self.sink.error(diagnostic.help(format!("say it: jdk {jdk} home=\"/usr/lib/jvm/java-{jdk}\""))))
    }
}
