//! What the template engine cannot bear: partials that lead back to themselves overflow its stack.

use std::collections::BTreeMap;

/// Partials by name, with the names of those they include.
#[derive(Debug, Default)]
pub struct Partials(BTreeMap<String, Vec<String>>);

impl Partials {
    /// Takes a partial, or says why it cannot be one.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), String> {
        self.0.insert(name.to_owned(), included(text)?);
        Ok(())
    }

    /// A partial that includes itself, over others too.
    pub fn cycle(&self) -> Option<String> {
        let names = || self.0.keys().map(String::as_str);
        let leads_back = |name: &&str| {
            let mut seen: Vec<&str> = Vec::new();
            let mut next = self.of(name);
            while let Some(inner) = next.pop() {
                if inner == *name {
                    return true;
                }
                if !seen.contains(&inner) {
                    seen.push(inner);
                    next.extend(self.of(inner));
                }
            }
            false
        };
        names().find(leads_back).map(str::to_owned)
    }

    fn of(&self, name: &str) -> Vec<&str> {
        self.0.get(name).into_iter().flatten().map(String::as_str).collect()
    }
}

/// Partials that a template includes by name. One that it defines or computes cannot be followed.
pub fn included(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for tag in text.split("{{").skip(1) {
        let blank = |c: char| c == '~' || c.is_whitespace();
        let tag = tag.trim_start_matches(blank);
        let word = tag.strip_prefix('#').unwrap_or(tag).trim_start_matches(blank);
        if word.starts_with('*') {
            return Err("a template defines no partials; files in targets/_partials/ do".to_owned());
        }
        let Some(name) = word.strip_prefix('>') else { continue };
        let name = name.trim_start_matches(blank);
        if name.starts_with(['(', '@']) {
            return Err("a partial is included by its name".to_owned());
        }
        let end = name.find(|c: char| c.is_whitespace() || matches!(c, '}' | '~')).unwrap_or(name.len());
        names.push(name[..end].trim_matches(['"', '\'']).to_owned());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partials_that_lead_back_to_themselves_are_found() {
        let mut partials = Partials::default();
        partials.add("a", "{{> b}} {{name}}").expect("plain");
        partials.add("b", "{{~#> c}}x{{/c}}").expect("plain");
        partials.add("c", "leaf").expect("plain");
        assert_eq!(partials.cycle(), None);
        partials.add("c", "{{ > a }}").expect("plain");
        assert_eq!(partials.cycle().as_deref(), Some("a"));
    }

    #[test]
    fn partials_that_cannot_be_followed_are_refused() {
        for text in ["{{#*inline \"q\"}}{{> q}}{{/inline}}", "{{> (lookup . \"x\")}}", "{{*x}}"] {
            assert!(included(text).is_err(), "{text}");
        }
    }
}
