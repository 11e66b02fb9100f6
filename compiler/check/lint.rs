//! Runs the rules over a file.

use rayon::prelude::*;
use serde_json::Value;

use crate::diagnostic::{CODES, Code, Diagnostic, Severity, Sink};
use crate::jvms::{Cluster, Jvm, Recogniser, crowded, in_dockerfile, in_document, in_script, refused};
use crate::read::dockerfile::{self, Build};
use crate::read::manifest::{Pod, pods};
use crate::source::{Source, SourceId, Sources};
use crate::yaml::{self, Document};

use super::rule::{Check, Findings, Rule};
use super::rules::{RULES, rule};
use super::scope::{DockerfileScope, Given, JvmScope, ObjectScope, PodScope, StreamScope};
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

/// What the rules find in a JVM, matters of style apart.
pub fn jvm_findings(jvm: &Jvm, recogniser: &Recogniser, sources: &Sources) -> Vec<Diagnostic> {
    let sink = Sink::default();
    let source = sources.get(jvm.place.source);
    let scope = JvmScope::new(jvm, None, recogniser, &source);
    let mut found = Findings::new();
    for rule in RULES {
        if let Check::Jvm(check) = rule.check {
            let before = found.len();
            check(&scope, &mut found);
            let told = |finding: &Diagnostic| !rule.strict || finding.severity < Severity::Info;
            let told = found.split_off(before).into_iter().filter(told).collect::<Findings>();
            found.extend(told);
        }
    }
    for finding in found {
        sink.add(finding);
    }
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
        for document in &documents {
            cluster.learn(&document.root);
        }
        // One at a time: as JSON all of a large stream would fill the memory.
        let one = |document| self.document(document, &source, &cluster);
        let mut found: Findings = documents.par_iter().flat_map_iter(one).collect();
        let stream = StreamScope { source: &source, documents: &documents };
        self.each(|rule| {
            if let Check::Stream(check) = rule.check {
                check(&stream, &mut found);
            }
        });
        let complete = !reading.has_errors();
        found.extend(reading.into_sorted());
        self.tell(found, &source, id, ("#", complete), sink);
        // To free the nodes of a large stream takes a core as long as to judge some of it.
        documents.into_par_iter().for_each(drop);
    }

    fn document(&self, document: &Document, source: &Source, cluster: &Cluster) -> Findings {
        let json = document.root.to_json();
        let (pods, jvms) = (pods(&json), in_document(document, &json, cluster, self.recogniser));
        let pods = pods.iter().filter_map(|pod| self.pod(pod, document, source, &json, &jvms));
        let pods: Vec<PodScope> = pods.collect();
        let mut found = self.object(&ObjectScope { source, document, json: &json, pods: &pods });
        found.extend(crowded(document, &json));
        found
    }

    fn pod<'a>(
        &'a self,
        pod: &'a Pod,
        document: &'a Document,
        source: &'a Source,
        json: &'a Value,
        jvms: &'a [Jvm],
    ) -> Option<PodScope<'a>> {
        let root = &document.root;
        let spec = root.at(&pod.spec)?;
        let template = root.at(pod.spec.strip_suffix("/spec").unwrap_or_default());
        // In a list each object stands for itself.
        let depth = if pod.spec.starts_with("/items/") { 3 } else { 1 };
        let object: Vec<&str> = pod.spec.split('/').take(depth).collect();
        // A list has several pods: each with the JVMs that stand in it.
        let inside = |jvm: &Jvm| spec.span.start <= jvm.place.start && jvm.place.end <= spec.span.end;
        let first = jvms.iter().position(inside).unwrap_or(0);
        let count = jvms.iter().skip(first).take_while(|jvm| inside(jvm)).count();
        Some(PodScope {
            source,
            workload: pod.workload.as_ref(),
            object: root.at(&object.join("/")).unwrap_or(root),
            metadata: template.and_then(|template| template.get("metadata")),
            spec,
            json: json.pointer(&pod.spec)?,
            jvms: jvms.get(first..first + count).unwrap_or_default(),
            recogniser: self.recogniser,
            given: Given::default(),
        })
    }

    fn object(&self, object: &ObjectScope) -> Findings {
        let mut found = Findings::new();
        let of = |pod| move |jvm| JvmScope::new(jvm, Some(pod), self.recogniser, object.source);
        let jvms: Vec<JvmScope> = object.pods.iter().flat_map(|pod| pod.jvms.iter().map(of(pod))).collect();
        self.each(|rule| match rule.check {
            Check::Object(check) => check(object, &mut found),
            Check::Pod(check) => object.pods.iter().for_each(|pod| check(pod, &mut found)),
            Check::Jvm(check) => jvms.iter().for_each(|jvm| check(jvm, &mut found)),
            Check::Image(check) => {
                for image in object.pods.iter().flat_map(|pod| pod.images(&self.selection.registries)) {
                    check(&image, &mut found);
                }
            }
            Check::Elsewhere | Check::Stream(_) | Check::Dockerfile(_) => {}
        });
        found
    }

    /// A Dockerfile.
    pub fn dockerfile(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let reading = dockerfile::read(&source.text, &Build::default());
        let jvm = in_dockerfile(id, &reading, self.recogniser, self.sources);
        let scope = DockerfileScope { source: &source, id, reading: &reading };
        let jvm = jvm.as_ref().map(|jvm| JvmScope::new(jvm, None, self.recogniser, &source));
        let mut found = refused(id, &reading, self.sources);
        self.each(|rule| match rule.check {
            Check::Dockerfile(check) => check(&scope, &mut found),
            Check::Jvm(check) => jvm.iter().for_each(|jvm| check(jvm, &mut found)),
            Check::Image(check) => {
                for image in &scope.images(&self.selection.registries) {
                    check(image, &mut found);
                }
            }
            _ => {}
        });
        self.tell(found, &source, id, ("#", true), sink);
    }

    /// A start script.
    pub fn script(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let mut found = Findings::new();
        if let Some(jvm) = in_script(id, self.recogniser, self.sources) {
            let jvm = JvmScope::new(&jvm, None, self.recogniser, &source);
            self.each(|rule| {
                if let Check::Jvm(check) = rule.check {
                    check(&jvm, &mut found);
                }
            });
        }
        self.tell(found, &source, id, ("#", true), sink);
    }

    fn each(&self, mut run: impl FnMut(&Rule)) {
        RULES.iter().copied().filter(|rule| self.selection.runs(rule)).for_each(&mut run);
    }

    /// Tells what is selected and nobody allows; `comments` is how a comment begins, and whether all was found that
    /// one may be for.
    pub fn tell(&self, found: Findings, source: &Source, id: SourceId, comments: (&str, bool), sink: &Sink) {
        let (opener, complete) = comments;
        let own = Sink::default();
        let allowances = Allowances::read(source, id, opener, &own);
        let told = |finding: &Diagnostic| self.selection.takes(finding.code);
        let allowed = |finding: &Diagnostic| allowances.allows(finding, source);
        let found: Findings = found.into_iter().filter(|it| told(it) && !allowed(it)).collect();
        if complete {
            allowances.report_unused(&|word| self.looked_for(word), &own);
        }
        let comments = own.into_sorted().into_iter().filter(told);
        found.into_iter().chain(comments).for_each(|finding| sink.add(finding));
    }

    /// Whether findings of this code or name would have been told; of one that does not exist, all were.
    fn looked_for(&self, word: &str) -> bool {
        let code = CODES.iter().find(|code| code.id == word || code.slug == word);
        let runs = |code: &&Code| {
            rule(word).map_or_else(|| self.selection.takes(code), |it| self.selection.runs(it))
        };
        code.is_none_or(|code| runs(&code))
    }
}
