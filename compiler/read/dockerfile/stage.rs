//! Instruction by instruction, what a stage becomes.

use std::collections::{BTreeMap, BTreeSet};

use super::expand::expand;
use super::lines::Instruction;
use super::words::{exec_form, split};
use super::{Image, KEYWORDS, ProblemKind, Reader, Refused};
use crate::launch::{Content, Files, Layer, Tree, clean};
use crate::read::script::run_script;
use crate::text::{Opaque, Text};

/// A stage so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage {
    pub image: Image,
    args: BTreeMap<String, Text>,
    /// Where in the configuration a variable stands.
    env: BTreeMap<String, usize>,
    /// Folders that WORKDIR made.
    made: BTreeSet<String>,
    /// What runs shell forms.
    shell: Vec<String>,
    /// Whether CMD was set in this stage: an ENTRYPOINT clears only the base's.
    own_cmd: bool,
}

impl Stage {
    pub fn cwd(&self) -> &str {
        self.image.config.working_dir.as_deref().unwrap_or("/")
    }

    /// A path in the image.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { clean(path) } else { clean(&format!("{}/{path}", self.cwd())) }
    }

    /// Whether some instruction makes the folder.
    pub fn makes(&self, folder: &str) -> bool {
        self.made.contains(folder) || self.image.files.is_folder(folder) == Some(true)
    }

    /// What the builder and a RUN find as a variable's value.
    pub fn variable(&self, name: &str) -> Option<Text> {
        let env = self.env.get(name).and_then(|&at| self.image.config.env.get(at));
        env.map(|(_, value)| value).or_else(|| self.args.get(name)).cloned()
    }

    /// Runs a script, which finds ARGs, and the environment over them.
    pub fn run_script(&mut self, script: &Text) -> Vec<String> {
        let (cwd, mut files) = (self.cwd().to_owned(), std::mem::take(&mut self.image.files));
        let unread = run_script(script, &|name| self.variable(name), &mut files, Some(&cwd));
        self.image.files = files;
        unread
    }

    fn set_env(&mut self, name: String, value: Text) {
        let env = &mut self.image.config.env;
        match self.env.get(&name).and_then(|&at| env.get_mut(at)) {
            Some((_, old)) => *old = value,
            None => {
                self.env.insert(name.clone(), env.len());
                env.push((name, value));
            }
        }
    }
}

