//! The JVMs of a compose file.

use crate::read::Provider;
use crate::read::compose::{Project, Service};
use crate::read::manifest::Workload;
use crate::yaml::Node;

use super::release::Source;
use super::{Arrives, Candidate, Cluster, Jvm, Places, Recogniser, Starter};

/// The kind under which a service is shown. It is no object of Kubernetes, so it has no `apiVersion`.
const KIND: &str = "ComposeService";

/// The JVMs of its services, in order.
pub fn in_compose(project: &Project, cluster: &Cluster, recogniser: &Recogniser) -> Vec<Jvm> {
    let namespace = project.root.get("name").and_then(Node::as_str);
    let images = |image: &str| cluster.image(image).or_else(|| recogniser.config(image));
    let services = project.read(&images);
    let image = |name: &str| services.iter().find(|it| it.name == name).map(|it| it.image.clone());
    services.iter().flat_map(|service| jvms(service, (namespace, &image), project, recogniser)).collect()
}

/// The image of a service, by its name.
type ImageOf<'a> = &'a dyn Fn(&str) -> Option<String>;

fn jvms(
    service: &Service,
    (namespace, image): (Option<&str>, ImageOf<'_>),
    file: &Project,
    recogniser: &Recogniser,
) -> Vec<Jvm> {
    let source = |provider: &Provider, jar: &str| match provider {
        Provider::InitContainer(name) | Provider::Container(name) => image(name).map(Source::Image),
        Provider::Volume(_) => service.on_host(jar).map(Source::Host),
        _ => None,
    };
    let candidate = Candidate {
        given: &service.given,
        image: &service.image,
        provider: &|path| service.provider(path),
        launcher: None,
        injected: Vec::new(),
        source: &source,
        may_change: &|image| image == service.image,
    };
    let jvms = recogniser.jvms(&candidate, service.place).into_iter();
    jvms.map(|jvm| of_service(jvm, service, (namespace, file), recogniser)).collect()
}

fn of_service(
    mut jvm: Jvm,
    service: &Service,
    (namespace, file): (Option<&str>, &Project),
    recogniser: &Recogniser,
) -> Jvm {
    for loaded in &mut jvm.agents {
        let is_bound = loaded.arrival.provider == Some(Provider::Volume("bind".to_owned()));
        let path = loaded.agent.jar.known().and_then(|jar| service.on_host(jar)).filter(|_| is_bound);
        if let Some(path) = path.filter(|path| (file.beside.has)(path)) {
            loaded.arrival.arrives = Arrives::Yes;
            loaded.arrival.why = format!("{path} stands beside the compose file");
        }
    }
    recogniser.find_misplaced(&service.name, &service.image, &mut jvm.agents, &service.filled);
    let workload = Workload {
        api_version: String::new(),
        kind: KIND.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: service.name.clone(),
        pod_path: &[],
    };
    Jvm {
        workload: Some(workload),
        container: Some(service.name.clone()),
        places: Places {
            variables: service.variables.clone(),
            command: service.entrypoint,
            args: service.command,
        },
        starter: Starter::Compose,
        memory: service.memory,
        published: service.published.clone(),
        ..jvm
    }
}
