//! Documents that are run: fenced blocks that name a file are written, `console` blocks are typed in.
//!
//! ```` ```kdl apps.kdl ```` writes `apps.kdl`. In a `console` block a line `$ agentc …` or `$ cat FILE` is a command and the lines
//! below it are what it prints, where `…` stands for any number of lines.

use std::path::Path;

use super::commands::agentc;

/// One fenced block: what stands behind the fence, and the text.
pub fn blocks(document: &str) -> Vec<(String, String)> {
    let (mut all, mut open): (Vec<(String, String)>, bool) = (Vec::new(), false);
    for line in document.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(info), false) => {
                all.push((info.trim().to_owned(), String::new()));
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                let (_, text) = all.last_mut().expect("an open block");
                text.push_str(line);
                text.push('\n');
            }
            (None, false) => {}
        }
    }
    assert!(!open, "every block is closed");
    all
}

/// Follows the document in an empty folder.
pub fn follow(document: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut commands = 0;
    for (info, text) in blocks(document) {
        match info.split_once(' ') {
            Some((_, file)) => write(&folder.path().join(file), &text),
            None if info == "console" => commands += run(folder.path(), &text),
            None => {}
        }
    }
    assert!(commands > 0, "the document has commands to run");
    folder
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn run(folder: &Path, block: &str) -> usize {
    typed(folder, block).unwrap_or_else(|otherwise| panic!("{otherwise}")).len()
}

/// Types the commands of a block, and returns what they print; an error where the block says otherwise.
pub fn typed(folder: &Path, block: &str) -> Result<Vec<String>, String> {
    let commands: Vec<&str> = block.split("$ ").filter(|part| !part.is_empty()).collect();
    let one = |part: &&str| {
        let (command, expected) = part.split_once('\n').expect("a command on its line");
        let words: Vec<&str> = command.split_whitespace().collect();
        let printed = match words.as_slice() {
            ["agentc", arguments @ ..] => {
                let output = agentc(folder, arguments);
                let text = [output.stdout, output.stderr].concat();
                String::from_utf8(text).expect("UTF-8")
            }
            ["cat", file] => std::fs::read_to_string(folder.join(file)).expect("a file that was built"),
            other => panic!("a document runs agentc and cat alone: {other:?}"),
        };
        let (wanted, got): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), printed.lines().collect());
        let fits = matches(&wanted, &got);
        fits.then_some(())
            .ok_or_else(|| format!("$ {command}\nexpected:\n{expected}\nprinted:\n{printed}"))?;
        Ok(printed)
    };
    commands.iter().map(one).collect()
}

/// Whether the lines are these, `…` being any number of them.
fn matches(wanted: &[&str], got: &[&str]) -> bool {
    match (wanted, got) {
        ([], rest) => rest.is_empty(),
        (["…"], _) => true,
        (["…", wanted @ ..], got) => (0..=got.len()).any(|skip| matches(wanted, &got[skip..])),
        ([line, wanted @ ..], [first, got @ ..]) => line == first && matches(wanted, got),
        _ => false,
    }
}

#[test]
fn lines_may_be_left_out() {
    assert!(matches(&["a", "…", "d", "…"], &["a", "b", "c", "d"]));
    assert!(!matches(&["a", "d"], &["a", "b", "d"]));
    assert!(!matches(&["…", "a"], &["a", "b"]));
}
