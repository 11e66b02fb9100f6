//! RUN.

use super::lines::Instruction;
use super::words::exec_form;
use super::{Permission, ProblemKind, Reader, Refused, removed};
use crate::launch::clean;
use crate::read::effects::{Effect, Place, run};
use crate::read::fetch::unpacks_into;
use crate::text::Text;

impl Reader<'_> {
    pub(super) fn run(&mut self, it: &Instruction) -> Result<(), Refused> {
        let mut rest = it.rest.as_str();
        while let Some((flag, after)) =
            rest.split_once(char::is_whitespace).filter(|(f, _)| f.starts_with("--"))
        {
            // What a cache or a bind mount holds is gone after the instruction, but it can be copied from.
            self.tell(it, ProblemKind::Unread, format!("RUN {flag}"));
            rest = after.trim_start();
        }
        let stage = self.stage()?;
        let removed = removed::removed(it, rest, stage);
        let cwd = stage.cwd().to_owned();
        let mut assumed = None;
        let unread = if let Some(argv) = exec_form(rest) {
            let folder = unpacks_into(&argv, Place { cwd: Some(&cwd), by_shell: false });
            assumed = folder.filter(|folder| !stage.makes(folder));
            stage.image.permissions.extend(permissions(&argv, &cwd));
            match run(&argv, &mut stage.image.files, Place { cwd: Some(&cwd), by_shell: false }) {
                Effect::Done => Vec::new(),
                Effect::Unread(what) => vec![what],
            }
        } else {
            match it.heredocs.as_slice() {
                [] => stage.run_script(&Text::from(rest)),
                [heredoc] if rest == heredoc.word => stage.run_script(&Text::from(heredoc.body.as_str())),
                documents => {
                    let bodies = documents.iter().map(|it| format!("\n{}{}", it.body, it.delimiter));
                    let script: String = std::iter::once(rest.to_owned()).chain(bodies).collect();
                    stage.run_script(&Text::from(script))
                }
            }
        };
        self.read.assumed.extend(assumed);
        self.read.removed.extend(removed);
        for what in unread {
            self.tell(it, ProblemKind::Unread, format!("RUN {what}"));
        }
        Ok(())
    }
}

/// `chmod [-R] MODE FILE`, `chown [-R] OWNER FILE`.
fn permissions(argv: &[String], cwd: &str) -> Vec<Permission> {
    let (flags, words): (Vec<&String>, Vec<&String>) =
        argv.iter().skip(1).partition(|word| word.starts_with('-'));
    let Some((value, paths)) = words.split_first() else { return Vec::new() };
    let (owner, mode) = match argv.first().map(String::as_str) {
        Some("chown") => (Some((*value).clone()), None),
        Some("chmod") => (None, Some((*value).clone())),
        _ => return Vec::new(),
    };
    let recursive = flags.iter().any(|flag| matches!(flag.as_str(), "-R" | "--recursive"));
    let absolute = |path: &&String| {
        if path.starts_with('/') { clean(path) } else { clean(&format!("{cwd}/{path}")) }
    };
    let entry = |path| Permission { path, owner: owner.clone(), mode: mode.clone(), recursive };
    paths.iter().map(absolute).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use crate::read::dockerfile::{Build, read};

    /// tar makes no folder: without one the build stops.
    #[test]
    fn what_tar_needs_is_made_or_assumed() {
        let assumed = |before: &str| {
            let text =
                format!("FROM busybox\n{before}RUN [\"tar\", \"-xzf\", \"/a.tgz\", \"-C\", \"/opt/a\"]\n");
            read(&text, &Build::default()).assumed
        };
        assert_eq!(assumed(""), ["/opt/a"]);
        assert_eq!(assumed("WORKDIR /opt\n"), ["/opt/a"]);
        for made in ["WORKDIR /opt/a\n", "RUN [\"mkdir\", \"-p\", \"/opt/a\"]\n", "WORKDIR /opt\nWORKDIR a\n"]
        {
            assert!(assumed(made).is_empty(), "{made}");
        }
    }
}
