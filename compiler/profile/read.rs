//! A profile from KDL nodes. Imports are already in place.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Reported, Sink, codes, nearest_help};
use crate::source::{Span, Spanned};
use crate::syntax::{Fields, Node};

use super::condition::{Condition, VersionRange};
use super::detect;
use super::item::{Files, Item, JavaAgent, Order, Plugins, Require, Role, Sidecar, Volume, Writable};
use super::name::{NameForm, check_absolute, check_name, check_relative};
use super::setting::CarrierKind;
use super::setting_read;

/// The nodes a profile may hold.
pub const PROFILE_NODES: [&str; 27] = [
    "extends",
    "summary",
    "alias",
    "role",
    "precedence",
    "release",
    "image",
    "archive",
    "jdk",
    "files",
    "javaagent",
    "options",
    "jvm",
    "env",
    "property",
    "option",
    "setting",
    "file",
    "volume",
    "sidecar",
    "plugins",
    "capability",
    "runs-as",
    "detect",
    "require",
    "refuse",
    "when",
];

/// One release of the agent.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its number.
    pub version: Spanned<String>,
    /// Used where nobody names one.
    pub default: bool,
    /// Of the unpacked files, a Kubernetes quantity.
    pub size: Option<String>,
    /// What differs from the profile's other nodes.
    pub items: Vec<Item>,
}

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What `use` says.
    pub name: Spanned<String>,
    /// The profile it refines.
    pub extends: Option<Spanned<String>>,
    /// Its nodes, releases apart.
    pub items: Vec<Item>,
    /// Its releases.
    pub releases: Vec<Release>,
    /// Where it stands.
    pub span: Span,
    /// Whether it ships with the compiler.
    pub shipped: bool,
}

impl Profile {
    /// Names it goes by: its own and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let aliases = self.items.iter().filter_map(|item| match item {
            Item::Alias(alias) => Some(alias.value.as_str()),
            _ => None,
        });
        std::iter::once(self.name.value.as_str()).chain(aliases)
    }

    /// Whether it says how an agent is known, and nothing that attaches one.
    pub fn only_tells_apart(&self) -> bool {
        fn tells(item: &Item) -> bool {
            match item {
                Item::Summary(_) | Item::Alias(_) | Item::Role(_) | Item::Detect(_) | Item::Refuse(_) => true,
                Item::When(_, items) => items.iter().all(tells),
                _ => false,
            }
        }
        self.releases.is_empty() && self.items.iter().all(tells)
    }

    /// The release used where nobody names one: the one marked so, else the first.
    pub fn default_release(&self) -> Option<&Release> {
        self.releases.iter().find(|r| r.default).or_else(|| self.releases.first())
    }

    /// Its role, if it says one.
    pub fn role(&self) -> Option<Role> {
        self.items.iter().find_map(|item| match item {
            Item::Role(role) => Some(*role),
            _ => None,
        })
    }
}

/// Reads `profile "name" { … }`. Reports every mistake; what is left is usable only without errors.
pub fn read(node: &Node, shipped: bool, sink: &Sink) -> Result<Profile, Reported> {
    let fields = Fields::of(node, sink);
    fields.takes(1, &[], true)?;
    let name = fields.text(0)?;
    check_name(&name, "a profile's name", NameForm::Label, sink)?;
    let mut profile =
        Profile { name, extends: None, items: Vec::new(), releases: Vec::new(), span: node.span, shipped };
    let mut result = Ok(());
    for child in node.children() {
        let one = Fields::of(child, sink);
        let read = match one.name() {
            "extends" => one.text(0).map(|base| profile.extends = Some(base)),
            "release" => read_release(one, sink).map(|release| profile.releases.push(release)),
            _ => read_item(fields, child, sink).map(|item| profile.items.push(item)),
        };
        result = read.and(result);
    }
    result.map(|()| profile)
}

fn read_release(fields: Fields, sink: &Sink) -> Result<Release, Reported> {
    fields.takes(1, &["default", "size"], true)?;
    let version = fields.text(0)?;
    check_name(&version, "a release", NameForm::Release, sink)?;
    Ok(Release {
        version,
        default: fields.flag("default")?,
        size: fields.prop_text("size")?.map(|size| size.value),
        items: read_items(fields, sink)?,
    })
}

