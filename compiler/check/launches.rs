//! What the rules find in single JVMs.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::jvms::{Jvm, Recogniser};
use crate::read::manifest::pods;
use crate::source::{Source, Sources, Span};
use crate::yaml::Document;

use super::rule::{Check, Findings};
use super::rules::RULES;
use super::scope::{JvmScope, PodScope};

/// The findings of each JVM, matters of style apart. The documents are those that some of the JVMs stand in.
pub fn findings_of<'a>(
    jvms: &[Jvm],
    documents: impl IntoIterator<Item = &'a Document>,
    recogniser: &Recogniser,
    sources: &Sources,
) -> Vec<Vec<Diagnostic>> {
    let start = |span: Span| (span.source, span.start);
    let by_start = documents.into_iter().map(|document| (start(document.root.span), document));
    let by_start: BTreeMap<_, _> = by_start.collect();
    let document_of = |jvm: &Jvm| {
        let (_, document) = by_start.range(..=start(jvm.place)).next_back()?;
        let whole = document.root.span;
        (whole.source == jvm.place.source && jvm.place.end <= whole.end).then_some(*document)
    };
    let place_of = |jvm: &Jvm| (jvm.place.source, document_of(jvm).map(|document| document.root.span.start));
    let mut found = Vec::with_capacity(jvms.len());
    for together in jvms.chunk_by(|one, other| place_of(one) == place_of(other)) {
        let Some(first) = together.first() else { continue };
        let source = sources.get(first.place.source);
        let all = match document_of(first) {
            Some(document) => in_document(together, document, recogniser, &source),
            None => {
                together.iter().map(|jvm| judged(&JvmScope::new(jvm, None, recogniser, &source))).collect()
            }
        };
        found.extend(all.into_iter().map(|findings| sorted(findings, sources)));
    }
    found
}

fn in_document(jvms: &[Jvm], document: &Document, recogniser: &Recogniser, source: &Source) -> Vec<Findings> {
    let json = document.root.to_json();
    let pods = pods(&json);
    let scopes = pods.iter().filter_map(|pod| PodScope::of(pod, document, source, &json, jvms, recogniser));
    let scopes: Vec<PodScope> = scopes.collect();
    let mut rest = scopes.as_slice();
    let mut found = Vec::with_capacity(jvms.len());
    for jvm in jvms {
        // Pods and JVMs are in the order of the text.
        while let Some((_, more)) = rest.split_first().filter(|(pod, _)| pod.spec.span.end < jvm.place.start)
        {
            rest = more;
        }
        let pod = rest.first().filter(|pod| pod.container_of(jvm).is_some());
        found.push(judged(&JvmScope::new(jvm, pod, recogniser, source)));
    }
    found
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
