//! Secrets that are known by their own form, whatever they are called.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::words::is_reference;

/// What it is, and how it is written: the only group is what must not be shown. Tokens have the forms that their
/// issuers gave them.
const FORMS: [(&str, &str); 12] = [
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----((?s:.*?))(?:-----END|\z)"),
    ("an AWS access key", r"(?-u:\b)((?:AKIA|ASIA)[0-9A-Z]{16})(?-u:\b)"),
    ("an Alibaba Cloud access key", r"(?-u:\b)(LTAI[0-9A-Za-z]{12,26})(?-u:\b)"),
    ("a GitHub token", r"(?-u:\b)(gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{60,})"),
    ("a GitLab token", r"(?-u:\b)(glpat-[0-9A-Za-z_-]{20,})"),
    ("a Slack token", r"(?-u:\b)(xox[abprs]-[0-9A-Za-z-]{10,})"),
    ("a Slack webhook", r"(?-u:\b)https://hooks\.slack\.com/(services/[0-9A-Za-z/]{8,})"),
    ("a Google API key", r"(?-u:\b)(AIza[0-9A-Za-z_-]{35})(?-u:\b)"),
    ("a JSON Web Token", r"(?-u:\b)(eyJ[0-9A-Za-z_-]{10,}(?:\.[0-9A-Za-z_-]+)+)"),
    ("a URL with a password", r#"(?-u:\b)[a-z][a-z0-9+.-]*://[^\s/:@"'`]*:([^\s/@"'`]+)@"#),
    (
        "a URL with a password",
        r#"(?-u:\b)[a-z][a-z0-9+.-]*:[^\s"'`]*[?&;](?i-u:password|passwd|pwd)=([^\s&;"'`]{2,})"#,
    ),
    (
        "a password for curl",
        r#"(?-u:\b)curl\s(?:[^\n|;&]*?\s)?(?:-u|--user)[ =]?["']?[^\s:"'$<{]+:([^\s"'`]+)"#,
    ),
];

static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| FORMS.iter().filter_map(|(_, form)| Regex::new(form).ok()).collect());
/// Which of them a text has, at one look.
static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(FORMS.iter().map(|(_, form)| form)).unwrap_or_default());

/// Schemes with names that say it, and any behind the header's name.
const NAMED: &str = "bearer|basic|apikey|authorization[=:][ ]?[a-z-]+";
/// What an HTTP header says who asks, or words of a sentence: `basic settings`. No rule judges by it.
static SCHEME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i-u:\b(?:{NAMED}))[ +\t]{{1,4}}([0-9A-Za-z._~+/=-]{{6,}})")).ok()
});
/// Which secret a value is by its own form.
pub fn looks_secret(value: &str) -> Option<&'static str> {
    let mut forms = ANY.matches(value).into_iter();
    forms.find_map(|at| {
        let (what, form) = (FORMS.get(at)?.0, EACH.get(at)?);
        found(form, value).next().map(|_| what)
    })
}

/// Where a text shows one.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let is_word = |word: &str| word.len() < 12 && word.bytes().all(|b| b.is_ascii_lowercase());
    let said = |range: &Range<usize>| !is_word(text.get(range.clone()).unwrap_or_default());
    let forms = ANY.matches(text).into_iter().filter_map(|at| EACH.get(at));
    let schemes = SCHEME.iter().flat_map(|scheme| found(scheme, text)).filter(said);
    forms.flat_map(|form| found(form, text)).chain(schemes).filter(|range| !range.is_empty()).collect()
}

/// What the group of a form holds, unless it stands for a secret, or is hidden already.
fn found<'t>(form: &'static Regex, text: &'t str) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let groups = form.captures_iter(text).filter_map(|found| found.get(1));
    let is_open = |group: &regex::Match| {
        let shown = group.as_str();
        !is_reference(shown) && !shown.bytes().all(|b| b == b'*')
    };
    groups.filter(move |group| group.is_empty() || is_open(group)).map(|group| group.range())
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn forms() {
        assert_eq!(looks_secret("jdbc:mysql://root:hunter2@db:3306/shop"), Some("a URL with a password"));
        for text in ["redis://:hunter2@cache:6379", "jdbc:mysql://db/shop?user=a&password=hunter2&ssl=true"] {
            assert_eq!(looks_secret(text), Some("a URL with a password"), "{text}");
        }
        assert_eq!(looks_secret("https://hooks.slack.com/services/T0/B0/a1b2"), Some("a Slack webhook"));
        for text in ["curl -sS -u admin:hunter2 https://h/x", "/usr/bin/curl --user 'a:b c' h"] {
            assert_eq!(looks_secret(text), Some("a password for curl"), "{text}");
        }
        for text in [
            "jdbc:mysql://db/shop?user=a&password=${DB_PASSWORD}",
            "curl -u \"$USER:$PASSWORD\" https://h",
            "curl -u admin https://h:8080/x",
            "curl https://h && useradd -u a:b",
            "http://h/reset?password=",
        ] {
            assert_eq!(looks_secret(text), None, "{text}");
        }
        assert_eq!(looks_secret("amqp://user:$(PASSWORD)@mq"), None);
        assert_eq!(looks_secret("http://collector:4317"), None);
        assert_eq!(looks_secret("-----BEGIN RSA PRIVATE KEY-----"), Some("a private key"));
    }
}
