//! What `expect.md` says of a JVM, held against what the emitted pod launches. Of the plan it takes nothing.
//!
//! ```text
//! launch CONTAINER LAUNCHER JDK|- [VARIABLE] [env=ENVIRONMENT] [target=TARGET]
//! option TEXT              all options in effective order, agents included
//! agent JAR                all agents in load order
//! env NAME=VALUE           all variables but those that hold options, or exist to be referred to
//! file PATH <- IMAGE:PATH  what stands at a path, from which image
//! line PATH LINE           a file that is written whole has this line
//! writable PATH            an empty folder, or a volume, that the application can write
//! beside IMAGE shares PATH a container of this image has the same volume at the same path
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use agentc::launch::{Content, Launch, Launcher, Lookup, Start, Variable, launch};
use agentc::read::{manifest, pod};
use agentc::target::{Delivered, Draft, Workshop};
use serde_json::Value as Json;

/// One expectation.
#[derive(Debug)]
pub struct Block {
    /// Its first line.
    pub head: String,
    pub container: String,
    pub environment: Option<String>,
    pub target: Option<String>,
    start: Start,
    lines: Vec<(String, String)>,
}

/// The ```` ```launch ```` blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut all = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_prefix("```launch ") else { continue };
        let body = lines.by_ref().take_while(|line| *line != "```").filter(|line| !line.is_empty());
        let pair = |line: &str| {
            let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("half a line: {line}"));
            (word.to_owned(), rest.to_owned())
        };
        all.push(block(head, body.map(pair).collect()));
    }
    all
}

fn block(head: &str, lines: Vec<(String, String)>) -> Block {
    let (narrower, words): (Vec<&str>, Vec<&str>) = head.split(' ').partition(|word| word.contains('='));
    let [container, launcher, jdk, variable @ ..] = words.as_slice() else {
        panic!("container, launcher and JDK: {head}")
    };
    let start = Start {
        launcher: Launcher::from_name(launcher).unwrap_or_else(|| panic!("no launcher {launcher}")),
        variable: variable.first().map(ToString::to_string),
        jdk: (*jdk != "-").then(|| jdk.parse().expect("a JDK")),
        tomcat: None,
    };
    let only = |key: &str| narrower.iter().find_map(|word| word.strip_prefix(key)).map(str::to_owned);
    let (environment, target) = (only("env="), only("target="));
    Block { head: head.to_owned(), container: (*container).to_owned(), environment, target, start, lines }
}

/// Every way in which what is delivered is not what the block says.
pub fn check(block: &Block, workshop: &Workshop, draft: &Draft) -> Vec<String> {
    let delivered = match workshop.deliver(draft) {
        Ok(delivered) => delivered,
        Err(problem) => return vec![problem],
    };
    let mut found = Vec::new();
    for (index, delivered) in delivered.iter().enumerate() {
        let problems = check_one(block, draft, delivered);
        found.extend(problems.into_iter().map(|p| format!("{}, proof {index}: {p}", block.container)));
    }
    found
}

fn check_one(block: &Block, draft: &Draft, delivered: &Delivered) -> Vec<String> {
    let workload = manifest::workload(&delivered.document).expect("a workload");
    let spec = workload.pod_spec(&delivered.document).expect("a pod");
    let maps = |name: &str| config_map(draft, name).map(Arc::new);
    // The image's own configuration is input, not plan.
    let stated = draft.plan.containers.iter().find(|c| c.name == block.container);
    let config = stated.and_then(|c| c.image_config.clone());
    let image = delivered.images.get(&block.container);
    let config = image.map(|image| image.config.clone()).or(config);
    let Some(mut input) = pod::container(spec, &block.container, &maps, config) else {
        return vec!["no such container".to_owned()];
    };
    if let Some(image) = image {
        let mut files = image.files.clone();
        files.trees.extend(input.files.trees.into_iter().filter(|(path, _)| path != "/"));
        input.files = files;
    }
    let got = launch(&input, &block.start);
    let mut found = Vec::new();
    lists(block, &got, &mut found);
    for (word, rest) in &block.lines {
        found.extend(match word.as_str() {
            "option" | "agent" | "env" => None,
            "file" => file(&got, rest),
            "line" => line(&got, rest),
            "writable" => writable(&got, rest),
            "beside" => beside(spec, &block.container, rest),
            _ => Some(format!("nobody knows what `{word}` means")),
        });
    }
    found.extend(got.lost.iter().filter(|l| l.why.is_fatal()).map(|l| format!("{}: {}", l.what, l.why)));
    found
}

