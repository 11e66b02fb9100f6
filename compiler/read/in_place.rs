//! Commands that change a file where it is, or give it a second name.

use super::effects::{Place, put, put_unknown};
use crate::launch::{Content, Files, Lookup};

/// `sed -i SCRIPT FILE…`: the files hold something else then. Without `-i` it writes to its output.
pub(super) fn edit(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let in_place =
        |arg: &&str| arg.starts_with("-i") || arg.starts_with("--in-place") || is_letters(arg, 'i');
    if !args.iter().any(in_place) {
        return Some(());
    }
    let by_option = args.iter().any(|arg| matches!(*arg, "-e" | "-f" | "--expression" | "--file"));
    let mut operands = args.iter().enumerate().filter(|(at, arg)| {
        let is_value = at.checked_sub(1).and_then(|before| args.get(before));
        let is_value =
            is_value.is_some_and(|before| matches!(*before, "-e" | "-f" | "--expression" | "--file"));
        !arg.starts_with('-') && !is_value
    });
    if !by_option {
        operands.next()?;
    }
    operands.map(|(_, file)| *file).try_for_each(|file| {
        let path = place.absolute(file)?;
        // What a pattern stands for is in its folder.
        let (folder, is_pattern) = (path.rsplit_once('/')?.0, file.contains(['*', '?', '[']));
        match files.lookup(&path) {
            Lookup::Absent if !is_pattern => Some(()),
            _ => put_unknown(files, if is_pattern { folder } else { &path }, "sed -i".to_owned()),
        }
    })
}

/// `ln -s TARGET NAME`: what is found at the target is found under the name too. A symbolic link that leads out of its
/// volume is followed by whoever looks, in files of their own.
pub(super) fn link(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let is_option = |arg: &&&str| arg.starts_with('-') && arg.len() > 1;
    let known = |arg: &&str| arg.chars().all(|c| "-sfnvr".contains(c));
    let mut options = args.iter().filter(is_option);
    let operands: Vec<&str> = args.iter().filter(|arg| !is_option(arg)).copied().collect();
    let [target, name] = operands[..] else { return None };
    if !options.all(known) {
        return None;
    }
    let mut at = place.absolute(name)?;
    if files.is_folder(&at) == Some(true) {
        at = format!("{at}/{}", target.trim_end_matches('/').rsplit('/').next()?);
    }
    // A relative target is one of the link's own folder.
    let folder = at.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let from = Place { cwd: Some(&folder), ..place }.absolute(target)?;
    let is_symbolic = args.iter().any(|arg| is_letters(arg, 's'));
    let in_volume = files.root_of(&at).is_some_and(|root| root != "/");
    let leaves = target.starts_with('/') || files.root_of(&at) != files.root_of(&from);
    if is_symbolic && in_volume && leaves {
        return put(files, &at, Content::Link(from));
    }
    let layers = files.subtree(&from);
    (!layers.is_empty() && files.put(&at, layers)).then_some(())
}

fn is_letters(arg: &str, letter: char) -> bool {
    let letters = arg.strip_prefix('-').unwrap_or_default();
    letters.chars().all(|c| c.is_ascii_alphabetic()) && letters.contains(letter)
}
