//! An app with all layers laid over each other, before anything is typed.

use indexmap::IndexMap;

use crate::source::{Span, Spanned};
use crate::syntax::{Node, Value};

/// Where a value comes from, and what it replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where it is written.
    pub span: Span,
    /// The layer, as a person would name it: `app`, `defaults "tomcat"`, `environment "prod"`.
    pub layer: String,
    /// What it replaced, the nearest last.
    pub replaced: Vec<Earlier>,
}

/// A value that a later layer replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Where it is written.
    pub span: Span,
    /// Its layer.
    pub layer: String,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Traced<T> {
    /// The same origin with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Traced<U> {
        Traced { value: f(self.value), origin: self.origin }
    }

    /// A value that replaces this one.
    #[must_use]
    pub fn replaced_by(self, value: T, span: Span, layer: &str) -> Traced<T> {
        let mut replaced = self.origin.replaced;
        replaced.push(Earlier { span: self.origin.span, layer: self.origin.layer });
        Traced { value, origin: Origin { span, layer: layer.to_owned(), replaced } }
    }
}

/// Things with an identity, in order of first mention.
pub type Slots<T> = IndexMap<String, Traced<T>>;

/// Puts a value into its slot; what was there is remembered.
pub fn put<T>(slots: &mut Slots<T>, key: String, value: T, span: Span, layer: &str) {
    let traced = match slots.shift_remove(&key) {
        Some(earlier) => earlier.replaced_by(value, span, layer),
        None => Traced { value, origin: Origin { span, layer: layer.to_owned(), replaced: Vec::new() } },
    };
    slots.insert(key, traced);
}

/// What users say of one profile in one JVM.
#[derive(Clone, Debug, Default)]
pub struct UseDraft {
    /// Where it was named first.
    pub named: Option<Span>,
    /// Whether some layer `use`s it, and which.
    pub used: Option<Origin>,
    /// The release.
    pub release: Option<Traced<Spanned<String>>>,
    /// An image in place of the profile's.
    pub image: Option<Traced<Spanned<String>>>,
    /// Settings by name: the node that gives the value.
    pub settings: Slots<Node>,
    /// `env`, `property` and `option` nodes by name.
    pub env: Slots<Node>,
    /// Properties no setting knows.
    pub properties: Slots<Node>,
    /// Agent options no setting knows.
    pub options: Slots<Node>,
    /// Plugin jars by name.
    pub plugins: Slots<Node>,
}

/// One JVM.
#[derive(Clone, Debug, Default)]
pub struct ContainerDraft {
    /// Its container's name, if a layer names it.
    pub name: Option<Spanned<String>>,
    /// `launcher`.
    pub launcher: Option<Traced<Node>>,
    /// `jdk`.
    pub jdk: Option<Traced<Node>>,
    /// `image`.
    pub image: Option<Traced<Node>>,
    /// JVM options of the application by key.
    pub jvm: Slots<Spanned<String>>,
    /// Variables of the application by name.
    pub env: Slots<Node>,
    /// By profile.
    pub uses: IndexMap<String, UseDraft>,
}

/// An app in one environment.
#[derive(Clone, Debug)]
pub struct AppDraft {
    /// Its name.
    pub name: Spanned<String>,
    /// Its namespace.
    pub namespace: Option<Spanned<String>>,
    /// The variant this is, if it is one.
    pub variant: Option<Spanned<String>>,
    /// `workload`.
    pub workload: Option<Traced<Node>>,
    /// `replicas` of a variant.
    pub replicas: Option<Traced<Value>>,
    /// `labels` of a variant.
    pub labels: Slots<Spanned<String>>,
    /// Targets by name and dialect.
    pub targets: Slots<Node>,
    /// Containers in order of first mention; a single unnamed one where no layer names any.
    pub containers: Vec<ContainerDraft>,
    /// Where the app is declared.
    pub span: Span,
    /// No app: a profile or the unnamed `defaults` alone.
    pub unbound: bool,
    /// Another app has the same name in another namespace.
    pub qualified: bool,
}

impl AppDraft {
    /// An app that no layer lies over yet.
    pub fn new(name: Spanned<String>, namespace: Option<Spanned<String>>, span: Span) -> Self {
        AppDraft {
            name,
            namespace,
            variant: None,
            workload: None,
            replicas: None,
            labels: Slots::default(),
            targets: Slots::default(),
            containers: Vec::new(),
            span,
            unbound: false,
            qualified: false,
        }
    }
}