fn read_items(fields: Fields, sink: &Sink) -> Result<Vec<Item>, Reported> {
    let all: Vec<_> = fields.node.children().iter().map(|child| read_item(fields, child, sink)).collect();
    all.into_iter().collect()
}

fn read_item(parent: Fields, child: &Node, sink: &Sink) -> Result<Item, Reported> {
    let fields = Fields::of(child, sink);
    let assign = |kind| Ok(Item::Assign(kind, child.clone()));
    match fields.name() {
        "summary" => Ok(Item::Summary(one_text(fields)?.value)),
        "alias" => Ok(Item::Alias(one_text(fields)?)),
        "role" => read_word(fields, &Role::NAMES).map(Item::Role),
        "precedence" => read_precedence(fields),
        "image" => Ok(Item::Image(one_text(fields)?)),
        "archive" => read_archive(fields),
        "jdk" => read_jdk(fields),
        "files" => read_files(fields, sink).map(Item::Files),
        "javaagent" => read_javaagent(fields, sink).map(Item::JavaAgent),
        "options" => read_options(fields),
        "jvm" => Ok(Item::Jvm(one_text(fields)?)),
        "env" => assign(CarrierKind::Env),
        "property" => assign(CarrierKind::Property),
        "option" => assign(CarrierKind::Option),
        "setting" => setting_read::read(child, sink).map(Item::Setting),
        "file" => read_file(fields, sink),
        "volume" => read_volume(fields, sink).map(Item::Volume),
        "sidecar" => read_sidecar(fields, sink).map(Item::Sidecar),
        "plugins" => read_plugins(fields, sink),
        "capability" => Ok(Item::Capability(one_text(fields)?.value)),
        "runs-as" => read_word(fields, &[("root", Item::RunsAsRoot)]),
        "detect" => detect::read(fields, sink).map(Item::Detect),
        "require" => read_require(fields).map(Item::Require),
        "refuse" => Ok(Item::Refuse(one_text(fields)?)),
        "when" => Ok(Item::When(read_condition(fields)?, read_items(fields, sink)?)),
        _ => Err(parent.unknown_child(child, &PROFILE_NODES)),
    }
}

fn one_text(fields: Fields) -> Result<Spanned<String>, Reported> {
    fields.takes(1, &[], false)?;
    fields.text(0)
}

fn read_word<T: Clone>(fields: Fields, words: &[(&str, T)]) -> Result<T, Reported> {
    let word = one_text(fields)?;
    choose(fields, &word, words)
}

fn choose<T: Clone>(fields: Fields, word: &Spanned<String>, words: &[(&str, T)]) -> Result<T, Reported> {
    let found = words.iter().find(|(name, _)| *name == word.value).map(|(_, value)| value.clone());
    found.ok_or_else(|| {
        let message = format!("unknown {} `{}`", fields.name(), word.value);
        let help = nearest_help(&word.value, words.iter().map(|(name, _)| *name));
        fields.error(&codes::UNKNOWN_NAME, word.span, message, help)
    })
}

fn read_precedence(fields: Fields) -> Result<Item, Reported> {
    let words = fields.texts()?;
    let kinds =
        words.iter().map(|word| choose(fields, word, &CarrierKind::NAMES)).collect::<Result<_, _>>()?;
    Ok(Item::Precedence { kinds, env_as_property: fields.flag("env-as-property")? })
}

