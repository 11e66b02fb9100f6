//! Commands that bring files from the network, and unpack them.

use super::effects::{Place, put};
use crate::launch::{Content, Download, Files, Lookup};

/// What a `tar` command says.
#[derive(Default)]
pub(super) struct Unpacking<'a> {
    pub file: Option<&'a str>,
    pub dir: Option<&'a str>,
    pub strip: u32,
    pub extracts: bool,
}

/// The folder that a `tar` command unpacks into: tar does not make it.
pub(super) fn unpacks_into(argv: &[String], place: Place<'_>) -> Option<String> {
    let (program, words) = argv.split_first()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let tar = unpacking(&words).filter(|tar| tar.extracts && program.rsplit('/').next() == Some("tar"))?;
    place.absolute(tar.dir?)
}

/// `tar -xzf FILE -C DIR --strip-components=N`.
pub(super) fn unpack(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let tar = unpacking(args).filter(|tar| tar.extracts)?;
    let file = tar.file.filter(|file| *file != "-")?;
    let (file, dir) = (place.absolute(file)?, place.absolute(tar.dir.unwrap_or("."))?);
    put(files, &dir, unpacked(files, &file, tar.strip))
}

pub(super) fn unpacking<'a>(words: &[&'a str]) -> Option<Unpacking<'a>> {
    let mut tar = Unpacking::default();
    let mut rest = words.iter().copied();
    while let Some(word) = rest.next() {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let is_first = rest.len() + 1 == words.len();
        let mut value = || value.or_else(|| rest.next());
        match name {
            "-C" | "--directory" => tar.dir = Some(value()?),
            "--strip-components" | "--strip" => tar.strip = value()?.parse().ok()?,
            "-f" | "--file" => tar.file = Some(value()?),
            "--extract" | "--get" => tar.extracts = true,
            "--gzip" | "--gunzip" | "--no-same-owner" | "--no-same-permissions" | "--verbose" => {}
            _ if name.starts_with("--") => return None,
            _ if name.starts_with('-') || is_first => {
                let letters = name.trim_start_matches('-');
                letters.chars().all(|c| "xzjJvfop".contains(c)).then_some(())?;
                tar.extracts |= letters.contains('x');
                if letters.contains('f') {
                    tar.file = Some(value()?);
                }
            }
            // Single members of the archive.
            _ => return None,
        }
    }
    Some(tar)
}

/// `unzip FILE -d DIR`.
pub(super) fn unzip(args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let at = args.iter().position(|arg| *arg == "-d");
    let dir = at.map_or(Some("."), |at| args.get(at + 1).copied())?;
    let is_dir = |index: &usize| at.is_some_and(|at| *index == at + 1);
    let mut operands = args.iter().enumerate().filter(|(index, arg)| !arg.starts_with('-') && !is_dir(index));
    // Further operands are members of the archive.
    let (Some((_, file)), None) = (operands.next(), operands.next()) else { return None };
    let (file, dir) = (place.absolute(file)?, place.absolute(dir)?);
    put(files, &dir, unpacked(files, &file, 0))
}

/// What an archive holds, where it is known from where it is.
fn unpacked(files: &Files, file: &str, strip: u32) -> Content {
    match files.lookup(file) {
        Lookup::Found { content: Content::Download(download), .. } => {
            Content::Archive { download, strip, path: "/".to_owned() }
        }
        _ => Content::Unknown(format!("unpacks {file}")),
    }
}

/// Where a download goes.
enum Target<'a> {
    File(&'a str),
    /// Into a folder, under the last part of the URL.
    Folder(&'a str),
    Output,
}

/// `curl -o FILE URL`, `curl -O URL`, `wget -O FILE URL`, `wget -P DIR URL`.
pub(super) fn download(program: &str, args: &[&str], files: &mut Files, place: Place<'_>) -> Option<()> {
    let (url, is_one) = url(args)?;
    let path = match target(program, args) {
        Target::File(file) => place.absolute(file)?,
        Target::Folder(folder) => {
            let name = url.split(['?', '#']).next()?.rsplit('/').next().filter(|name| !name.is_empty())?;
            place.absolute(&format!("{folder}/{name}"))?
        }
        Target::Output => return None,
    };
    let content = if is_one {
        Content::Download(Download { url: url.to_owned(), checksum: None })
    } else {
        Content::Unknown("one of several downloads".to_owned())
    };
    put(files, &path, content)
}

/// What `curl URL` or `wget -O- URL` writes to its output.
pub(super) fn fetched(argv: &[String]) -> Option<Download> {
    let (program, words) = argv.split_first()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = program.rsplit('/').next().filter(|name| matches!(*name, "curl" | "wget"))?;
    let (url, _) = url(&words).filter(|(_, is_one)| *is_one)?;
    let written = matches!(target(name, &words), Target::Output);
    written.then(|| Download { url: url.to_owned(), checksum: None })
}

/// The first URL, and whether there is no other.
fn url<'a>(args: &[&'a str]) -> Option<(&'a str, bool)> {
    let mut urls = args.iter().filter(|arg| arg.starts_with("https://") || arg.starts_with("http://"));
    Some((urls.next()?, urls.next().is_none()))
}

fn target<'a>(program: &str, args: &[&'a str]) -> Target<'a> {
    let is_curl = program == "curl";
    let file = if is_curl { value(args, 'o', "--output") } else { value(args, 'O', "--output-document") };
    match file {
        Some("-") => Target::Output,
        Some(file) => Target::File(file),
        None if !is_curl => Target::Folder(value(args, 'P', "--directory-prefix").unwrap_or(".")),
        None if args.iter().any(|arg| *arg == "--remote-name" || letters(arg).contains('O')) => {
            Target::Folder(value(args, '\0', "--output-dir").unwrap_or("."))
        }
        None => Target::Output,
    }
}

/// The value of an option: `-o FILE`, `-sSLo FILE`, `-qO-`, `--output FILE`, `--output=FILE`.
fn value<'a>(args: &[&'a str], short: char, long: &str) -> Option<&'a str> {
    args.iter().enumerate().find_map(|(at, arg)| {
        let next = || args.get(at + 1).copied();
        if let Some(rest) = arg.strip_prefix(long) {
            return if rest.is_empty() { next() } else { rest.strip_prefix('=') };
        }
        let (before, after) = letters(arg).split_once(short)?;
        // Before it stand letters without a value of their own.
        let plain = before.chars().all(|c| "fgksSLqcNnv".contains(c));
        if after.is_empty() { next().filter(|_| plain) } else { Some(after).filter(|_| plain) }
    })
}

/// The letters of short options; none in any other word.
fn letters(arg: &str) -> &str {
    arg.strip_prefix('-').filter(|letters| !letters.starts_with('-')).unwrap_or_default()
}
