//! Label selectors.

use crate::source::Span;
use crate::yaml::Node;

/// The first requirement of a selector that labels do not meet; `value` is that of a label.
pub fn unmet(selector: &Node, value: impl Fn(&str) -> Option<String>) -> Option<(Span, String)> {
    for (key, wanted) in selector.get("matchLabels").map_or(&[][..], Node::entries) {
        let (Some(key), Some(wanted)) = (key.key(), wanted.key().map(|text| (text, wanted.span))) else {
            continue;
        };
        if value(&key).as_ref() != Some(&wanted.0) {
            return Some((wanted.1, format!("{key}: {}", wanted.0)));
        }
    }
    let expressions = selector.get("matchExpressions").map_or(&[][..], Node::items);
    expressions.iter().find_map(|expression| {
        let key = expression.get("key")?.key()?;
        let operator = expression.get("operator")?.as_str()?;
        let listed = expression.get("values").map_or(&[][..], Node::items);
        let own = value(&key);
        let is_listed =
            own.as_ref().is_some_and(|own| listed.iter().any(|one| one.key().as_ref() == Some(own)));
        let met = match operator {
            "In" => is_listed,
            "NotIn" => !is_listed,
            "Exists" => own.is_some(),
            "DoesNotExist" => own.is_none(),
            _ => true,
        };
        (!met).then(|| (expression.span, format!("{key} {operator}")))
    })
}
