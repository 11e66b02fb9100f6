//! A secret where many can read it.

use super::written;
use crate::check::{Check, Findings, JvmScope, Rule};
use crate::diagnostic::{Diagnostic, codes};
use crate::jvms::Running;
use crate::launch::{Launcher, Origin, Reader};
use crate::text::{Opaque, Text};

pub const RULE: Rule = Rule {
    code: &codes::SECRET_SHOWN,
    page: include_str!("secret-shown.md"),
    strict: false,
    check: Check::Jvm(check),
};

fn check(scope: &JvmScope, found: &mut Findings) {
    printed(scope, found);
    from_a_config_map(scope, found);
}

/// Secrets in variables that the JVM prints when it starts.
fn printed(scope: &JvmScope, found: &mut Findings) {
    for option in &scope.jvm.launch.options {
        let Origin::Variable(variable) = &option.from else { continue };
        let Some((name, key)) = secret(&option.text).filter(|_| is_printed(variable)) else { continue };
        let message =
            format!("the JVM prints {variable} when it starts, and in it the key {key} of the Secret {name}");
        found.push(Diagnostic::new(RULE.code, scope.place(&option.from), message).help(
            "give it to the agent in the variable that it reads, or in a file: the log is read by many",
        ));
    }
}

fn secret(text: &Text) -> Option<(&str, &str)> {
    text.opaques().find_map(|value| match value {
        Opaque::Secret { name, key } => Some((name.as_str(), key.as_str())),
        _ => None,
    })
}

fn is_printed(variable: &str) -> bool {
    let mut rows = Launcher::ALL.iter().flat_map(|launcher| launcher.rows());
    rows.any(|row| row.is_named(variable) && matches!(row.reader, Reader::Jvm | Reader::JavaLauncher))
}

/// Sensitive settings out of something that keeps no secrets.
fn from_a_config_map(scope: &JvmScope, found: &mut Findings) {
    for (setting, said) in scope.agents.iter().flat_map(Running::settings) {
        let Some(Opaque::ConfigMap { name, .. }) = said.value.sole_opaque() else { continue };
        if setting.sensitive {
            let message = format!("{} is a secret and comes from the ConfigMap {name}", said.name);
            found.push(
                Diagnostic::new(RULE.code, written::of(scope, said).value, message)
                    .help("keep it in a Secret, and take it with secretKeyRef: who reads ConfigMaps need not read Secrets"),
            );
        }
    }
}
