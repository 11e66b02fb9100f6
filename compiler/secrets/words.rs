//! What names and values of secrets look like. A value that only stands for one does not count.

use std::sync::LazyLock;

use regex::Regex;

/// Last words of names that secrets have.
const LAST: [&str; 12] = [
    "password",
    "passwd",
    "pwd",
    "pass",
    "pw",
    "passphrase",
    "secret",
    "token",
    "credential",
    "credentials",
    "apikey",
    "licensekey",
];
/// Last two words.
const LAST_TWO: [[&str; 2]; 13] = [
    ["app", "key"],
    ["api", "key"],
    ["access", "key"],
    ["secret", "key"],
    ["private", "key"],
    ["auth", "key"],
    ["license", "key"],
    ["ingestion", "key"],
    ["encryption", "key"],
    ["signing", "key"],
    ["account", "key"],
    ["master", "key"],
    ["hmac", "key"],
];
/// How references to other stores, and values that a framework decrypts, begin.
const ELSEWHERE: [&str; 9] =
    ["/", "file:", "vault:", "ref+", "secret:", "arn:", "ENC(", "{cipher}", "classpath:"];
/// What everybody writes who has no secret yet, or a public one.
const KNOWN: [&str; 9] =
    ["changeit", "changeme", "change-me", "none", "null", "dummy", "example", "placeholder", "todo"];

/// Whether a name is a secret's and the value may be one.
pub fn names_secret(name: &str, value: &str) -> bool {
    called_secret(name) && is_value(name, value)
}

/// Whether a name is a secret's.
pub(super) fn called_secret(name: &str) -> bool {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [.., "pwd"] => words.len() > 1,
        [.., before, last] => LAST.contains(last) || LAST_TWO.contains(&[before, last]),
        [only] => LAST.contains(only),
        [] => false,
    }
}

/// Whether the value of a secret's name may be one.
pub(super) fn is_value(name: &str, value: &str) -> bool {
    let stands_for = is_reference(value)
        || value.contains('{') && !value.contains(char::is_whitespace)
        || ELSEWHERE.iter().any(|start| value.starts_with(start))
        || KNOWN.contains(&value.to_ascii_lowercase().as_str());
    let masked = value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'));
    let flag = matches!(value, "true" | "false" | "yes" | "no");
    // `REFRESH_TOKEN=3600` is a time, `DB_PASSWORD=123456` is none.
    let number = value.len() < 10
        && value.parse::<f64>().is_ok()
        && !words(name).last().is_some_and(|last| matches!(last.as_str(), "password" | "passwd" | "pwd"));
    !stands_for && !masked && !flag && !number
}

/// Whether a value only says where another one is: `$(NAME)`, `${NAME}`, `$NAME`, `<password>`.
pub fn is_reference(value: &str) -> bool {
    let value = value.trim();
    let variable = value.strip_prefix('$').and_then(|name| name.chars().next());
    variable.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        || ["$(", "${", "{{"].iter().any(|sign| value.contains(sign))
        || value.starts_with('<') && value.ends_with('>')
}

/// Whether a value is references and nothing else that says anything: what stands beside one is shown by nobody.
pub(super) fn is_all_reference(value: &str) -> bool {
    static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\$\([^)]*\)|\$\{[^}]*\}|\{\{[^}]*\}\}|\$[A-Za-z_][A-Za-z0-9_]*|^<[^<>]*>$").ok()
    });
    let rest = REFERENCE.as_ref().map(|reference| reference.replace_all(value.trim(), ""));
    is_reference(value) && rest.is_some_and(|rest| !rest.contains(|c: char| c.is_alphanumeric()))
}

/// Whether a value has a reference in it, and more.
pub(super) fn is_mixed(value: &str) -> bool {
    is_reference(value) && !is_all_reference(value)
}

/// `dbPassword`, `DB_PASSWORD` and `db.password` are two words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in name.chars() {
        let starts = lower_before && c.is_ascii_uppercase();
        lower_before = c.is_ascii_lowercase();
        if starts || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::names_secret;

    #[test]
    fn names() {
        for (name, value) in [
            ("DB_PASSWORD", "123456"),
            ("spring.datasource.password", "s3cr3t"),
            ("MYSQL_PWD", "root"),
            ("ACCESS_KEY", "abc"),
            ("githubToken", "abc"),
            ("OBS_SECRET_KEY", "q8w7e6"),
        ] {
            assert!(names_secret(name, value), "{name}");
        }
        for (name, value) in [
            ("DB_PASSWORD", "$(SECRET)"),
            ("DB_PASSWORD", ""),
            ("PWD", "/app"),
            ("TOKEN_TTL", "3600"),
            ("REFRESH_TOKEN", "3600"),
            ("PASSWORD_FILE", "db"),
            ("KAFKA_PASSWORD", "/run/secrets/kafka"),
            ("javax.net.ssl.trustStorePassword", "changeit"),
            ("DB_PASSWORD", "vault:secret/db#password"),
            ("DB_PASSWORD", "<password>"),
            ("TOKEN", "xxxxxx"),
            ("AUTH_SECRET", "false"),
        ] {
            assert!(!names_secret(name, value), "{name}={value}");
        }
    }
}