/// What FROM may name without an ARG: the builder sets it.
const PREDEFINED: &[&str] = &[
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

impl Reader<'_> {
    pub(super) fn instruction(&mut self, it: &Instruction) {
        if let Some(open) = it.heredocs.iter().find(|heredoc| !heredoc.closed) {
            let message = format!("nothing closes the heredoc {}", open.delimiter);
            self.tell(it, ProblemKind::Syntax, message);
        }
        // Several in a row are one text that is no Dockerfile, or the rest of a line that was to go on.
        let known = KEYWORDS.contains(&it.keyword.as_str());
        let again = std::mem::replace(&mut self.unknown, !known) && !known;
        let result = match it.keyword.as_str() {
            _ if again => Ok(()),
            _ if !known => Err(format!("unknown instruction {}", it.keyword).into()),
            _ if it.rest.is_empty() => Err(format!("{} says nothing", it.keyword).into()),
            "FROM" => self.from(it),
            "ARG" => self.arg(it),
            _ if self.stages.is_empty() => Err(format!("{} before FROM", it.keyword).into()),
            "ENV" => self.env(it),
            "WORKDIR" => self.workdir(it),
            "USER" => self.user(it),
            "COPY" | "ADD" => self.copy(it),
            "RUN" => self.run(it),
            "ENTRYPOINT" | "CMD" => self.command(it),
            "SHELL" => self.shell(it),
            "ONBUILD" => on_build(it),
            // EXPOSE, LABEL and the like set nothing that a launch depends on.
            _ => Ok(()),
        };
        if let Err(Refused { kind, message }) = result {
            self.tell(it, kind, message);
        }
    }

    /// The stage that instructions go to; only called where there is one.
    pub(super) fn stage(&mut self) -> Result<&mut Stage, Refused> {
        self.stages.last_mut().ok_or_else(|| "no FROM".into())
    }

    /// A word with its quotes removed and variables expanded, as one text: what only the builder is told stands in it as {{NAME}}.
    pub(super) fn word(&self, word: &str) -> Result<String, Refused> {
        self.value(word).map(|value| value.to_string())
    }

    /// A word with its quotes removed and variables expanded.
    pub(super) fn value(&self, word: &str) -> Result<Text, Refused> {
        let lookup = |name: &str| match self.stages.last() {
            Some(stage) => stage.variable(name),
            None => self.globals.get(name).cloned(),
        };
        expand(word, self.escape, &lookup)
    }

    fn from(&mut self, it: &Instruction) -> Result<(), Refused> {
        let words: Vec<_> = it.words().into_iter().filter(|word| !word.text.starts_with("--")).collect();
        let (image, name) = match words.as_slice() {
            [image] => (image, None),
            [image, keyword, name] if keyword.text.eq_ignore_ascii_case("as") => {
                (image, Some(name.text.to_lowercase()))
            }
            _ => return Err("FROM takes an image and AS with a name".into()),
        };
        // What the builder is told on its command line is not known here: it stands for itself.
        let asked = |name: &str| {
            let told = self.asked.contains(name) || PREDEFINED.contains(&name);
            told.then(|| Text::from(format!("${{{name}}}")))
        };
        let lookup = |name: &str| self.globals.get(name).cloned().or_else(|| asked(name));
        let base = match expand(&image.text, self.escape, &lookup) {
            // The image is not known, and there is one.
            Err(Refused { kind: ProblemKind::Unread, message }) => {
                self.tell(it, ProblemKind::Unread, message);
                image.text.clone()
            }
            other => other?.to_string(),
        };
        if base.is_empty() {
            return Err(format!("{} is empty: no ARG before the first FROM sets it", image.text).into());
        }
        let lower = base.to_lowercase();
        let earlier = self.named.get(&lower).and_then(|at| self.stages.get(*at));
        let earlier = earlier.map(|stage| Stage { args: BTreeMap::new(), own_cmd: false, ..stage.clone() });
        if earlier.is_none() && base != "scratch" {
            self.uses(&base, image.range.clone());
        }
        let stage = earlier.unwrap_or_else(|| self.based_on(base));
        if let Some(name) = name {
            self.named.entry(name).or_insert(self.stages.len());
        }
        self.stages.push(stage);
        Ok(())
    }

    fn based_on(&self, base: String) -> Stage {
        let config = (self.build.images)(&base).unwrap_or_default();
        let content = match base.as_str() {
            "scratch" => Content::Empty,
            image => Content::Image { image: image.to_owned(), path: "/".to_owned() },
        };
        let layers = vec![Layer { at: String::new(), content }];
        let files = Files { trees: BTreeMap::from([("/".to_owned(), Tree { layers, writable: true })]) };
        let shell = vec!["/bin/sh".to_owned(), "-c".to_owned()];
        let env = config.env.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        Stage { image: Image { base, config, files, ..Image::default() }, env, shell, ..Stage::default() }
    }

    fn arg(&mut self, it: &Instruction) -> Result<(), Refused> {
        for word in split(&it.rest, self.escape) {
            let (name, default) = word.split_once('=').map_or((word.as_str(), None), |(n, v)| (n, Some(v)));
            let default = default.map(|value| self.value(value)).transpose()?;
            let inherited = self.globals.get(name).filter(|_| !self.stages.is_empty()).cloned();
            let told = self.build.args.get(name).map(|value| Text::from(value.as_str()));
            let value = told.or(default).or(inherited);
            match (self.stages.last_mut(), value) {
                (None, None) => drop(self.asked.insert(name.to_owned())),
                (None, Some(value)) => drop(self.globals.insert(name.to_owned(), value)),
                (Some(stage), value) => {
                    let asked = || Text::opaque(Opaque::Unknown(name.to_owned()));
                    stage.args.insert(name.to_owned(), value.unwrap_or_else(asked));
                }
            }
        }
        Ok(())
    }

    fn env(&mut self, it: &Instruction) -> Result<(), Refused> {
        let words = split(&it.rest, self.escape);
        let mut pairs = Vec::new();
        if words.first().is_some_and(|word| !word.contains('=')) {
            // `ENV NAME the rest of the line`.
            let (name, value) =
                it.rest.split_once(char::is_whitespace).ok_or("ENV takes a name and a value")?;
            pairs.push((name.to_owned(), self.value(value.trim())?));
        } else {
            for word in &words {
                let (name, value) =
                    word.split_once('=').ok_or_else(|| Refused::from(format!("{word} has no `=`")))?;
                pairs.push((self.word(name)?, self.value(value)?));
            }
        }
        // All values of one instruction see the variables before it.
        let stage = self.stage()?;
        for (name, value) in pairs {
            stage.set_env(name, value);
        }
        Ok(())
    }

    fn workdir(&mut self, it: &Instruction) -> Result<(), Refused> {
        let path = self.word(&it.rest)?;
        if path.is_empty() {
            return Err("WORKDIR takes a folder".into());
        }
        let stage = self.stage()?;
        let folder = stage.absolute(&path);
        stage.made.insert(folder.clone());
        stage.image.config.working_dir = Some(folder);
        Ok(())
    }

    fn user(&mut self, it: &Instruction) -> Result<(), Refused> {
        let user = self.word(&it.rest)?;
        if user.is_empty() {
            return Err("USER takes a user".into());
        }
        let image = &mut self.stage()?.image;
        image.config.user = user.split(':').next().and_then(|id| id.parse().ok());
        image.user = Some(user);
        Ok(())
    }

    fn command(&mut self, it: &Instruction) -> Result<(), Refused> {
        if is_list_of_others(&it.rest) {
            return Err(format!("a list in {} may hold strings only", it.keyword).into());
        }
        let stage = self.stage()?;
        let words = exec_form(&it.rest).unwrap_or_else(|| {
            let script = std::iter::once(it.rest.clone());
            stage.shell.iter().cloned().chain(script).collect()
        });
        let config = &mut stage.image.config;
        if it.keyword == "CMD" {
            config.cmd = words;
            stage.own_cmd = true;
        } else {
            config.entrypoint = words;
            if !stage.own_cmd {
                config.cmd.clear();
            }
        }
        Ok(())
    }

    fn shell(&mut self, it: &Instruction) -> Result<(), Refused> {
        self.stage()?.shell = exec_form(&it.rest).ok_or("SHELL takes a list")?;
        Ok(())
    }
}

/// What is kept for the images that are built on this one.
fn on_build(it: &Instruction) -> Result<(), Refused> {
    let keyword = it.rest.split(char::is_whitespace).next().unwrap_or_default().to_ascii_uppercase();
    match keyword.as_str() {
        "FROM" | "MAINTAINER" | "ONBUILD" => Err(format!("ONBUILD takes no {keyword}").into()),
        known if KEYWORDS.contains(&known) => Ok(()),
        _ => Err(format!("unknown instruction {keyword}").into()),
    }
}

/// JSON, and not of strings: the builder refuses it, where any other text would be a shell's.
fn is_list_of_others(rest: &str) -> bool {
    exec_form(rest).is_none() && serde_json::from_str::<Vec<serde_json::Value>>(rest.trim()).is_ok()
}
