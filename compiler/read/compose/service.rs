//! A service to its container.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::memory::memory;
use super::ports::{Published, published};
use super::project::{Layers, Project};
use super::supply::{Supplied, filled, supplied};
use super::variables::{Variables, variables};
use super::volumes::{Mounts, mounts};
use super::words::split;
use crate::launch::{Container, Engine, EnvVar, ImageConfig};
use crate::read::dockerfile::{self, Build, Image};
use crate::read::mounts::{image_files, view};
use crate::read::{Filled, Provider};
use crate::source::Span;
use crate::text::Text;
use crate::yaml::{Kind, Node};

/// A service of a compose file.
#[derive(Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Where it stands, from its name on.
    pub place: Span,
    /// The image, or what its Dockerfile begins with.
    pub image: String,
    /// Where the image is named.
    pub image_place: Option<Span>,
    /// What its container is given.
    pub given: Container,
    /// Where variables are written.
    pub variables: Vec<(String, Span)>,
    /// Where `entrypoint` is written.
    pub entrypoint: Option<Span>,
    /// Where `command` is written.
    pub command: Option<Span>,
    /// The memory that it may have, in bytes, and where that is written.
    pub memory: Option<(u64, Span)>,
    /// Ports that the host passes on.
    pub published: Vec<Published>,
    /// The volumes that services fill.
    pub filled: Arc<Vec<Filled>>,
    providers: BTreeMap<String, Provider>,
    binds: Vec<(String, String)>,
}

/// A service before it is known what others put into its volumes.
pub(super) struct Draft<'a> {
    pub name: String,
    key: &'a Node,
    pub layers: Layers<'a>,
    pub image: String,
    pub given: Container,
    pub mounts: Mounts,
    variables: Variables,
}

impl<'a> Project<'a> {
    /// The services, in order. `images` knows the configurations of some images.
    pub fn read(&self, images: &dyn Fn(&str) -> Option<ImageConfig>) -> Vec<Service> {
        let drafts: Vec<Draft> =
            self.services().map(|(name, key, layers)| self.draft(name, key, layers, images)).collect();
        let supplies = supplied(self, &drafts);
        let filled = Arc::new(filled(&drafts));
        drafts
            .into_iter()
            .zip(&supplies)
            .map(|(draft, supplied)| self.finish(draft, supplied, &filled))
            .collect()
    }

    fn draft(
        &self,
        name: String,
        key: &'a Node,
        layers: Layers<'a>,
        images: &dyn Fn(&str) -> Option<ImageConfig>,
    ) -> Draft<'a> {
        let built = layers.get("build").and_then(|build| self.built(build, images));
        let named = layers.get("image").and_then(|image| self.text(image)).map(|image| image.to_string());
        let image = built.as_ref().map(|image| image.base.clone()).or(named).unwrap_or_default();
        let mut variables = variables(self, &layers);
        let words = |key: &str| layers.get(key).and_then(|node| self.words(node));
        let writable = !matches!(layers.get("read_only").map(|node| &node.kind), Some(Kind::Bool(true)));
        let values = std::mem::take(&mut variables.values).into_iter();
        let env = values.map(|(name, value)| EnvVar { name, value }).collect();
        let mut given = Container {
            env,
            env_from: variables.more,
            engine: Some(Engine { entrypoint: words("entrypoint"), cmd: words("command") }),
            working_dir: layers.get("working_dir").and_then(|dir| self.known(dir)),
            files: image_files(&image, writable),
            image: images(&image),
            ..Container::default()
        };
        if let Some(built) = built {
            (given.image, given.files) = (Some(built.config), built.files);
        }
        let mounts = mounts(self, &layers, &image);
        Draft { name, key, layers, image, given, mounts, variables }
    }

    fn finish(&self, draft: Draft, supplied: &Supplied, filled: &Arc<Vec<Filled>>) -> Service {
        let Draft { name, key, layers, image, mut given, mounts, variables } = draft;
        given.files = view(given.files, &mounts.list, &supplied.volumes);
        let provider = |mount: &crate::read::mounts::Mount| {
            let kind = mount.volume.split_once(':').map_or("volume", |(kind, _)| kind);
            let provider = match kind {
                "image" => Provider::ImageVolume,
                "anonymous" => Provider::Image,
                kind => Provider::Volume(kind.to_owned()),
            };
            (mount.path.clone(), supplied.providers.get(&mount.volume).cloned().unwrap_or(provider))
        };
        let place = |key: &str| layers.get(key).map(|node| node.span);
        let value = self.root.get("services").and_then(|services| services.get(&name));
        Service {
            place: value
                .filter(|value| value.span.start >= key.span.end)
                .map_or(key.span, |value| key.span.to(value.span)),
            providers: mounts.list.iter().map(provider).collect(),
            binds: mounts.binds,
            image_place: place("image"),
            entrypoint: place("entrypoint"),
            command: place("command"),
            filled: Arc::clone(filled),
            memory: memory(self, &layers),
            published: published(self, &layers),
            variables: variables.places.into_iter().collect(),
            name,
            image,
            given,
        }
    }

    /// A command, as a text or as a list; `None` where there is none.
    fn words(&self, node: &Node) -> Option<Vec<Text>> {
        match &node.kind {
            Kind::Seq(items) => items.iter().map(|item| self.text(item)).collect(),
            _ => split(&self.text(node)?),
        }
    }

    /// The image that the Dockerfile beside the file builds, where that is all there is to know.
    fn built(&self, build: &Node, images: &dyn Fn(&str) -> Option<ImageConfig>) -> Option<Image> {
        let text = |key: &str| build.get(key).and_then(|value| self.known(value));
        if build.get("target").is_some() {
            return None;
        }
        let context = self.known(build).or_else(|| text("context")).unwrap_or_else(|| ".".to_owned());
        let below = |path: &str| format!("{}/{path}", context.trim_end_matches('/'));
        let inline = text("dockerfile_inline");
        let file = text("dockerfile").unwrap_or_else(|| "Dockerfile".to_owned());
        let recipe = inline.or_else(|| (self.beside.text)(&below(&file)))?;
        let args = build.get("args");
        let pair = |(key, value): &(Node, Node)| Some((key.key()?, self.known(value)?));
        let word = |item: &Node| {
            let text = self.known(item)?;
            text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let mapped = args.map_or(&[][..], Node::entries).iter().filter_map(pair);
        let listed = args.map_or(&[][..], Node::items).iter().filter_map(word);
        let context = |path: &str| (self.beside.text)(&below(path));
        let given = Build { args: mapped.chain(listed).collect(), context: &context, images };
        dockerfile::read(&recipe, &given).image
    }
}

impl Service {
    /// Who provides what stands at an absolute path: the deepest mount decides.
    pub fn provider(&self, path: &str) -> Provider {
        self.mount(path).map_or(Provider::Image, |(_, provider)| provider.clone())
    }

    /// The path on the host of what stands at an absolute path.
    pub fn on_host(&self, path: &str) -> Option<String> {
        let (at, _) = self.mount(path)?;
        let (_, source) = self.binds.iter().find(|(bound, _)| bound == at)?;
        Some(format!("{}{}", source.trim_end_matches('/'), path.strip_prefix(at.as_str())?))
    }

    fn mount(&self, path: &str) -> Option<(&String, &Provider)> {
        let holds = |at: &str| {
            path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || at == "/")
        };
        self.providers.iter().filter(|(at, _)| holds(at)).max_by_key(|(at, _)| at.len())
    }
}
