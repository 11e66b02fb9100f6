//! How an agent is recognised in a pod, an image or a command: the node `detect`.

use crate::diagnostic::{Reported, Sink};
use crate::syntax::Fields;

/// How the agent is known in what others wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detect {
    /// Names of its jars; `FOLDER/NAME` where the jar alone does not tell: some folder above it is called so.
    pub jars: Vec<String>,
    /// Variables that nothing but a JVM has.
    pub env: Vec<String>,
    /// How names of its variables and properties begin, whether it has them or not.
    pub prefixes: Vec<String>,
    /// Variables with such a name that others write, for themselves.
    pub foreign: Vec<String>,
    /// What every tag of its image looks like.
    pub tag: Option<String>,
    /// Variables that every variant of its image sets: what is built from it has them.
    pub sets: Vec<(String, String)>,
    /// How pods ask an operator for it.
    pub operators: Vec<Operator>,
    /// Annotations and labels that its operators read, or write; `*` stands for what a user chooses.
    pub keys: Vec<String>,
    /// Fields of its operators' resources that have no effect.
    pub unread: Vec<Unread>,
}

/// What an operator does not read of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The resource's `kind`.
    pub kind: String,
    /// The group of its API.
    pub group: String,
    /// JSON pointers of fields; none means that the whole resource is read by nobody.
    pub fields: Vec<String>,
    /// Why, and what to do instead.
    pub why: String,
}

/// What an operator reads to load the agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its `kind`.
    pub kind: String,
    /// JSON pointer of the image that has the agent.
    pub image: Option<String>,
    /// JSON pointer of where the data goes.
    pub collector: Option<String>,
}

/// How a pod asks an operator to load the agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The map of the pod's metadata: `annotations` or `labels`.
    pub map: &'static str,
    /// The key in it.
    pub key: String,
    /// The value that asks, in any case; without, any that is neither empty nor `false`.
    pub value: Option<String>,
    /// Annotations that list containers; without any of them it is the first container.
    pub containers: Vec<String>,
    /// The annotation with a pattern of container names; without it, it is every container.
    pub pattern: Option<String>,
    /// Whether it appends to the options that the pod has, where they are written out.
    pub appends: bool,
    /// The resource that says how it is loaded.
    pub resource: Option<Resource>,
    /// The init container that the operator adds: a pod that has it asks no more.
    pub adds: Option<String>,
    /// The jar that it loads; `{container}` stands for the container's name.
    pub loads: String,
}

const NODES: [&str; 10] =
    ["jar", "env", "prefix", "foreign", "tag", "image-env", "annotation", "label", "keys", "unread"];

/// Reads `detect { … }`.
pub fn read(fields: Fields, sink: &Sink) -> Result<Detect, Reported> {
    let mut detect = Detect::default();
    for child in fields.node.children() {
        let mut words = child.args.iter().map(|arg| arg.scalar.to_text());
        let operator = |map| read_operator(map, Fields::of(child, sink));
        match child.name.value.as_str() {
            "jar" => detect.jars.extend(words),
            "env" => detect.env.extend(words),
            "prefix" => detect.prefixes.extend(words),
            "foreign" => detect.foreign.extend(words),
            "tag" => detect.tag = words.next_back(),
            "image-env" => {
                let pair = Fields::of(child, sink);
                pair.takes(2, &[], false)?;
                detect.sets.push((pair.text(0)?.value, pair.text(1)?.value));
            }
            "annotation" => detect.operators.push(operator("annotations")?),
            "label" => detect.operators.push(operator("labels")?),
            "keys" => detect.keys.extend(words),
            "unread" => detect.unread.push(read_unread(Fields::of(child, sink))?),
            _ => return Err(fields.unknown_child(child, &NODES)),
        }
    }
    Ok(detect)
}

/// `unread "group" "Kind" "/spec/field" else="why"`.
fn read_unread(fields: Fields) -> Result<Unread, Reported> {
    fields.takes(usize::MAX, &["else"], false)?;
    let (group, kind) = (fields.text(0)?.value, fields.text(1)?.value);
    let words = fields.texts()?.into_iter().skip(2);
    let why = fields.need_text("else")?.value;
    Ok(Unread { kind, group, fields: words.map(|word| word.value).collect(), why })
}

fn read_operator(map: &'static str, fields: Fields) -> Result<Operator, Reported> {
    fields.takes(
        1,
        &["value", "containers", "pattern", "adds", "options", "loads", "by", "image", "collector"],
        false,
    )?;
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|text| text.value));
    let containers = text("containers")?;
    let (resource, image, collector) = (text("by")?, text("image")?, text("collector")?);
    Ok(Operator {
        map,
        key: fields.text(0)?.value,
        value: text("value")?,
        containers: containers.iter().flat_map(|keys| keys.split(',')).map(str::to_owned).collect(),
        pattern: text("pattern")?,
        appends: text("options")?.as_deref() == Some("appended"),
        adds: text("adds")?,
        resource: resource.map(|kind| Resource { kind, image, collector }),
        loads: fields.need_text("loads")?.value,
    })
}
