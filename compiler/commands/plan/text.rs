//! The plan for people.

use super::super::session::Session;
use super::super::table::{Paint, Table};
use super::view::{AgentView, CarrierView, ContainerView, Entry, FilesView, Place, View};

/// The whole plan.
pub fn render(plan: &View, session: &Session) -> String {
    let page = Page { width: Session::width(), paint: session.paint() };
    let part = |word: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!(", {word} {value}")).unwrap_or_default()
    };
    let title = page.paint.bold(&format!("app {}", plan.name));
    let rest = part("namespace", &plan.namespace) + &part("environment", &plan.environment);
    let containers: Vec<String> = plan.containers.iter().map(|c| page.container(c)).collect();
    format!("{title}{rest}\n{}", containers.concat())
}

struct Page {
    width: usize,
    paint: Paint,
}

impl Page {
    fn container(&self, container: &ContainerView) -> String {
        let jdk = container.jdk.map(|jdk| format!(", JDK {jdk}")).unwrap_or_default();
        let image = container.image.as_ref().map(|image| format!(", image {image}")).unwrap_or_default();
        let mut text = format!(
            "{}: launcher {}, options in {}{jdk}{image}\n",
            self.paint.bold(&format!("container {}", container.name)),
            container.launcher,
            container.variable,
        );
        let agents: Vec<String> = container.agents.iter().map(|agent| self.agent(agent)).collect();
        text.push_str(&agents.concat());
        text.push_str(&self.section("the application's JVM options", "OPTION", &container.jvm));
        text.push_str(&self.section("the application's variables", "VARIABLE", &container.env));
        text
    }

    fn agent(&self, agent: &AgentView) -> String {
        let name = format!("agent {} {}", agent.profile, agent.release);
        let mut text =
            format!("\n  {} {}\n", self.paint.bold(name.trim_end()), self.paint.dim(&place(&agent.origin)));
        let mut line = |line: String| text.push_str(&format!("    {line}\n"));
        agent.files.iter().flat_map(sources).for_each(&mut line);
        agent.javaagents.iter().cloned().for_each(&mut line);
        agent.config_files.iter().map(|file| format!("writes {file}")).for_each(&mut line);
        let volumes = agent.volumes.iter().map(|volume| {
            let from = volume.claim.as_ref().map(|claim| format!("claim {claim}"));
            format!("volume {} -> {}", from.as_ref().unwrap_or(&volume.name), volume.mount)
        });
        volumes.for_each(&mut line);
        agent.sidecars.iter().map(|s| format!("sidecar {}: {}", s.name, s.image)).for_each(&mut line);
        let mut table = Table::new(&["SETTING", "VALUE", "CARRIER", "FROM"]);
        for entry in agent.settings.iter().chain(&agent.assigned) {
            table.row(vec![name_of(entry), value(entry), carrier(entry), origin(entry)]);
        }
        text.push_str(&table.render("    ", self.width, self.paint));
        let mut options = Table::new(&["JVM OPTION", "FROM"]);
        agent.jvm.iter().for_each(|entry| options.row(vec![value(entry), origin(entry)]));
        text.push_str(&options.render("    ", self.width, self.paint));
        text
    }

    fn section(&self, title: &str, heading: &'static str, entries: &[Entry]) -> String {
        if entries.is_empty() {
            return String::new();
        }
        let mut table = Table::new(&[heading, "FROM"]);
        for entry in entries {
            let shown =
                entry.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default() + &value(entry);
            table.row(vec![shown, origin(entry)]);
        }
        format!("\n  {}\n{}", self.paint.bold(title), table.render("    ", self.width, self.paint))
    }
}

fn sources(files: &FilesView) -> Vec<String> {
    let archive = files.archive.iter().map(|archive| format!("archive {archive}"));
    let built = if files.built { " (agent.Dockerfile builds it)" } else { "" };
    let own = [format!("image {}{built}", files.image), format!("files {} -> {}", files.from, files.mount)];
    let plugins = files.plugins.iter().map(|plugin| format!("plugin {plugin}"));
    let writable = files.writable.iter().map(|path| format!("writable {}/{path}", files.mount));
    archive.chain(own).chain(plugins).chain(writable).collect()
}

fn name_of(entry: &Entry) -> String {
    entry.name.clone().unwrap_or_default()
}

/// What only the pod knows is `{{…}}` already.
fn value(entry: &Entry) -> String {
    entry.value.replace('\n', "\\n")
}

/// A setting that templates use has no carrier; a key of a file that is called like its setting is not repeated.
fn carrier(entry: &Entry) -> String {
    let Some(CarrierView { kind, name, file }) = &entry.carrier else { return "in templates".to_owned() };
    match (*kind, file) {
        (_, Some(file)) if entry.name.as_ref() == Some(name) => file.clone(),
        (_, Some(file)) => format!("{file} {name}"),
        ("property", _) => format!("-D{name}"),
        (kind, _) => format!("{kind} {name}"),
    }
}

fn origin(entry: &Entry) -> String {
    let replaced = entry.replaced.iter().rev().map(|earlier| format!("replaced {}", place(earlier)));
    std::iter::once(place(&entry.origin)).chain(replaced).collect::<Vec<_>>().join("\n")
}

fn place(place: &Place) -> String {
    let Place { file, line, layer, .. } = place;
    // What the command line says has no line; a profile's file says which profile.
    match layer {
        _ if file == layer => layer.clone(),
        _ if layer.starts_with("profile") => format!("{file}:{line}"),
        _ => format!("{file}:{line} ({layer})"),
    }
}
