//! The command line of `cp` and `mv`.

use super::effects::target_folder;

/// A `cp` or `mv`, taken apart.
pub struct Copying<'a> {
    /// Which of both.
    pub program: &'a str,
    /// What it copies.
    pub sources: Vec<&'a str>,
    /// Where to.
    pub target: &'a str,
    options: Vec<&'a str>,
}

impl<'a> Copying<'a> {
    /// Takes words apart, the program first; `None` for another program, and without a target.
    pub fn of(words: &[&'a str]) -> Option<Self> {
        let (program, words) = words.split_first()?;
        let program = program.rsplit('/').next().filter(|program| matches!(*program, "cp" | "mv"))?;
        let (folder, rest) = target_folder(words);
        let is_option = |word: &&str| word.starts_with('-') && word.len() > 1;
        let (options, mut sources): (Vec<&str>, Vec<&str>) = rest.iter().partition(|word| is_option(word));
        let target = folder.or_else(|| sources.pop())?;
        Some(Copying { program, sources, target, options })
    }

    /// Whether folders too.
    pub fn recursive(&self) -> bool {
        self.program == "mv" || self.any(['r', 'R', 'a'], &["--recursive", "--archive"])
    }

    /// Whether with owner, mode and times.
    pub fn preserves(&self) -> bool {
        self.any(['p', 'a', 'p'], &["--preserve", "--archive"])
    }

    fn any(&self, letters: [char; 3], long: &[&str]) -> bool {
        self.options.iter().any(|option| {
            if option.starts_with("--") { long.contains(option) } else { option.contains(letters) }
        })
    }
}
