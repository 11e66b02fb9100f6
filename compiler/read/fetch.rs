//! Commands that bring files from the network, and unpack them.

use super::effects::{Place, put};
use crate::launch::{Content, Download, Files, Lookup};

/// What a `tar` command says.
#[derive(Default)]
struct Unpacking<'a> {
    file: Option<&'a str>,
    dir: Option<&'a str>,
    strip: u32,
    extracts: bool,
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
    let (file, dir) = (place.absolute(tar.file?)?, place.absolute(tar.dir.unwrap_or("."))?);
    let content = match files.lookup(&file) {
        Lookup::Found { content: Content::Download(download), .. } => {
            Content::Archive { download, strip: tar.strip, path: "/".to_owned() }
        }
        _ => Content::Unknown(format!("unpacks {file}")),
    };
    put(files, &dir, content)
}

fn unpacking<'a>(words: &[&'a str]) -> Option<Unpacking<'a>> {
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

/// `curl -o FILE URL`, `wget -O FILE URL`; `long` is the long form of the option that names the file.
pub(super) fn download(
    args: &[&str],
    letter: char,
    long: &str,
    files: &mut Files,
    place: Place<'_>,
) -> Option<()> {
    let mut urls = args.iter().filter(|arg| arg.starts_with("https://") || arg.starts_with("http://"));
    let url = urls.next()?;
    let is_short = |arg: &str| arg.starts_with('-') && !arg.starts_with("--") && arg.ends_with(letter);
    let at = args.iter().position(|arg| *arg == long || is_short(arg))?;
    let path = place.absolute(args.get(at + 1)?)?;
    let content = match urls.next() {
        None => Content::Download(Download { url: (*url).to_owned(), checksum: None }),
        Some(_) => Content::Unknown("one of several downloads".to_owned()),
    };
    put(files, &path, content)
}
