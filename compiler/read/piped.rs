//! What one command writes and the next one unpacks.

use super::effects::{Place, put};
use super::fetch::{fetched, unpacking};
use crate::launch::{Content, Download, Files, Layer};

/// What a command writes to its output.
pub(super) enum Piped {
    /// What it downloads.
    Download(Download),
    /// An archive of these.
    Files(Vec<Layer>),
}

/// What `curl URL`, `wget -O- URL` or `tar -cf - …` writes to its output.
pub(super) fn to_output(argv: &[String], files: &Files, place: Place<'_>) -> Option<Piped> {
    let packed = || packed(argv, files, place).map(Piped::Files);
    fetched(argv).map(Piped::Download).or_else(packed)
}

/// `… | tar xz -C DIR`: unpacks what the command before it writes.
pub(super) fn unpack_piped(argv: &[String], piped: Piped, files: &mut Files, place: Place<'_>) -> Option<()> {
    let (program, words) = argv.split_first()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let tar = unpacking(&words).filter(|tar| tar.extracts && program.rsplit('/').next() == Some("tar"))?;
    tar.file.is_none_or(|file| file == "-").then_some(())?;
    let dir = place.absolute(tar.dir.unwrap_or("."))?;
    match piped {
        Piped::Download(download) => {
            put(files, &dir, Content::Archive { download, strip: tar.strip, path: "/".to_owned() })
        }
        Piped::Files(layers) => (tar.strip == 0 && files.put(&dir, layers)).then_some(()),
    }
}

/// `tar -C DIR -cf - MEMBER…`: what is in the archive, by the names that it has there.
fn packed(argv: &[String], files: &Files, place: Place<'_>) -> Option<Vec<Layer>> {
    let (program, words) = argv.split_first()?;
    (program.rsplit('/').next() == Some("tar")).then_some(())?;
    let (mut dir, mut creates, mut members) = (".", false, Vec::new());
    let mut rest = words.iter().map(String::as_str).enumerate();
    while let Some((at, word)) = rest.next() {
        match word {
            "-C" | "--directory" => dir = rest.next()?.1,
            "-f" | "--file" => (rest.next()?.1 == "-").then_some(())?,
            "--create" => creates = true,
            _ if word.starts_with("--") => return None,
            _ if at == 0 || word.starts_with('-') => {
                let letters = word.trim_start_matches('-');
                letters.chars().all(|c| "czjJvfhp".contains(c)).then_some(())?;
                creates |= letters.contains('c');
                if letters.contains('f') {
                    (rest.next()?.1 == "-").then_some(())?;
                }
            }
            _ if word.contains(['*', '?', '[']) => return None,
            _ => members.push(word),
        }
    }
    let (dir, is_named) = (place.absolute(dir)?, !members.is_empty());
    let layers = members.iter().flat_map(|member| {
        let name = member.trim_start_matches("./").trim_matches(['/', '.']);
        let below = files.subtree(&format!("{dir}/{name}"));
        below.into_iter().map(move |layer| Layer { at: crate::launch::joined(name, &layer.at), ..layer })
    });
    let layers: Vec<Layer> = layers.collect();
    (creates && is_named && !layers.is_empty()).then_some(layers)
}
