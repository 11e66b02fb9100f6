//! Helpers that write strings for the language around them.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason,
    Renderable,
};
use serde_json::Value as Json;

use super::build::parse_yaml;
use super::cel;

/// Makes the helpers known to templates.
///
/// | call | writes |
/// | --- | --- |
/// | `{{json x}}` | any value as JSON, which is valid YAML, CEL and exec form |
/// | `{{#quoted}}…{{/quoted}}` | what stands inside, rendered without quoting, as one string |
/// | `{{#cel}}…{{/cel}}` | what stands inside, as YAML, as one quoted CEL literal |
pub fn register(registry: &mut Handlebars) {
    registry.register_helper("json", Box::new(json));
    registry
        .register_helper("quoted", Box::new(Block { escape: false, make: |inner| Ok(Json::from(inner)) }));
    registry.register_helper("cel", Box::new(Block { escape: true, make: literal }));
}

fn json(
    helper: &Helper,
    _: &Handlebars,
    _: &Context,
    _: &mut RenderContext,
    out: &mut dyn Output,
) -> HelperResult {
    let value = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("json", 0))?;
    if value.is_value_missing() {
        return Err(RenderErrorReason::MissingVariable(value.relative_path().cloned()).into());
    }
    out.write(&value.value().to_string())?;
    Ok(())
}

/// A block that writes, as JSON, what a function makes of its inside.
struct Block {
    /// Whether strings inside are quoted on their own.
    escape: bool,
    make: fn(&str) -> Result<Json, String>,
}

impl HelperDef for Block {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let template = helper.template().ok_or(RenderErrorReason::BlockContentRequired)?;
        let was = render.is_disable_escape();
        render.set_disable_escape(was || !self.escape);
        let inner = template.renders(registry, context, render);
        render.set_disable_escape(was);
        let made = (self.make)(&inner?).map_err(RenderErrorReason::Other)?;
        out.write(&made.to_string())?;
        Ok(())
    }
}

fn literal(yaml: &str) -> Result<Json, String> {
    let documents = parse_yaml(yaml)?;
    Ok(Json::String(cel::literal(documents.first().unwrap_or(&Json::Null))))
}