fn read_archive(fields: Fields) -> Result<Item, Reported> {
    fields.takes(1, &["strip", "sha256"], false)?;
    let sha256 = fields.prop_text("sha256")?;
    if let Some(sum) = sha256.as_ref().filter(|s| s.value.len() != 64 || !s.value.bytes().all(is_lower_hex)) {
        let message = "a sha256 is 64 lower-case hexadecimal digits".to_owned();
        return Err(fields.error(&codes::TYPE, sum.span, message, None));
    }
    Ok(Item::Archive { url: fields.text(0)?, strip: fields.prop_number("strip")?.unwrap_or(0), sha256 })
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn read_jdk(fields: Fields) -> Result<Item, Reported> {
    fields.takes(0, &["min", "max"], false)?;
    Ok(Item::Jdk { span: fields.span(), min: fields.prop_number("min")?, max: fields.prop_number("max")? })
}

fn read_files(fields: Fields, sink: &Sink) -> Result<Files, Reported> {
    fields.takes(0, &["mount", "from", "least"], true)?;
    let (mount, from) = (fields.need_text("mount")?, fields.prop_text("from")?);
    // An image that holds nothing but the agent has it at its root.
    for path in std::iter::once(&mount).chain(from.iter().filter(|from| from.value != "/")) {
        check_absolute(path, sink)?;
    }
    let least = fields.prop_text("least")?.map(|size| size.value);
    let mut files = Files { mount, from, jars: Vec::new(), whole: false, least, writable: Vec::new() };
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        match one.name() {
            "jar" => files.jars.push(relative(one, sink)?),
            "whole-directory" => one.takes(0, &[], false).map(|()| files.whole = true)?,
            "writable" => {
                one.takes(1, &["size", "missing", "unless"], false)?;
                let size = one.prop_text("size")?.map(|s| s.value);
                let unless = one.prop_text("unless")?.map(|list| list.value).unwrap_or_default();
                let unless = unless.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect();
                let path = one.text(0)?;
                check_relative(&path, sink)?;
                files.writable.push(Writable { path, size, missing: one.flag("missing")?, unless });
            }
            _ => return Err(fields.unknown_child(child, &["jar", "whole-directory", "writable"])),
        }
    }
    Ok(files)
}

fn relative(fields: Fields, sink: &Sink) -> Result<Spanned<String>, Reported> {
    let path = one_text(fields)?;
    check_relative(&path, sink).map(|()| path)
}

fn read_javaagent(fields: Fields, sink: &Sink) -> Result<JavaAgent, Reported> {
    fields.takes(1, &["order", "wants", "unless", "below", "called"], false)?;
    let order = fields.prop_text("order")?;
    let order = order.map_or(Ok(Order::default()), |word| choose(fields, &word, &Order::NAMES))?;
    let jar = fields.text(0)?;
    check_relative(&jar, sink)?;
    let wants = fields.prop_text("wants")?.map(|word| choose(fields, &word, &[("first", ())])).transpose()?;
    let unless = fields.prop_text("unless")?.map(|setting| setting.value);
    let below = fields.prop_text("below")?.map(|folder| folder.value);
    let called = fields.prop_text("called")?.map(|pattern| pattern.value);
    Ok(JavaAgent { jar, order, prefers_first: wants.is_some(), unless, below, called })
}

fn read_options(fields: Fields) -> Result<Item, Reported> {
    fields.takes(0, &["separator", "assign", "properties", "quotes"], false)?;
    let text = |key: &str, default: &str| {
        Ok::<_, Reported>(fields.prop_text(key)?.map_or_else(|| default.to_owned(), |t| t.value))
    };
    let properties = fields.flag("properties")?;
    let (separator, assign) = (text("separator", ",")?, text("assign", "=")?);
    Ok(Item::OptionSyntax { separator, assign, properties, quotes: text("quotes", "")? })
}

fn read_file(fields: Fields, sink: &Sink) -> Result<Item, Reported> {
    fields.takes(1, &["format"], false)?;
    let format = fields.prop_text("format")?;
    let known = [("properties", "properties"), ("yaml", "yaml")];
    let format = format.map_or(Ok("properties"), |word| choose(fields, &word, &known))?;
    let path = fields.text(0)?;
    check_relative(&path, sink)?;
    Ok(Item::File { path, format: format.to_owned() })
}

fn read_volume(fields: Fields, sink: &Sink) -> Result<Volume, Reported> {
    fields.takes(1, &["mount", "size", "claim"], false)?;
    let (name, mount) = (fields.text(0)?, fields.need_text("mount")?);
    check_name(&name, "a volume's name", NameForm::Label, sink)?;
    check_absolute(&mount, sink)?;
    Ok(Volume { name, mount, size: fields.prop_text("size")?, claim: fields.prop_text("claim")? })
}

