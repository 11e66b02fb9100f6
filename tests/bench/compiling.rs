//! Whole fleets: read, planned, rendered, validated, proved.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use agentc::diagnostic::Sink;
use agentc::output::Artifact;
use agentc::source::Sources;
use agentc::target::Schemas;
use agentc::world::{Memory, VirtualPath};
use agentc::{Request, compile, yaml};
use rayon::prelude::*;

use crate::measure::{Measured, Row};

pub const ROWS: &[Measured] = &[floor, kustomize];

const PROJECT: &str = r#"
defaults {
    launcher "java"
    jdk 17
    use "skywalking" release="9.7.0" {
        service "{{app.name}}"
        collector "skywalking-oap.monitoring.svc:11800"
    }
}
environment "dev" { settings "skywalking" { sampling 100 } }
environment "test"
environment "prod" { settings "skywalking" { authentication secret="skywalking/token" } }
"#;

/// A tree of so many apps, each with a manifest of its own.
pub struct Fleet(Memory);

impl Fleet {
    pub fn new(apps: usize) -> Fleet {
        let (mut world, mut kdl) = (Memory::default(), PROJECT.to_owned());
        for app in 0..apps {
            let name = format!("app-{app}");
            writeln!(kdl, r#"app "{name}" {{ workload "Deployment" from="{name}.yaml" }}"#)
                .expect("a String");
            world.insert(&format!("{name}.yaml"), manifest(&name));
        }
        world.insert("agentc.kdl", kdl);
        Fleet(world)
    }

    /// Everything that is written for an environment, or for all.
    pub fn compile(&self, environment: Option<&str>) -> Vec<Artifact> {
        let files = VirtualPath::root().join("agentc.kdl").into_iter().collect();
        let environment = environment.map(str::to_owned);
        let request = Request { files, environment, ..Request::default() };
        let (sources, sink) = (Sources::default(), Sink::default());
        compile(&self.0, &request, &sources, &sink, &|_, _| {})
            .map_or_else(|_| Vec::new(), |all| all.artifacts)
    }
}

fn manifest(name: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  labels: {{app: {name}}}\nspec:\n  \
         replicas: 2\n  selector:\n    matchLabels: {{app: {name}}}\n  template:\n    metadata:\n      \
         labels: {{app: {name}}}\n    spec:\n      containers:\n      - name: web\n        \
         image: harbor.example.com/shop/{name}:1.0\n        env:\n        - name: TZ\n          value: UTC\n"
    )
}

/// What no compiler that proves its output can save: to read all of it and hold it against its schemas.
fn floor() -> Result<Row, String> {
    let fleet = Fleet::new(200);
    let written = fleet.compile(None);
    if written.len() != 200 * 3 * 3 {
        return Err(format!("the fleet has {} files", written.len()));
    }
    let peer = || {
        let schemas = Schemas::default();
        let valid = |artifact: &Artifact| violations(artifact, &schemas) == Ok(0);
        written.par_iter().filter(|artifact| valid(artifact)).count()
    };
    if peer() != written.len() {
        return Err("what the fleet writes is not valid".to_owned());
    }
    let titles = [
        "compile 200 apps × 3 environments",
        "parse and validate what comes out",
        "what planning, rendering and proving cost on top",
    ];
    Ok(Row::measure(titles.map(str::to_owned), || fleet.compile(None).len(), peer))
}

fn violations(artifact: &Artifact, schemas: &Schemas) -> Result<usize, String> {
    let (sources, sink) = (Sources::default(), Sink::default());
    let source = sources.add("a.yaml", artifact.body.as_str());
    let documents = yaml::parse(&sources, source, &sink).map_err(|_| "no YAML")?;
    let count = |document: &yaml::Document| {
        let value = document.root.to_json();
        let kind = value["kind"].as_str().unwrap_or_default();
        let schema = match artifact.path.to_string().rsplit('/').next() {
            Some("kustomization.yaml") => "kustomize.schema.json".to_owned(),
            Some("patch.yaml") => format!("kubernetes-patch.schema.json#/$defs/{kind}"),
            _ => format!("kubernetes.schema.json#/$defs/{kind}"),
        };
        schemas.validate(&schema, &value).len()
    };
    Ok(documents.iter().map(count).sum())
}

/// Kustomize merges the patches that a compile makes, renders, checks and merges itself.
fn kustomize() -> Result<Row, String> {
    if Command::new("kubectl").arg("kustomize").arg("--help").output().is_err() {
        return Err("there is no kubectl".to_owned());
    }
    let fleet = Fleet::new(200);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    lay_out(&fleet.compile(Some("prod")), folder.path()).map_err(|error| error.to_string())?;
    let peer = || {
        let done = Command::new("kubectl").arg("kustomize").arg(folder.path()).output();
        done.map_or(0, |done| if done.status.success() { done.stdout.len() } else { 0 })
    };
    if peer() == 0 {
        return Err("kubectl does not build the fleet".to_owned());
    }
    let titles = [
        "compile 200 apps × 1 environment",
        "`kubectl kustomize` over its 200 patches",
        "the peer only merges",
    ];
    Ok(Row::measure(titles.map(str::to_owned), || fleet.compile(Some("prod")).len(), peer))
}

/// The manifests and the patches of a build as one Kustomization.
fn lay_out(artifacts: &[Artifact], folder: &Path) -> std::io::Result<()> {
    let (mut resources, mut patches) = (String::new(), String::new());
    for (at, artifact) in artifacts.iter().filter(|a| a.path.to_string().ends_with("/patch.yaml")).enumerate()
    {
        let app = artifact.path.to_string().split('/').nth(1).unwrap_or_default().to_owned();
        fs::write(folder.join(format!("{app}.yaml")), manifest(&app))?;
        fs::write(folder.join(format!("patch-{at}.yaml")), &artifact.body)?;
        resources += &format!("- {app}.yaml\n");
        patches += &format!("- path: patch-{at}.yaml\n");
    }
    fs::write(folder.join("kustomization.yaml"), format!("resources:\n{resources}patches:\n{patches}"))
}
