//! Manifests and Dockerfiles to launch models. Expectations are what `cp`, the kubelet and the image builder do.

mod copies;
mod dockerfiles;
mod fetches;
mod pods;

use std::collections::BTreeMap;
use std::sync::Arc;

use agentc::launch::{Container, Content, Lookup};
use agentc::read::pod;
use serde_json::Value;

fn maps(name: &str) -> Option<Arc<BTreeMap<String, String>>> {
    let data = [("agent.config", "a=1"), ("opts", "-Xmx1g $(X)")];
    let data = || data.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    (name == "known").then(|| Arc::new(data()))
}

fn read(spec: &Value, name: &str) -> Container {
    pod::container(spec, name, &maps, None).expect("container is there")
}

fn image(image: &str, path: &str) -> Content {
    Content::Image { image: image.into(), path: path.into() }
}

fn found(content: Content, writable: bool) -> Lookup {
    Lookup::Found { content, beneath: vec![], writable }
}

fn content(lookup: Lookup) -> Option<Content> {
    match lookup {
        Lookup::Found { content, .. } => Some(content),
        _ => None,
    }
}
