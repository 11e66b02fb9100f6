//! Instruction by instruction, what a stage becomes.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Instruction;
use super::words::{exec_form, expand, split};
use super::{Image, ProblemKind, Reader};
use crate::launch::{Content, Files, Layer, Tree, clean};
use crate::read::script::run_script;
use crate::text::Text;

/// A stage so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage {
    pub name: Option<String>,
    pub image: Image,
    args: BTreeMap<String, String>,
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

    fn variable(&self, name: &str) -> Option<String> {
        let env = self.env.get(name).and_then(|&at| self.image.config.env.get(at));
        env.map(|(_, value)| value).or_else(|| self.args.get(name)).cloned()
    }

    /// Runs a script, which finds ARGs, and the environment over them.
    pub fn run_script(&mut self, script: &Text) -> Vec<String> {
        let (cwd, mut files) = (self.cwd().to_owned(), std::mem::take(&mut self.image.files));
        let lookup = |name: &str| self.variable(name).map(|value| Text::from(value.as_str()));
        let unread = run_script(script, &lookup, &mut files, Some(&cwd));
        self.image.files = files;
        unread
    }

    fn set_env(&mut self, name: String, value: String) {
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

/// Instructions that set nothing which a launch depends on.
const IGNORED: &[&str] = &["EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "VOLUME"];

impl Reader<'_> {
    pub(super) fn instruction(&mut self, it: &Instruction) {
        if let Some(open) = it.heredocs.iter().find(|heredoc| !heredoc.closed) {
            let message = format!("nothing closes the heredoc {}", open.delimiter);
            self.problem(it.line, ProblemKind::Syntax, message);
        }
        let result = match it.keyword.as_str() {
            "FROM" => self.from(it),
            "ARG" => self.arg(it),
            name if IGNORED.contains(&name) => Ok(()),
            _ if self.stages.is_empty() => Err(format!("{} before FROM", it.keyword)),
            "ENV" => self.env(it),
            "WORKDIR" => self.workdir(it),
            "USER" => self.user(it),
            "COPY" | "ADD" => self.copy(it),
            "RUN" => self.run(it),
            "ENTRYPOINT" | "CMD" => self.command(it),
            "SHELL" => self.shell(it),
            unknown => Err(format!("unknown instruction {unknown}")),
        };
        if let Err(message) = result {
            self.problem(it.line, ProblemKind::Syntax, message);
        }
    }

    /// The stage that instructions go to; only called where there is one.
    pub(super) fn stage(&mut self) -> Result<&mut Stage, String> {
        self.stages.last_mut().ok_or_else(|| "no FROM".to_owned())
    }

    /// A word with its quotes removed and variables expanded.
    pub(super) fn word(&self, word: &str) -> Result<String, String> {
        let lookup = |name: &str| match self.stages.last() {
            Some(stage) => stage.variable(name),
            None => self.globals.get(name).cloned(),
        };
        expand(word, self.escape, &lookup)
    }

    fn from(&mut self, it: &Instruction) -> Result<(), String> {
        let words: Vec<_> =
            split(&it.rest, self.escape).into_iter().filter(|w| !w.starts_with("--")).collect();
        let (image, name) = match words.as_slice() {
            [image] => (image, None),
            [image, keyword, name] if keyword.eq_ignore_ascii_case("as") => {
                (image, Some(name.to_lowercase()))
            }
            _ => return Err("FROM takes an image and AS with a name".to_owned()),
        };
        // What the builder is told on its command line is not known here: it stands for itself.
        let asked = |name: &str| self.asked.contains(name).then(|| format!("${{{name}}}"));
        let base =
            expand(image, self.escape, &|name| self.globals.get(name).cloned().or_else(|| asked(name)))?;
        if base.is_empty() {
            return Err(format!("{image} is empty"));
        }
        let lower = base.to_lowercase();
        let earlier = self.stages.iter().find(|stage| stage.name.as_deref() == Some(&lower));
        let earlier = earlier.map(|stage| Stage { args: BTreeMap::new(), own_cmd: false, ..stage.clone() });
        if earlier.is_none() && base != "scratch" {
            self.uses(it, &base, image);
        }
        let mut stage = earlier.unwrap_or_else(|| self.based_on(base));
        stage.name = name;
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

    fn arg(&mut self, it: &Instruction) -> Result<(), String> {
        for word in split(&it.rest, self.escape) {
            let (name, default) = word.split_once('=').map_or((word.as_str(), None), |(n, v)| (n, Some(v)));
            let default = default.map(|value| self.word(value)).transpose()?;
            let inherited = self.globals.get(name).filter(|_| !self.stages.is_empty()).cloned();
            let value = self.build.args.get(name).cloned().or(default).or(inherited);
            let args = self.stages.last_mut().map_or(&mut self.globals, |stage| &mut stage.args);
            if let Some(value) = value {
                args.insert(name.to_owned(), value);
            } else if self.stages.is_empty() {
                self.asked.insert(name.to_owned());
            }
        }
        Ok(())
    }

    fn env(&mut self, it: &Instruction) -> Result<(), String> {
        let words = split(&it.rest, self.escape);
        let mut pairs = Vec::new();
        if words.first().is_some_and(|word| !word.contains('=')) {
            // `ENV NAME the rest of the line`.
            let (name, value) =
                it.rest.split_once(char::is_whitespace).ok_or("ENV takes a name and a value")?;
            pairs.push((name.to_owned(), self.word(value.trim())?));
        } else {
            for word in &words {
                let (name, value) = word.split_once('=').ok_or_else(|| format!("{word} has no `=`"))?;
                pairs.push((self.word(name)?, self.word(value)?));
            }
        }
        // All values of one instruction see the variables before it.
        let stage = self.stage()?;
        for (name, value) in pairs {
            stage.set_env(name, value);
        }
        Ok(())
    }

    fn workdir(&mut self, it: &Instruction) -> Result<(), String> {
        let path = self.word(&it.rest)?;
        if path.is_empty() {
            return Err("WORKDIR takes a folder".to_owned());
        }
        let stage = self.stage()?;
        let folder = stage.absolute(&path);
        stage.made.insert(folder.clone());
        stage.image.config.working_dir = Some(folder);
        Ok(())
    }

    fn user(&mut self, it: &Instruction) -> Result<(), String> {
        let user = self.word(&it.rest)?;
        if user.is_empty() {
            return Err("USER takes a user".to_owned());
        }
        let image = &mut self.stage()?.image;
        image.config.user = user.split(':').next().and_then(|id| id.parse().ok());
        image.user = Some(user);
        Ok(())
    }

    fn command(&mut self, it: &Instruction) -> Result<(), String> {
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

    fn shell(&mut self, it: &Instruction) -> Result<(), String> {
        self.stage()?.shell = exec_form(&it.rest).ok_or("SHELL takes a list")?;
        Ok(())
    }
}
