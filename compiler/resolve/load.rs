//! A source tree into one list of nodes: every `.kdl` file, imports put in place.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{Sources, Span};
use crate::syntax::{self, Fields, Node};
use crate::world::{PathProblem, VirtualPath, World};

/// Imports may nest this deep; nothing sensible does.
const MAX_DEPTH: usize = 16;

/// Reads files of one world.
#[derive(Clone, Copy)]
pub struct Loader<'a> {
    /// Where the files are.
    pub world: &'a dyn World,
    /// Where their texts go.
    pub sources: &'a Sources,
    /// Where mistakes go.
    pub sink: &'a Sink,
}

/// One file of the program, imports in place.
pub struct Loaded {
    /// Its path below the root.
    pub path: VirtualPath,
    /// Its nodes.
    pub nodes: Vec<Node>,
}

impl Loader<'_> {
    /// Reads all these files. A file that another one imports is a fragment and not part of the program.
    pub fn tree(self, paths: &[VirtualPath]) -> Result<Vec<Loaded>, Reported> {
        let mut fragments = BTreeSet::new();
        let mut result = Ok(());
        let mut all = Vec::new();
        for path in paths {
            match self.file(path, &mut vec![path.clone()], &mut fragments) {
                Ok(nodes) => all.push(Loaded { path: path.clone(), nodes }),
                Err(reported) => result = Err(reported),
            }
        }
        all.retain(|file| !fragments.contains(&file.path));
        result.map(|()| all)
    }

    /// Reads one file with its imports. `stack` is the chain of files that led here, itself included.
    fn file(
        self,
        path: &VirtualPath,
        stack: &mut Vec<VirtualPath>,
        fragments: &mut BTreeSet<VirtualPath>,
    ) -> Result<Vec<Node>, Reported> {
        let bytes = self.world.read(path).map_err(|error| {
            let message = format!("cannot read {}: {error}", self.world.display(path));
            self.sink.error(Diagnostic::without_span(&codes::UNREADABLE, message))
        })?;
        let source = syntax::decode(self.sources, &self.world.display(path), &bytes, self.sink)?;
        self.sources.set_path(source, path.as_str());
        let nodes = syntax::parse(self.sources, source, self.sink)?;
        self.imports(nodes, stack, fragments)
    }

    fn imports(
        self,
        nodes: Vec<Node>,
        stack: &mut Vec<VirtualPath>,
        fragments: &mut BTreeSet<VirtualPath>,
    ) -> Result<Vec<Node>, Reported> {
        let (mut all, mut result) = (Vec::with_capacity(nodes.len()), Ok(()));
        for mut node in nodes {
            let inner = if node.name.value == "import" {
                self.import(&node, stack, fragments).map(|imported| all.extend(imported))
            } else {
                let children = node.children.take();
                let children = children.map(|c| self.imports(c, stack, fragments)).transpose();
                children.map(|children| {
                    node.children = children;
                    all.push(node);
                })
            };
            result = inner.and(result);
        }
        result.map(|()| all)
    }

    fn import(
        self,
        node: &Node,
        stack: &mut Vec<VirtualPath>,
        fragments: &mut BTreeSet<VirtualPath>,
    ) -> Result<Vec<Node>, Reported> {
        let fields = Fields::of(node, self.sink);
        fields.takes(1, &[], false)?;
        let wanted = fields.text(0)?;
        let refuse = |span: Span, message: String, help: &str| {
            self.sink.error(Diagnostic::new(&codes::IMPORT, span, message).help(help))
        };
        let folder = stack.last().map(VirtualPath::parent).unwrap_or_default();
        let path = folder.join(&wanted.value).map_err(|problem| match problem {
            PathProblem::Outside => refuse(
                wanted.span,
                format!("`{}` leads out of the source tree", wanted.value),
                "imports stay inside the folder of agentc.kdl, or of the tree being built",
            ),
            PathProblem::Character => refuse(
                wanted.span,
                "an import with a backslash or a control character".to_owned(),
                "separate folders with `/`",
            ),
        })?;
        if stack.contains(&path) || stack.len() >= MAX_DEPTH {
            let chain: Vec<_> = stack.iter().chain([&path]).map(ToString::to_string).collect();
            let message = format!("`{}` imports itself: {}", wanted.value, chain.join(" → "));
            return Err(refuse(wanted.span, message, "remove one of these imports"));
        }
        if let Err(error) = self.world.read(&path) {
            let message = format!("cannot import `{}`: {error}", wanted.value);
            return Err(refuse(wanted.span, message, "the path is relative to the file that imports"));
        }
        fragments.insert(path.clone());
        stack.push(path.clone());
        let nodes = self.file(&path, stack, fragments);
        stack.pop();
        nodes
    }
}
