//! Runs the rules over a file.

use rayon::prelude::*;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Sink};
use crate::jvms::{Cluster, Jvm, Recogniser, in_dockerfile, in_document, in_script, refused};
use crate::read::dockerfile::{self, Build};
use crate::read::manifest::{Pod, pods};
use crate::source::{Source, SourceId, Sources};
use crate::yaml::{self, Document};

use super::rule::{Check, Findings, Rule};
use super::rules::RULES;
use super::scope::{DockerfileScope, JvmScope, ObjectScope, PodScope};
use super::select::Selection;
use super::suppress::Allowances;

/// Lints files.
pub struct Linter<'a> {
    /// The agents that are known.
    pub recogniser: &'a Recogniser,
    /// Which rules run.
    pub selection: &'a Selection,
    /// Where texts are.
    pub sources: &'a Sources,
}

/// A document with all that is made of it.
struct Read<'a> {
    document: &'a Document,
    json: Value,
    pods: Vec<Pod>,
    jvms: Vec<Jvm>,
}

/// What the rules find in a JVM, those of style apart.
pub fn jvm_findings(jvm: &Jvm, recogniser: &Recogniser, sources: &Sources) -> Vec<Diagnostic> {
    let sink = Sink::default();
    let scope = JvmScope { jvm, pod: None, recogniser };
    let mut found = Findings::new();
    for rule in RULES.iter().filter(|rule| !rule.strict) {
        if let Check::Jvm(check) = rule.check {
            check(&scope, &mut found);
        }
    }
    found.into_iter().for_each(|finding| sink.add(finding));
    sink.into_report(sources)
}

impl Linter<'_> {
    /// Kubernetes objects; what cannot be read of the stream is told.
    pub fn manifest(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let reading = Sink::default();
        let documents = yaml::parse_each(self.sources, id, &reading);
        let nothing = |_: &str| None;
        let mut cluster = Cluster::new(&nothing);
        let jsons: Vec<Value> = documents.iter().map(|document| document.root.to_json()).collect();
        jsons.iter().for_each(|json| cluster.learn(json));
        let read: Vec<Read> = documents
            .par_iter()
            .zip(jsons)
            .map(|(document, json)| Read {
                jvms: in_document(document, &json, &cluster, self.recogniser),
                pods: pods(&json),
                document,
                json,
            })
            .collect();
        let scopes: Vec<Vec<PodScope>> = read.iter().map(|one| self.pods(one, &source)).collect();
        let objects: Vec<ObjectScope> = read
            .iter()
            .zip(&scopes)
            .map(|(one, pods)| ObjectScope { source: &source, document: one.document, json: &one.json, pods })
            .collect();
        let mut found: Findings = objects.par_iter().flat_map_iter(|object| self.object(object)).collect();
        self.each(|rule| {
            if let Check::Objects(check) = rule.check {
                check(&objects, &mut found);
            }
        });
        found.extend(reading.into_sorted());
        self.tell(found, &source, id, "#", sink);
    }

    fn pods<'a>(&'a self, read: &'a Read, source: &'a Source) -> Vec<PodScope<'a>> {
        let scope = |pod: &'a Pod| {
            let root = &read.document.root;
            let template = pod.spec.strip_suffix("/spec").unwrap_or_default();
            let spec = root.at(&pod.spec)?;
            // A list has several pods: each with the JVMs that stand in it.
            let inside = |jvm: &Jvm| spec.span.start <= jvm.place.start && jvm.place.end <= spec.span.end;
            let first = read.jvms.iter().position(inside).unwrap_or(0);
            let count = read.jvms.iter().skip(first).take_while(|jvm| inside(jvm)).count();
            Some(PodScope {
                source,
                workload: pod.workload.as_ref(),
                object: root,
                metadata: root.at(template).and_then(|template| template.get("metadata")),
                spec,
                json: read.json.pointer(&pod.spec)?,
                jvms: read.jvms.get(first..first + count).unwrap_or_default(),
                recogniser: self.recogniser,
            })
        };
        read.pods.iter().filter_map(scope).collect()
    }

    fn object(&self, object: &ObjectScope) -> Findings {
        let mut found = Findings::new();
        self.each(|rule| match rule.check {
            Check::Object(check) => check(object, &mut found),
            Check::Pod(check) => object.pods.iter().for_each(|pod| check(pod, &mut found)),
            Check::Jvm(check) => {
                for pod in object.pods {
                    for jvm in pod.jvms {
                        check(&JvmScope { jvm, pod: Some(pod), recogniser: self.recogniser }, &mut found);
                    }
                }
            }
            Check::Elsewhere | Check::Objects(_) | Check::Dockerfile(_) => {}
        });
        found
    }

    /// A Dockerfile.
    pub fn dockerfile(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let reading = dockerfile::read(&source.text, &Build::default());
        let jvm = in_dockerfile(id, &reading, self.recogniser, self.sources);
        let scope = DockerfileScope { source: &source, id, reading: &reading };
        let mut found = refused(id, &reading, self.sources);
        self.each(|rule| match rule.check {
            Check::Dockerfile(check) => check(&scope, &mut found),
            Check::Jvm(check) => jvm
                .iter()
                .for_each(|jvm| check(&JvmScope { jvm, pod: None, recogniser: self.recogniser }, &mut found)),
            _ => {}
        });
        self.tell(found, &source, id, "#", sink);
    }

    /// A start script.
    pub fn script(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let mut found = Findings::new();
        if let Some(jvm) = in_script(id, self.recogniser, self.sources) {
            self.each(|rule| {
                if let Check::Jvm(check) = rule.check {
                    check(&JvmScope { jvm: &jvm, pod: None, recogniser: self.recogniser }, &mut found);
                }
            });
        }
        self.tell(found, &source, id, "#", sink);
    }

    fn each(&self, mut run: impl FnMut(&Rule)) {
        RULES.iter().copied().filter(|rule| self.selection.runs(rule)).for_each(&mut run);
    }

    /// Tells what is selected and nobody allows.
    pub fn tell(&self, found: Findings, source: &Source, id: SourceId, opener: &str, sink: &Sink) {
        let allowances = Allowances::read(source, id, opener, sink);
        for finding in found {
            if self.selection.takes(finding.code) && !allowances.allows(&finding, source) {
                sink.add(finding);
            }
        }
        allowances.report_unused(sink);
    }
}
