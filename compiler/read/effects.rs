//! What a command does to files: the handful that deliver agents.

use super::copies::{install, rsync};
use super::fetch::{download, unpack, unzip};
use super::in_place::{edit, link};
use crate::launch::{Content, Files, Layer, Lookup, clean};

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Its effect on files, perhaps none, is in them now.
    Done,
    /// It may have done anything.
    Unread(String),
}

/// Where a command runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Its folder; `None` where that is not known.
    pub cwd: Option<&'a str>,
    /// Whether a shell expanded `*` before the command saw it.
    pub by_shell: bool,
}

impl Place<'_> {
    /// An absolute path.
    pub fn absolute(&self, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return Some(clean(path));
        }
        self.cwd.map(|cwd| clean(&format!("{cwd}/{path}")))
    }
}

/// Commands that leave files alone, or change what no JVM can see of them.
const HARMLESS: &[&str] = &[
    ":", "[", "cat", "chgrp", "chmod", "chown", "date", "du", "echo", "exit", "export", "false", "grep",
    "id", "ls", "printf", "pwd", "set", "sleep", "stat", "sync", "test", "trap", "true", "umask", "unset",
    "wait", "whoami",
];

/// Package managers: what they install stands in folders of the system.
const PACKAGES: &[&str] = &["apk", "apt", "apt-get", "dnf", "microdnf", "tdnf", "yum", "zypper"];

/// Runs one command.
pub(super) fn run(argv: &[String], files: &mut Files, place: Place<'_>) -> Effect {
    let Some((program, words)) = argv.split_first() else { return Effect::Done };
    let name = program.rsplit('/').next().unwrap_or_default();
    if name == "exec" {
        return run(words, files, place);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match name {
        "cp" => copy(&words, files, place),
        "mv" => move_file(&words, files, place),
        "mkdir" => make_folders(&words, files, place),
        "touch" => touch(&words, files, place),
        "rm" => remove(&words, files, place),
        "tar" => unpack(&words, files, place),
        "unzip" => unzip(&words, files, place),
        "curl" | "wget" => download(name, &words, files, place),
        "sed" => edit(&words, files, place),
        "ln" => link(&words, files, place),
        "install" => install(&words, files, place),
        "rsync" => rsync(&words, files, place),
        "xargs" => copy_listed(&words, files, place),
        name if HARMLESS.contains(&name) || PACKAGES.contains(&name) => Some(()),
        _ => None,
    };
    done.map_or_else(|| Effect::Unread(argv.join(" ")), |()| Effect::Done)
}

/// Splits `-rf` into letters and leaves operands; `None` where an option is not one of `letters` or `long`.
fn options<'a>(args: &[&'a str], letters: &str, long: &[&str]) -> Option<(String, Vec<&'a str>)> {
    let (mut seen, mut operands, mut only_operands) = (String::new(), Vec::new(), false);
    for &arg in args {
        match arg.strip_prefix('-').filter(|rest| !rest.is_empty() && !only_operands) {
            Some("-") => only_operands = true,
            Some(name) if name.starts_with('-') => {
                let name = arg.split_once('=').map_or(arg, |(name, _)| name);
                long.contains(&name).then_some(())?;
                seen.push_str(match name {
                    "--recursive" | "--archive" => "r",
                    "--no-target-directory" => "T",
                    _ => "",
                });
            }
            // musl's getopt takes none behind an operand.
            Some(flags) if operands.is_empty() && flags.chars().all(|c| letters.contains(c)) => {
                seen.push_str(flags);
            }
            Some(_) => return None,
            None => operands.push(arg),
        }
    }
    Some((seen, operands))
}

/// Makes files that are not there; one that is there stays as it is.
fn touch(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (_, operands) = options(args, "acm", &["--no-create"])?;
    for operand in operands {
        let path = place.absolute(operand)?;
        if files.lookup(&path) == Lookup::Absent {
            let empty = Layer { at: String::new(), content: Content::Text(String::new()) };
            files.put(&path, [empty]).then_some(())?;
        }
    }
    Some(())
}

const COPY_OPTIONS: &[&str] = &[
    "--recursive",
    "--archive",
    "--force",
    "--verbose",
    "--preserve",
    "--no-target-directory",
    "--no-preserve",
];