fn read_sidecar(fields: Fields, sink: &Sink) -> Result<Sidecar, Reported> {
    fields.takes(1, &["image", "user"], true)?;
    let name = fields.text(0)?;
    check_name(&name, "a container's name", NameForm::Label, sink)?;
    let mut sidecar = Sidecar {
        name,
        image: fields.need_text("image")?,
        command: Vec::new(),
        env: Vec::new(),
        mounts: Vec::new(),
        user: fields.prop_number("user")?,
    };
    for child in fields.node.children() {
        let one = Fields::of(child, sink);
        match one.name() {
            "command" => sidecar.command = one.texts()?,
            "env" => sidecar.env.push(child.clone()),
            "mount" => sidecar.mounts.push((one.text(0)?, one.text(1)?)),
            _ => return Err(fields.unknown_child(child, &["command", "env", "mount"])),
        }
    }
    Ok(sidecar)
}

fn read_plugins(fields: Fields, sink: &Sink) -> Result<Item, Reported> {
    fields.takes(1, &["bundled"], true)?;
    let bundled = fields.prop_text("bundled")?.map(|b| b.value.split(',').map(str::to_owned).collect());
    let bundled: Vec<String> = bundled.unwrap_or_default();
    let dir = fields.text(0)?;
    check_relative(&dir, sink)?;
    let mut listed = BTreeMap::new();
    for child in fields.node.children() {
        let folder = Fields::of(child, sink);
        if !bundled.iter().any(|name| name == folder.name()) {
            let bundled: Vec<&str> = bundled.iter().map(String::as_str).collect();
            return Err(fields.unknown_child(child, &bundled));
        }
        let names = folder.texts()?.into_iter().map(|name| name.value);
        listed.insert(folder.name().to_owned(), names.collect());
    }
    Ok(Item::Plugins(Plugins { dir: dir.value, bundled, listed }))
}

fn read_require(fields: Fields) -> Result<Require, Reported> {
    fields.takes(0, &["jvm", "min", "else"], false)?;
    Ok(Require {
        span: fields.span(),
        jvm: fields.need_text("jvm")?,
        min: fields.prop_text("min")?,
        why: fields.need_text("else")?.value,
    })
}

fn read_condition(fields: Fields) -> Result<Condition, Reported> {
    fields.takes(0, &["jdk", "release", "beside", "role", "launcher", "delivery", "set"], true)?;
    let range = |key: &str| match fields.prop_text(key)? {
        None => Ok(None),
        Some(text) => VersionRange::parse(&text.value).map(Some).ok_or_else(|| {
            let message = format!("`{}` is no version range", text.value);
            fields.error(&codes::TYPE, text.span, message, Some("write `<9`, `>=3.1` or `>=2 <3`".into()))
        }),
    };
    let text = |key: &str| Ok::<_, Reported>(fields.prop_text(key)?.map(|t| t.value));
    if fields.node.props.is_empty() {
        let message = "`when` without a condition".to_owned();
        return Err(fields.error(&codes::SHAPE, fields.span(), message, None));
    }
    Ok(Condition {
        span: Some(fields.span()),
        jdk: range("jdk")?,
        release: range("release")?,
        beside: fields.prop_text("beside")?,
        role: text("role")?,
        launcher: text("launcher")?,
        delivery: text("delivery")?,
        set: text("set")?,
    })
}

/// Reports a release that the profile does not list.
pub fn unlisted_release(profile: &Profile, release: &Spanned<String>, sink: &Sink) -> Reported {
    let (name, version) = (&profile.name.value, &release.value);
    let known = profile.releases.iter().map(|r| r.version.value.as_str());
    let near = nearest_help(version, known).map(|help| format!("{help} ")).unwrap_or_default();
    let help =
        format!("{near}another release needs its image: use \"{name}\" release=\"{version}\" image=\"…\"");
    let message = format!("`{name}` lists no release {version}");
    sink.error(Diagnostic::new(&codes::RELEASE, release.span, message).help(help))
}
