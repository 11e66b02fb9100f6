//! Runs the rules over a file.

use crate::diagnostic::{CODES, Diagnostic, Sink, codes};
use crate::jvms::{
    Cluster, Home, InDocument, Recogniser, crowded, in_compose, in_dockerfile, in_document, in_script,
    misshapen, refused,
};
use crate::launch::Container;
use crate::launch::shell::read_script;
use crate::read::compose::{Beside, Project, is_compose};
use crate::read::dockerfile::{self, Build};
use crate::source::{Source, SourceId, Sources, Span};
use crate::text::Text;
use crate::yaml::{Document, Node};

use super::rule::{Check, Findings};
use super::rules::{RULES, rule};
use super::run::Run;
use super::scope::{DockerfileScope, Given, ImageScope, JvmScope, ObjectScope, PodScope, ScriptScope};
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
    /// What stands in the folder of the file.
    pub beside: Beside<'a>,
}

impl Linter<'_> {
    /// What is found in a document; `around` is what the run knows, and where the document stands.
    pub(super) fn document(
        &self,
        document: &Document,
        source: &Source,
        around @ (run, home): (&Run, &Home),
    ) -> Findings {
        if is_compose(&document.root) {
            return self.compose(&document.root, source, &run.cluster);
        }
        let json = document.root.to_json();
        let read = in_document(document, &json, (&run.cluster, home), self.recogniser);
        let InDocument { pods: places, crowded: unread, given, jvms } = read;
        let of = |(pod, given): (_, Option<Vec<Container>>)| {
            let scope = PodScope::of(pod, document, source, &json, &jvms, self.recogniser)?;
            Some(scope.with(given.map(Given::from).unwrap_or_default()))
        };
        let pods: Vec<PodScope> = places.iter().zip(given).filter_map(of).collect();
        let mut found = self.object(&ObjectScope {
            source,
            document,
            json: &json,
            pods: &pods,
            around,
            recogniser: self.recogniser,
        });
        if pods.is_empty() {
            // Containers that somebody cut out of a pod.
            let alone = |jvm| JvmScope::new(jvm, None, self.recogniser, source);
            self.jvms(&jvms.iter().map(alone).collect::<Vec<_>>(), &mut found);
        }
        found.extend(crowded(document, &unread));
        found.extend(misshapen(document, &places));
        found
    }

    fn compose(&self, root: &Node, source: &Source, cluster: &Cluster) -> Findings {
        let project = Project::new(root, source, self.beside);
        let refused = |(place, text): (Span, String)| {
            let message = format!("`{text}` is nothing that Compose can expand");
            Diagnostic::new(&codes::MANIFEST, place, message)
                .help("write $$ for a `$` that is meant as it is")
        };
        let mut found: Findings = project.refused().into_iter().map(refused).collect();
        let jvms = in_compose(&project, cluster, self.recogniser);
        let jvms: Vec<JvmScope> =
            jvms.iter().map(|jvm| JvmScope::new(jvm, None, self.recogniser, source)).collect();
        let images = project.images();
        let registries = &self.selection.registries[..];
        let images: Vec<ImageScope> = images
            .iter()
            .map(|(reference, place)| ImageScope {
                source,
                reference,
                place: *place,
                container: None,
                registries,
            })
            .collect();
        self.jvms(&jvms, &mut found);
        self.each(|check| {
            if let Check::Image(check) = check {
                for image in &images {
                    check(image, &mut found);
                }
            }
        });
        found
    }

    /// JVMs that are in no pod.
    fn jvms(&self, jvms: &[JvmScope], found: &mut Findings) {
        self.each(|check| {
            if let Check::Jvm(check) | Check::PodOrJvm(_, check) = check {
                for jvm in jvms {
                    check(jvm, found);
                }
            }
        });
    }

    fn object(&self, object: &ObjectScope) -> Findings {
        let mut found = Findings::new();
        let of = |pod| move |jvm| JvmScope::new(jvm, Some(pod), self.recogniser, object.source);
        let jvms: Vec<JvmScope> = object.pods.iter().flat_map(|pod| pod.jvms.iter().map(of(pod))).collect();
        self.each(|check| match check {
            Check::Object(check) => check(object, &mut found),
            Check::Pod(check) | Check::PodOrJvm(check, _) => {
                for pod in object.pods {
                    check(pod, &mut found);
                }
            }
            Check::Jvm(check) => jvms.iter().for_each(|jvm| check(jvm, &mut found)),
            Check::Image(check) => {
                for image in object.pods.iter().flat_map(|pod| pod.images(&self.selection.registries)) {
                    check(&image, &mut found);
                }
            }
            _ => {}
        });
        found
    }

    /// A Dockerfile.
    pub fn dockerfile(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let images = |image: &str| self.recogniser.config(image);
        let build = Build { images: &images, context: self.beside.text, ..Build::default() };
        let reading = dockerfile::read(&source.text, &build);
        let jvms = in_dockerfile(id, &reading, self.recogniser, self.sources);
        let jvms = jvms.iter().map(|jvm| JvmScope::new(jvm, None, self.recogniser, &source));
        let jvms: Vec<JvmScope> = jvms.collect();
        let scope = DockerfileScope {
            source: &source,
            id,
            reading: &reading,
            jvm: jvms.first(),
            recogniser: self.recogniser,
        };
        let mut found = refused(id, &reading, self.sources);
        self.each(|check| match check {
            Check::Dockerfile(check) => check(&scope, &mut found),
            Check::Jvm(check) => jvms.iter().for_each(|jvm| check(jvm, &mut found)),
            Check::Image(check) => {
                for image in &scope.images(&self.selection.registries) {
                    check(image, &mut found);
                }
            }
            _ => {}
        });
        if !found.is_empty() {
            self.recogniser.hide_dockerfile(id, &reading, self.sources);
        }
        self.tell(found, &source, id, ("#", true), sink);
    }

    /// A start script.
    pub fn script(&self, id: SourceId, sink: &Sink) {
        let source = self.sources.get(id);
        let script = read_script(&Text::from(source.text.as_str()));
        let jvms = in_script(id, self.recogniser, self.sources);
        let jvms = jvms.iter().map(|jvm| JvmScope::new(jvm, None, self.recogniser, &source));
        let jvms: Vec<JvmScope> = jvms.collect();
        let scope =
            ScriptScope { source: &source, id, script: &script, jvms: &jvms, recogniser: self.recogniser };
        let mut found = Findings::new();
        self.each(|check| match check {
            Check::Script(check) => check(&scope, &mut found),
            Check::Jvm(check) => jvms.iter().for_each(|jvm| check(jvm, &mut found)),
            _ => {}
        });
        if !found.is_empty() {
            self.recogniser.hide_script(id, self.sources);
        }
        self.tell(found, &source, id, ("#", true), sink);
    }

    fn each(&self, run: impl FnMut(&Check)) {
        let rules = RULES.iter().copied().filter(|rule| self.selection.runs(rule));
        rules.flat_map(|rule| rule.check.each()).for_each(run);
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
            allowances.report_unused(&|word| self.looked_for(word, opener), &own);
        }
        let comments = own.into_sorted().into_iter().filter(told);
        found.into_iter().chain(comments).for_each(|finding| sink.add(finding));
    }

    /// Whether findings of this code or name would have been told. What no rule finds comes from those that read a
    /// file: of KDL all of them did, of other files those may have done that read it for KDL's sake.
    fn looked_for(&self, word: &str, opener: &str) -> bool {
        let Some(code) = CODES.iter().find(|code| code.id == word || code.slug == word) else { return false };
        match rule(word) {
            Some(rule) if !matches!(rule.check, Check::Elsewhere) => self.selection.runs(rule),
            _ => opener == "//" && self.selection.takes(code),
        }
    }
}