/// Takes out `-t DIR`, which GNU's `cp` copies into; its letter may stand behind others.
pub(super) fn target_folder<'a>(args: &[&'a str]) -> (Option<&'a str>, Vec<&'a str>) {
    let (mut folder, mut rest) = (None, Vec::new());
    let mut words = args.iter().copied();
    while let Some(word) = words.next() {
        let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
        if let Some(own) = word.strip_prefix("--target-directory=") {
            folder = Some(own);
        } else if matches!(word, "-t" | "--target-directory") {
            folder = words.next();
        } else if let Some(others) = letters.and_then(|letters| letters.strip_suffix('t')) {
            folder = words.next();
            rest.push(word.get(..=others.len()).unwrap_or_default());
        } else {
            rest.push(word);
        }
    }
    (folder, rest)
}

pub(super) fn copy(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (folder, args) = target_folder(args);
    let (flags, mut operands) = options(&args, "arRfpvdLPHT", COPY_OPTIONS)?;
    let folder = folder.map(|folder| format!("{folder}/"));
    operands.extend(folder.as_deref());
    let (target, sources) = operands.split_last()?;
    let recursive = flags.contains(['r', 'R', 'a']);
    let to = place.absolute(target)?;
    for source in sources {
        copy_one(
            source,
            files,
            place,
            recursive,
            &|files: &Files| {
                let whole = flags.contains('T');
                let folder = files.is_folder(&to).unwrap_or(recursive);
                if !whole && (folder || target.ends_with('/') || sources.len() > 1) {
                    clean(&format!("{to}/{}", base_name(source)))
                } else {
                    to.clone()
                }
            },
            &to,
        )?;
    }
    Some(())
}

/// Copies one operand: to `into()` if it is named itself, to `to` if only what is in it.
fn copy_one(
    source: &str,
    files: &mut Files,
    place: Place<'_>,
    recursive: bool,
    into: &dyn Fn(&Files) -> String,
    to: &str,
) -> Option<()> {
    let glob = source.strip_suffix("/*").filter(|_| place.by_shell);
    let inside = glob.or_else(|| source.strip_suffix("/.")).or_else(|| (source == ".").then_some("."));
    let from = inside.unwrap_or(source);
    if from.contains(['*', '?', '[']) {
        return put_unknown(files, to, format!("copies {source}"));
    }
    let from = place.absolute(if from.is_empty() { "/" } else { from })?;
    let layers = files.subtree(&from);
    if inside.is_none() && !recursive && files.is_folder(&from) == Some(true) {
        return None;
    }
    if glob.is_some() && !recursive {
        return put_unknown(files, to, format!("copies the files of {source}, and no folder: cp without -r"));
    }
    if (inside.is_some() || source.ends_with('/')) && !recursive {
        // cp says so, and copies nothing.
        return Some(());
    }
    if layers.is_empty() && files.lookup(&from) == Lookup::Absent {
        return Some(());
    }
    let target = if inside.is_some() { to.to_owned() } else { into(files) };
    (!layers.is_empty() && files.put(&target, layers)).then_some(())
}

fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

pub(super) fn put(files: &mut Files, path: &str, content: Content) -> Option<()> {
    files.put(path, [Layer { at: String::new(), content }]).then_some(())
}

pub(super) fn put_unknown(files: &mut Files, path: &str, why: String) -> Option<()> {
    put(files, path, Content::Unknown(why))
}

fn move_file(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (_, operands) = options(args, "fvT", &["--force", "--verbose"])?;
    let (_, sources) = operands.split_last()?;
    let mut copied = vec!["-r"];
    copied.extend(&operands);
    copy(&copied, files, place)?;
    sources.iter().try_for_each(|source| files.remove(&place.absolute(source)?).then_some(()))
}

pub(super) fn make_folders(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (_, operands) = options(args, "pv", &["--parents", "--verbose", "--mode"])?;
    for operand in operands {
        let path = place.absolute(operand)?;
        if files.is_folder(&path) != Some(true) {
            put(files, &path, Content::Empty)?;
        }
    }
    Some(())
}

fn remove(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (_, operands) = options(args, "rRfv", &["--recursive", "--force"])?;
    for operand in operands {
        let (dir, last) = operand.rsplit_once('/').unwrap_or((".", operand));
        let glob = last.contains(['*', '?', '[']);
        let path = place.absolute(if glob { dir } else { operand })?;
        if last == "*" && place.by_shell {
            // Hidden files stay; nobody looks for them.
            files.remove(&path).then_some(())?;
            put(files, &path, Content::Empty)?;
        } else if glob {
            put_unknown(files, &path, format!("removes {operand}"))?;
        } else {
            files.remove(&path).then_some(())?;
        }
    }
    Some(())
}

/// `xargs … cp {} DIR`, which copies what another command lists.
fn copy_listed(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let at = args.iter().position(|arg| *arg == "cp")?;
    let (target, _) = args.get(at + 1..)?.split_last()?;
    put_unknown(files, &place.absolute(target)?, "copies what a command lists".to_owned())
}
