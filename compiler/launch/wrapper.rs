//! Programs that start the rest of their command line: `tini -- java …`, `exec gosu app java …`.

use crate::text::{Piece, Text};

/// Scripts of images that start what they are given and take no options themselves.
const RUNNERS: [&str; 1] = ["__cacert_entrypoint.sh"];

/// Whether a program is one of them.
pub(super) fn is_runner(name: &str) -> bool {
    RUNNERS.contains(&name)
}

/// Programs that do; a command that is one of these, in an image or in a script.
const WRAPPERS: [&str; 22] = [
    "authbind",
    "catatonit",
    "chpst",
    "chroot",
    "command",
    "doas",
    "dumb-init",
    "env",
    "exec",
    "gosu",
    "ionice",
    "nice",
    "nohup",
    "numactl",
    "setpriv",
    "setsid",
    "stdbuf",
    "su-exec",
    "sudo",
    "taskset",
    "time",
    "timeout",
];

/// Whether a program is known to start the rest of its command line.
pub(super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name) || is_runner(name) || name.starts_with("tini")
}

/// The last part of a program's path, where it is known: `java` of `$JAVA_HOME/bin/java` too.
pub(super) fn program_name(program: &Text) -> Option<&str> {
    let Some(Piece::Known(end)) = program.pieces().last() else { return None };
    match end.rsplit_once('/') {
        Some((_, name)) => Some(name),
        None => program.known(),
    }
}

/// Whether a program is Tomcat's own start script.
pub(super) fn is_catalina(program: &Text) -> bool {
    matches!(program_name(program), Some("catalina.sh" | "startup.sh"))
}

/// Whether a program is the `java` launcher. What stands before the name may be a folder that is not known.
pub(super) fn is_java(program: &Text) -> bool {
    matches!(program.pieces().last(), Some(Piece::Known(end)) if end == "java" || end.ends_with("/java"))
}
