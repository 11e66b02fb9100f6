//! Templates: strict handlebars, every string quoted for the language around it.

use handlebars::Handlebars;
use serde_json::{Value as Json, json};

use crate::read::manifest;
use crate::world::{VirtualPath, World};

use super::build::parse_yaml;
use super::functions;
use super::guard::{self, Partials};
use super::helpers;
use super::merge::consume;

/// Renders templates of one tree of targets.
pub struct Templates<'a> {
    yaml: Handlebars<'a>,
    plain: Handlebars<'a>,
    world: &'a dyn World,
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
            let text = read(world, &path)?;
            partials.add(name, &text).map_err(|problem| format!("{path}: {problem}"))?;
            for registry in [&mut yaml, &mut plain] {
                registry.register_partial(name, text.trim_end()).map_err(|e| format!("{path}: {e}"))?;
            }
        }
        match partials.cycle() {
            Some(name) => Err(format!("the partial `{name}` includes itself")),
            None => Ok(Templates { yaml, plain, world }),
        }
    }

    /// Renders `targets/<target>/<template>`. A template whose name ends in `.yaml.hbs` quotes every `{{x}}` as
    /// JSON; in any other the strings of the model are finished.
    pub fn render(&self, target: &str, template: &str, model: &Json) -> Result<String, String> {
        let folder = VirtualPath::root().join(&format!("targets/{target}")).unwrap_or_default();
        let path = folder.join(template).map_err(|_| format!("{template}: outside of targets/"))?;
        let text = read(self.world, &path)?;
        guard::included(&text).map_err(|problem| format!("{path}: {problem}"))?;
        let registry = if template.ends_with(".yaml.hbs") { &self.yaml } else { &self.plain };
        registry.render_template(&text, model).map_err(|error| format!("{path}: {error}"))
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

    /// The documents that a consumer of this artifact makes beside this workload, as the target's model of it says.
    pub fn made(
        &self,
        target: &str,
        model: &str,
        artifact: &Json,
        document: &Json,
    ) -> Result<Vec<Json>, String> {
        let workload = manifest::workload(document).ok_or("no workload")?;
        let pod = workload.template(document).ok_or("no pod template")?;
        let about = json!({ "kind": workload.kind, "name": workload.name, "namespace": workload.namespace });
        let given = json!({ "artifact": artifact, "pod": pod, "workload": about });
        parse_yaml(&self.render(target, model, &given)?)
    }

    /// Fills in a name such as `{{manifest.file}}`; strings are taken as they are.
    pub fn name(&self, template: &str, model: &Json) -> Result<String, String> {
        guard::included(template).map_err(|problem| format!("{template}: {problem}"))?;
        self.plain.render_template(template, model).map_err(|error| format!("{template}: {error}"))
    }
}

fn read(world: &dyn World, path: &VirtualPath) -> Result<String, String> {
    let bytes = world.read(path).map_err(|error| format!("{path}: {error}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{path}: not UTF-8"))
}
