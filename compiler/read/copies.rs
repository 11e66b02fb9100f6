//! Commands that copy as `cp` does, under other names.

use super::effects::{Place, copy, make_folders};
use crate::launch::Files;

/// `install [-D] [-m MODE] SRC… DST`, and `install -d DIR…`.
pub(super) fn install(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (mut operands, mut into, mut folders, mut rest) = (Vec::new(), None, false, args.iter());
    while let Some(arg) = rest.next() {
        let letters = arg.strip_prefix('-').filter(|letters| !letters.is_empty());
        match *arg {
            "-m" | "-o" | "-g" | "--mode" | "--owner" | "--group" => drop(rest.next()?),
            "-t" | "--target-directory" => into = Some(format!("{}/", rest.next()?)),
            "--directory" => folders = true,
            long if long.starts_with("--") => {
                let known = ["--mode=", "--owner=", "--group=", "--verbose", "--preserve-timestamps"];
                known.iter().any(|known| long.starts_with(known)).then_some(())?;
            }
            _ => match letters {
                Some(letters) if letters.starts_with(['m', 'o', 'g']) => {}
                Some(letters) => {
                    letters.chars().all(|c| "dDvpcCs".contains(c)).then_some(())?;
                    folders |= letters.contains('d');
                }
                None => operands.push(*arg),
            },
        }
    }
    if folders {
        return make_folders(&operands, files, place);
    }
    operands.extend(into.as_deref());
    copy(&operands, files, place)
}

/// `rsync -a SRC/ DST/` copies what is in a folder, `rsync -a SRC DST/` the folder itself.
pub(super) fn rsync(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (options, operands): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| arg.starts_with('-'));
    let known = |option: &str| match option.strip_prefix("--") {
        Some(long) => {
            matches!(long, "archive" | "recursive" | "verbose" | "progress" | "checksum" | "stats")
                || long.starts_with("chmod=")
                || long.starts_with("no-")
        }
        None => option.chars().skip(1).all(|c| "avrzuhPlptgoDHAXqc".contains(c)),
    };
    let recursive = options.iter().any(|option| match option.strip_prefix("--") {
        Some(long) => matches!(long, "archive" | "recursive"),
        None => option.contains(['a', 'r']),
    });
    let (target, sources) = operands.split_last()?;
    let plain = options.iter().all(|option| known(option)) && !operands.iter().any(|it| it.contains(':'));
    (plain && recursive && !sources.is_empty()).then_some(())?;
    // A file may be given another name, and a folder may not.
    let is_jar = |path: &str| path.ends_with(".jar");
    let target =
        if is_jar(target) { (*target).to_owned() } else { format!("{}/", target.trim_end_matches('/')) };
    for source in sources {
        let inside = source.strip_suffix('/').map(|folder| format!("{folder}/."));
        copy(&["-r", inside.as_deref().unwrap_or(source), &target], files, place)?;
    }
    Some(())
}
