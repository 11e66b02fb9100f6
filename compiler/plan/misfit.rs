//! Values in what others wrote: the same types, as loosely as agents read them.

use core::net::IpAddr;

use crate::diagnostic::{codes, nearest_help};
use crate::profile::{Setting, Type};

use super::typed::{Problem, typed};

/// Why a text that an agent gets is not of the setting's type. Blanks around it and the case of words count for
/// nothing, and what the agent has by itself it takes.
pub fn misfit(setting: &Setting, text: &str) -> Option<Problem> {
    let whole = std::iter::once(text).filter(|_| !setting.list || setting.separator.is_empty());
    let items =
        text.split(setting.separator.as_str()).filter(|_| setting.list && !setting.separator.is_empty());
    let is_builtin = |item: &&str| setting.builtin.as_deref() == Some(*item);
    let items = whole.chain(items).map(str::trim).filter(|item| !item.is_empty() && !is_builtin(item));
    items.into_iter().find_map(|item| one(setting, item))
}

fn one(setting: &Setting, item: &str) -> Option<Problem> {
    let is = |word: &str| item.eq_ignore_ascii_case(word);
    let is_written = setting.values.iter().any(|(_, written)| is(written));
    match setting.kind {
        Type::String | Type::Regex | Type::Map | Type::Path | Type::Image => None,
        Type::Bool => (!is_written && !is("true") && !is("false")).then(|| bool(item)),
        Type::Enum => (!is_written).then(|| Problem {
            code: &codes::UNKNOWN_NAME,
            message: format!("does not take `{item}`"),
            help: nearest_help(item, setting.values.iter().map(|(_, written)| written.as_str())),
        }),
        Type::Host if item.parse::<IpAddr>().is_ok() => None,
        _ => typed(setting, item).err().filter(|problem| problem.code == &codes::TYPE),
    }
}

fn bool(item: &str) -> Problem {
    let meant = match item.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "on" | "t" | "enable" | "enabled" => Some("true"),
        "0" | "no" | "n" | "off" | "f" | "disable" | "disabled" => Some("false"),
        _ => None,
    };
    Problem {
        code: &codes::TYPE,
        message: format!("takes true or false, found `{item}`"),
        help: meant.map(|meant| format!("write {meant}: the agent reads no other word for it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::profile::Item;
    use crate::source::Sources;

    fn setting(text: &str) -> Setting {
        let (sources, sink) = (Sources::default(), Sink::default());
        let id = sources.add("demo.kdl", format!("profile demo {{ {text} }}"));
        let nodes = crate::syntax::parse(&sources, id, &sink).expect("KDL");
        let profile = crate::profile::read(&nodes[0], false, &sink).expect("a profile");
        let setting = profile.items.into_iter().find_map(|item| match item {
            Item::Setting(setting) => Some(setting),
            _ => None,
        });
        setting.expect("a setting")
    }

    #[test]
    fn types() {
        let cases = [
            ("type=bool", "TRUE", true),
            ("type=bool", " false ", true),
            ("type=bool", "1", false),
            ("type=int", "-1", true),
            ("type=int", "10s", false),
            ("type=int builtin=auto", "auto", true),
            ("type=duration unit=ms", "10s", true),
            ("type=duration unit=ms", "10000", true),
            ("type=duration unit=ms", "soon", false),
            ("type=port", "70000", false),
            ("type=host", "::1", true),
            ("type=host", "http://collector", false),
            ("type=enum list=#true { values \"otlp\" \"none\" }", "otlp, None,", true),
            ("type=enum list=#true { values \"otlp\" \"none\" }", "otlp,jager", false),
            ("type=string", "anything", true),
        ];
        for (kind, text, fits) in cases {
            let setting = setting(&format!("setting demo {kind}"));
            assert_eq!(misfit(&setting, text).is_none(), fits, "{kind}: {text}");
        }
    }
}
