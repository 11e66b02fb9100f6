//! A source tree into one list of nodes: every `.kdl` file, imports put in place.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Reported, Sink, codes};
use crate::source::{Sources, Spanned};
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
        let mut reader = Reader { loader: self, fragments: BTreeSet::new(), parsed: BTreeMap::new() };
        let mut result = Ok(());
        let mut all = Vec::new();
        for path in paths {
            if reader.fragments.contains(path) {
                continue;
            }
            match reader.file(path, &mut vec![path.clone()]) {
                Ok(nodes) => all.push(Loaded { path: path.clone(), nodes }),
                Err(reported) => result = Err(reported),
            }
        }
        all.retain(|file| !reader.fragments.contains(&file.path));
        result.map(|()| all)
    }
}

/// One walk over a tree.
struct Reader<'a> {
    loader: Loader<'a>,
    /// Files that others import.
    fragments: BTreeSet<VirtualPath>,
    /// Every file is read and parsed once, however often it is imported: a mistake in it is one mistake.
    parsed: BTreeMap<VirtualPath, Result<Vec<Node>, Reported>>,
}

impl Reader<'_> {
    /// Reads one file with its imports. `stack` is the chain of files that led here, itself included.
    fn file(&mut self, path: &VirtualPath, stack: &mut Vec<VirtualPath>) -> Result<Vec<Node>, Reported> {
        let nodes = match self.parsed.get(path) {
            Some(known) => known.clone(),
            None => {
                let parsed = self.parse(path);
                self.parsed.insert(path.clone(), parsed.clone());
                parsed
            }
        };
        self.imports(nodes?, stack)
    }

    fn parse(&self, path: &VirtualPath) -> Result<Vec<Node>, Reported> {
        let Loader { world, sources, sink } = self.loader;
        let bytes = world.read(path).map_err(|error| {
            let message = format!("cannot read {}: {error}", world.display(path));
            sink.error(Diagnostic::without_span(&codes::UNREADABLE, message))
        })?;
        let source = syntax::decode(sources, &world.display(path), &bytes, sink)?;
        sources.set_path(source, path.as_str());
        syntax::parse(sources, source, sink)
    }

    fn imports(&mut self, nodes: Vec<Node>, stack: &mut Vec<VirtualPath>) -> Result<Vec<Node>, Reported> {
        let (mut all, mut result) = (Vec::with_capacity(nodes.len()), Ok(()));
        for mut node in nodes {
            let inner = if node.name.value == "import" {
                self.import(&node, stack).map(|imported| all.extend(imported))
            } else {
                let children = node.children.take();
                let children = children.map(|c| self.imports(c, stack)).transpose();
                children.map(|children| {
                    node.children = children;
                    all.push(node);
                })
            };
            result = inner.and(result);
        }
        result.map(|()| all)
    }

    fn import(&mut self, node: &Node, stack: &mut Vec<VirtualPath>) -> Result<Vec<Node>, Reported> {
        let fields = Fields::of(node, self.loader.sink);
        fields.takes(1, &[], false)?;
        let wanted = fields.text(0)?;
        let path = self.follow(&wanted, stack)?;
        self.fragments.insert(path.clone());
        stack.push(path.clone());
        let nodes = self.file(&path, stack);
        stack.pop();
        nodes
    }

    /// The file that an import names.
    fn follow(&self, wanted: &Spanned<String>, stack: &[VirtualPath]) -> Result<VirtualPath, Reported> {
        let refuse = |message: String, help: &str| {
            self.loader.sink.error(Diagnostic::new(&codes::IMPORT, wanted.span, message).help(help))
        };
        let folder = stack.last().map(VirtualPath::parent).unwrap_or_default();
        let path = folder.join(&wanted.value).map_err(|problem| match problem {
            PathProblem::Outside => refuse(
                format!("`{}` leads out of the source tree", wanted.value),
                "imports stay inside the folder of agentc.kdl, or of the tree being built",
            ),
            PathProblem::Character => refuse(
                "an import with a backslash or a control character".to_owned(),
                "separate folders with `/`",
            ),
        })?;
        if let Some(first) = stack.iter().position(|file| *file == path) {
            let chain: Vec<_> = stack.iter().skip(first).chain([&path]).map(ToString::to_string).collect();
            let message = format!("`{path}` imports itself: {}", chain.join(" → "));
            return Err(refuse(message, "remove one of these imports"));
        }
        if stack.len() >= MAX_DEPTH {
            let message = format!("imports nested more than {MAX_DEPTH} deep");
            return Err(refuse(message, "import the file from fewer files that import each other"));
        }
        if let Err(error) = self.loader.world.read(&path) {
            let message = format!("cannot import `{}`: {error}", wanted.value);
            return Err(refuse(message, "the path is relative to the file that imports"));
        }
        Ok(path)
    }
}
