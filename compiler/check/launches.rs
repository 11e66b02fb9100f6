//! What the rules find in single JVMs.

use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::jvms::{Jvm, Recogniser};
use crate::read::manifest::pods;
use crate::source::{Source, Sources};
use crate::yaml::Document;

use super::rule::{Check, Findings};
use super::rules::RULES;
use super::scope::{JvmScope, PodScope};

/// The findings of each JVM of a document, or of a file that is none, matters of style apart.
pub fn findings_of(
    jvms: &[Jvm],
    document: Option<&Document>,
    recogniser: &Recogniser,
    sources: &Sources,
) -> Vec<Vec<Diagnostic>> {
    let Some(first) = jvms.first() else { return Vec::new() };
    let source = sources.get(document.map_or(first.place.source, |document| document.root.span.source));
    let in_pods =
        document.map(|document| in_document(jvms, document, recogniser, &source)).unwrap_or_default();
    let alone = || jvms.iter().map(|jvm| judged(&JvmScope::new(jvm, None, recogniser, &source))).collect();
    let found = if in_pods.len() == jvms.len() { in_pods } else { alone() };
    found.into_iter().map(|findings| sorted(findings, sources)).collect()
}

/// Of those in pods; pods and JVMs are in the order of the text.
fn in_document(jvms: &[Jvm], document: &Document, recogniser: &Recogniser, source: &Source) -> Vec<Findings> {
    let json = document.root.to_json();
    let pods = pods(&json);
    let scopes = pods.iter().filter_map(|pod| PodScope::of(pod, document, source, &json, jvms, recogniser));
    let scopes: Vec<PodScope> = scopes.collect();
    let of = |pod| move |jvm| judged(&JvmScope::new(jvm, Some(pod), recogniser, source));
    scopes.iter().flat_map(|pod| pod.jvms.iter().map(of(pod))).collect()
}

fn judged(scope: &JvmScope) -> Findings {
    let mut found = Findings::new();
    for (rule, check) in
        RULES.iter().flat_map(|rule| rule.check.each().iter().map(move |check| (rule, check)))
    {
        let check = match check {
            Check::Jvm(check) => check,
            Check::PodOrJvm(_, check) if scope.pod.is_none() => check,
            _ => continue,
        };
        let mut more = Findings::new();
        check(scope, &mut more);
        more.retain(|finding| !rule.strict || finding.severity < Severity::Info);
        found.append(&mut more);
    }
    found
}

fn sorted(findings: Findings, sources: &Sources) -> Vec<Diagnostic> {
    let sink = Sink::default();
    for finding in findings {
        sink.add(finding);
    }
    sink.into_report(sources)
}