fn lists(block: &Block, got: &Launch, found: &mut Vec<String>) {
    let said = |word: &str| -> Vec<String> {
        block.lines.iter().filter(|(w, _)| w == word).map(|(_, rest)| rest.clone()).collect()
    };
    let holds_options = |name: &str| {
        let read = block.start.launcher.rows().iter();
        block.start.variable.as_deref() == Some(name)
            || read.into_iter().any(|row| matches!(row.variable, Variable::Named(own) if own == name))
    };
    let options: Vec<String> = got.options.iter().map(|option| option.text.to_string()).collect();
    let agents: Vec<String> = got.agents.iter().map(|agent| agent.jar.to_string()).collect();
    let own = got.env.iter().filter(|(name, _)| !holds_options(name) && !name.starts_with("AGENTC_"));
    let mut env: Vec<String> = own.map(|(name, value)| format!("{name}={value}")).collect();
    let mut wanted_env = said("env");
    env.sort();
    wanted_env.sort();
    for (what, wanted, is) in
        [("option", said("option"), options), ("agent", said("agent"), agents), ("env", wanted_env, env)]
    {
        if wanted != is {
            found.push(format!(
                "{what}:\n  expected\n    {}\n  is\n    {}",
                wanted.join("\n    "),
                is.join("\n    ")
            ));
        }
    }
}

fn file(got: &Launch, rest: &str) -> Option<String> {
    let (path, from) = rest.split_once(" <- ").expect("PATH <- IMAGE:PATH");
    let (image, source) = from.rsplit_once(':').expect("IMAGE:PATH");
    let wanted = Content::Image { image: image.to_owned(), path: source.to_owned() };
    match got.files.lookup(path) {
        Lookup::Found { content, .. } if content == wanted => None,
        other => Some(format!("{path} is {other:?}")),
    }
}

fn line(got: &Launch, rest: &str) -> Option<String> {
    let (path, line) = rest.split_once(' ').expect("PATH LINE");
    match got.files.lookup(path) {
        Lookup::Found { content: Content::Text(text), .. } if text.lines().any(|l| l == line) => None,
        other => Some(format!("{path} lacks `{line}`: {other:?}")),
    }
}

fn writable(got: &Launch, path: &str) -> Option<String> {
    match got.files.lookup(path) {
        Lookup::Found { content: Content::Empty, writable: true, .. }
        | Lookup::Unknown { writable: true, .. } => None,
        other => Some(format!("{path} should be a writable folder: {other:?}")),
    }
}

fn beside(spec: &Json, container: &str, rest: &str) -> Option<String> {
    let (image, path) = rest.split_once(" shares ").expect("IMAGE shares PATH");
    let containers = spec["containers"].as_array().expect("containers");
    let volume = |key: &str, value: &str| {
        let container = containers.iter().find(|c| c[key] == value)?;
        let mount = container["volumeMounts"].as_array()?.iter().find(|m| m["mountPath"] == path)?;
        mount["name"].as_str()
    };
    let (ours, theirs) = (volume("name", container), volume("image", image));
    (ours.is_none() || ours != theirs).then(|| format!("{path} is {ours:?} here and {theirs:?} in {image}"))
}

fn config_map(draft: &Draft, name: &str) -> Option<BTreeMap<String, String>> {
    let documents = draft.emitted.iter().flat_map(|file| &file.documents);
    let map = documents.filter(|d| d["kind"] == "ConfigMap").find(|d| d["metadata"]["name"] == name)?;
    let data = map["data"].as_object()?;
    Some(
        data.iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
    )
}
