//! COPY and ADD.

use super::lines::Instruction;
use super::stage::Stage;
use super::words::{exec_form, split};
use super::{Permission, ProblemKind, Reader, Refused};
use crate::launch::{Content, Download, Layer, clean};

/// How names of files end that are copied into images of applications.
const FILES: [&str; 8] = ["conf", "jar", "json", "properties", "sh", "war", "xml", "yml"];

/// Longer than any file that somebody writes into a Dockerfile.
const LONGEST: usize = 256 << 10;

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The flags of an instruction.
#[derive(Default)]
struct Flags {
    from: Option<String>,
    owner: Option<String>,
    mode: Option<String>,
    checksum: Option<String>,
}

/// What one source operand brings.
struct Source {
    layers: Vec<Layer>,
    /// The last part of its path.
    name: String,
    /// Whether it is a folder, whose entries are copied, or a file; `None` where that is not known.
    is_folder: Option<bool>,
}

impl Source {
    fn file(content: Content, name: &str) -> Self {
        let layers = vec![Layer { at: String::new(), content }];
        Source { layers, name: name.to_owned(), is_folder: Some(false) }
    }
}

impl Reader<'_> {
    pub(super) fn copy(&mut self, it: &Instruction) -> Result<(), Refused> {
        let mut flags = Flags::default();
        let mut rest = it.rest.as_str();
        while let Some((word, after)) =
            rest.split_once(char::is_whitespace).filter(|(w, _)| w.starts_with("--"))
        {
            self.flag(word, &mut flags, it)?;
            rest = after.trim_start();
        }
        if let Some(image) = flags.from.clone().filter(|from| self.stage_of(from).is_none()) {
            let written = it.words().into_iter().find(|word| word.text.starts_with("--from="));
            let name = |word: super::Word| word.range.start + "--from=".len()..word.range.end;
            self.uses(&image, written.map_or_else(|| it.range.clone(), name));
        }
        let words = exec_form(rest).unwrap_or_else(|| split(rest, self.escape));
        let (target, operands) = words.split_last().ok_or("nothing to copy")?;
        let target = self.word(target)?;
        let mut sources = Vec::new();
        for operand in operands {
            sources.push(self.source(it, operand, &flags)?);
        }
        if sources.is_empty() {
            return Err(format!("{} takes a source and a target", it.keyword).into());
        }
        let stage = self.stage()?;
        let path = stage.absolute(&target);
        let into = target.ends_with('/')
            || matches!(target.as_str(), "." | "..")
            || sources.len() > 1
            || stage.image.files.is_folder(&path) == Some(true);
        for source in sources {
            put(stage, &source, &path, into, &flags);
        }
        Ok(())
    }

    fn flag(&mut self, word: &str, flags: &mut Flags, it: &Instruction) -> Result<(), Refused> {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = self.word(value)?;
        match name {
            "--from" => flags.from = Some(value),
            "--chown" => flags.owner = Some(value),
            "--chmod" => flags.mode = Some(value),
            "--checksum" => flags.checksum = Some(value),
            "--link" | "--keep-git-dir" => {}
            // They change which files arrive, and where.
            "--parents" | "--exclude" | "--unpack" => self.tell(it, ProblemKind::Unread, word),
            _ => return Err(format!("unknown flag {name}").into()),
        }
        Ok(())
    }

    fn source(&self, it: &Instruction, operand: &str, flags: &Flags) -> Result<Source, Refused> {
        if let Some(heredoc) = it.heredocs.iter().find(|heredoc| heredoc.word == operand) {
            let text =
                if heredoc.expands { self.expanded(&heredoc.body) } else { Some(heredoc.body.clone()) };
            let unknown = || Content::Unknown("a heredoc with variables".to_owned());
            let content = text.map_or_else(unknown, Content::Text);
            return Ok(Source::file(content, &heredoc.delimiter));
        }
        let operand = self.word(operand)?;
        let name = operand.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let is_url = operand.starts_with("https://") || operand.starts_with("http://");
        if it.keyword == "ADD" && is_url {
            let download = Download { url: operand, checksum: flags.checksum.clone() };
            return Ok(Source::file(Content::Download(download), &name));
        }
        if name.contains(['*', '?', '[']) {
            let layers =
                vec![Layer { at: String::new(), content: Content::Unknown(format!("copies {operand}")) }];
            return Ok(Source { layers, name, is_folder: Some(true) });
        }
        let mut source = match &flags.from {
            Some(from) => self.image_source(from, &operand, name),
            None => self.context_source(&it.keyword, &operand, name),
        };
        // Nobody calls a folder `app.jar`: what is copied is one file, in whichever folder.
        let extension = source.name.rsplit_once('.').map(|(_, extension)| extension);
        if extension.is_some_and(|extension| FILES.contains(&extension)) {
            source.is_folder = source.is_folder.or(Some(false));
        }
        Ok(source)
    }

    /// The lines of a heredoc with the builder's variables in them, quotes left alone; `None` where that is not known.
    fn expanded(&self, body: &str) -> Option<String> {
        let mut parts = body.split('$');
        let mut text = parts.next().filter(|_| !body.contains(self.escape))?.to_owned();
        for part in parts {
            let (name, after) = match part.strip_prefix('{') {
                Some(inside) => inside.split_once('}')?,
                None => part.split_at(part.find(|c| !is_of_name(c)).unwrap_or(part.len())),
            };
            let named = name.starts_with(|c: char| !c.is_ascii_digit()) && name.chars().all(is_of_name);
            let value = named.then(|| self.value(&format!("${{{name}}}")).ok()).flatten()?;
            text.push_str(value.known()?);
            text.push_str(after);
        }
        Some(text).filter(|text| text.len() <= LONGEST)
    }

    /// The stage that `--from` names.
    fn stage_of(&self, from: &str) -> Option<&Stage> {
        let lower = from.to_lowercase();
        // The stage that is being built cannot be copied from.
        let earlier = self.stages.split_last().map_or(&[][..], |(_, earlier)| earlier);
        let numbered = || from.parse::<usize>().ok().and_then(|number| earlier.get(number));
        let named = self.named.get(&lower).and_then(|at| earlier.get(*at));
        named.or_else(numbered)
    }

    fn image_source(&self, from: &str, path: &str, name: String) -> Source {
        let path = clean(&format!("/{path}"));
        if let Some(stage) = self.stage_of(from) {
            let layers = stage.image.files.subtree(&path);
            let is_file = layers.iter().all(|layer| layer.at.is_empty() && layer.content.is_file());
            let is_folder = stage.image.files.is_folder(&path).filter(|folder| *folder || is_file);
            return Source { layers, name, is_folder };
        }
        let is_folder = (path == "/").then_some(true);
        let content = Content::Image { image: from.to_owned(), path };
        Source { layers: vec![Layer { at: String::new(), content }], name, is_folder }
    }

    fn context_source(&self, keyword: &str, path: &str, name: String) -> Source {
        let relative = clean(&format!("/{path}")).trim_start_matches('/').to_owned();
        // ADD unpacks what it takes for an archive; no text is one.
        if let Some(text) = (self.build.context)(&relative) {
            return Source::file(Content::Text(text), &name);
        }
        // No builder unpacks a jar, and none goes on without it.
        if relative.ends_with(".jar") {
            return Source::file(Content::Context(relative), &name);
        }
        let unpacks = if keyword == "ADD" { ", perhaps unpacked" } else { "" };
        let content = Content::Unknown(format!("build context: {relative}{unpacks}"));
        Source { layers: vec![Layer { at: String::new(), content }], name, is_folder: None }
    }
}

/// Puts a source at a path, or, if it is a file and the path a folder, into it.
fn put(stage: &mut Stage, source: &Source, path: &str, into: bool, flags: &Flags) {
    let inside = clean(&format!("{path}/{}", source.name));
    let paths = match (into, source.is_folder) {
        (false, _) | (true, Some(true)) => vec![path.to_owned()],
        (true, Some(false)) => vec![inside],
        (true, None) => vec![path.to_owned(), inside],
    };
    for path in paths {
        stage.image.files.put(&path, source.layers.clone());
        if flags.owner.is_some() || flags.mode.is_some() {
            let (owner, mode) = (flags.owner.clone(), flags.mode.clone());
            stage.image.permissions.push(Permission { path, owner, mode, recursive: true });
        }
    }
}
