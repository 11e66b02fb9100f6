//! Templates: strict handlebars, every string quoted for the language around it.

use handlebars::Handlebars;
use serde_json::{Value as Json, json};

use crate::read::manifest;
use crate::world::{VirtualPath, World};

use super::build::parse_yaml;
use super::compiled::{self, Compiled};
use super::functions;
use super::guard::{self, Partials};
use super::helpers;
use super::merge::consume;
use super::model::selector;
use super::prove::Emitted;

/// Renders templates of one tree of targets.
pub struct Templates<'a> {
    yaml: Handlebars<'a>,
    plain: Handlebars<'a>,
    world: &'a dyn World,
    files: Compiled,
    texts: Compiled,
}

fn registry<'a>(escape: fn(&str) -> String) -> Handlebars<'a> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.set_prevent_indent(false);
    registry.register_escape_fn(escape);
    helpers::register(&mut registry);
    functions::register(&mut registry);
    registry
}

impl<'a> Templates<'a> {
    /// Templates below `targets/` of this world, with its partials.
    pub fn new(world: &'a dyn World) -> Result<Self, String> {
        let mut yaml = registry(|text| Json::String(text.to_owned()).to_string());
        let mut plain = registry(str::to_owned);
        let folder = VirtualPath::root().join("targets/_partials").unwrap_or_default();
        let mut partials = Partials::default();
        for path in world.files(&folder).unwrap_or_default() {
            let Some(name) = path.file_name().strip_suffix(".hbs") else { continue };
            let text = read(world, &path).map_err(|problem| format!("{path}: {problem}"))?;
            partials.add(name, &text).map_err(|problem| format!("{path}: {problem}"))?;
            for registry in [&mut yaml, &mut plain] {
                registry.register_partial(name, text.trim_end()).map_err(|e| format!("{path}: {e}"))?;
            }
        }
        match partials.cycle() {
            Some(name) => Err(format!("the partial `{name}` includes itself")),
            None => {
                Ok(Templates { yaml, plain, world, files: Compiled::default(), texts: Compiled::default() })
            }
        }
    }

    /// Renders `targets/<target>/<template>`. A template whose name ends in `.yaml.hbs` quotes every `{{x}}` as
    /// JSON; in any other the strings of the model are finished.
    pub fn render(&self, target: &str, template: &str, model: &Json) -> Result<String, String> {
        let folder = VirtualPath::root().join(&format!("targets/{target}")).unwrap_or_default();
        let path = folder.join(template).map_err(|_| format!("{template}: outside of targets/"))?;
        let text = || {
            let text = read(self.world, &path)?;
            guard::included(&text).map(|_| text)
        };
        let registry = if template.ends_with(".yaml.hbs") { &self.yaml } else { &self.plain };
        let compiled = self.files.get(path.as_str(), text);
        let printed = compiled.and_then(|compiled| compiled::render(&compiled, registry, model));
        printed.map_err(|problem| format!("{path}: {problem}"))
    }

    /// The workload after a consumer that reads this artifact rendered its pods, as the target's model of it says.
    pub fn consumed(
        &self,
        target: &str,
        model: &str,
        artifact: &Json,
        document: &Json,
    ) -> Result<Json, String> {
        let workload = manifest::workload(document).ok_or("no workload")?;
        let pod = workload.template(document).ok_or("no pod template")?.clone();
        let directives = self.made(target, model, artifact, document)?;
        let pod = directives.iter().fold(pod, |pod, directives| consume(&pod, directives));
        workload.with_template(document, &pod).ok_or_else(|| "no pod template".to_owned())
    }

    /// Whether an artifact is one that the model of its consumer was written for.
    pub fn knows(
        &self,
        target: &str,
        known: &str,
        emitted: &Emitted,
        artifact: &Json,
        document: &Json,
    ) -> Result<(), String> {
        let text = self.render(target, known, &given(artifact, document)?)?;
        let same = if known.ends_with(".yaml.hbs") {
            parse_yaml(&text)? == emitted.documents
        } else {
            text == emitted.text
        };
        if same { Ok(()) } else { Err(format!("{} is not what its consumer is known to read", emitted.name)) }
    }

    /// The documents that a consumer of this artifact makes beside this workload, as the target's model of it says.
    pub fn made(
        &self,
        target: &str,
        model: &str,
        artifact: &Json,
        document: &Json,
    ) -> Result<Vec<Json>, String> {
        parse_yaml(&self.render(target, model, &given(artifact, document)?)?)
    }

    /// Fills in a name such as `{{manifest.file}}`; strings are taken as they are.
    pub fn name(&self, template: &str, model: &Json) -> Result<String, String> {
        if !template.contains("{{") {
            return Ok(template.to_owned());
        }
        let text = || guard::included(template).map(|_| template.to_owned());
        let compiled = self.texts.get(template, text);
        let printed = compiled.and_then(|compiled| compiled::render(&compiled, &self.plain, model));
        printed.map_err(|problem| format!("{template}: {problem}"))
    }
}

/// What a model of a consumer sees.
fn given(artifact: &Json, document: &Json) -> Result<Json, String> {
    let workload = manifest::workload(document).ok_or("no workload")?;
    let pod = workload.template(document).ok_or("no pod template")?;
    let about = json!({
        "kind": workload.kind,
        "name": workload.name,
        "namespace": workload.namespace,
        "selector": selector(document),
    });
    Ok(json!({ "artifact": artifact, "pod": pod, "workload": about }))
}

fn read(world: &dyn World, path: &VirtualPath) -> Result<String, String> {
    let bytes = world.read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
}
