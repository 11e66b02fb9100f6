//! How a container starts its JVM, as far as its variables and the name of its image tell.

use crate::image::Name;
use crate::launch::tokenize::tokenize;
use crate::launch::{
    BUILDPACK_PREFIX, Container, Content, EnvValue, EnvVar, ImageConfig, JvmOption, Launcher, Lookup, Start,
    misspelt,
};
use crate::text::Text;

/// What is known without running the image. A `java` in the command corrects it.
pub fn start(container: &Container, image: &str) -> Start {
    let variable = script_variable(container);
    let has = |name: &str| container.env.iter().any(|var| var.name == name);
    let repository = Name::of(image).last();
    let entrypoint = container.image.as_ref().and_then(|config| config.entrypoint.first());
    let launcher = match (&variable, entrypoint.map(|program| program.rsplit('/').next().unwrap_or(program)))
    {
        (_, Some("catalina.sh" | "startup.sh")) => Launcher::Catalina,
        _ if entrypoint.is_some_and(|program| program.starts_with("/cnb/")) => Launcher::Paketo,
        _ if speaks_to_buildpack(container) => Launcher::Paketo,
        _ if has("CATALINA_OPTS") || repository.ends_with("tomcat") || runs_catalina(container) => {
            Launcher::Catalina
        }
        (Some(_), _) => Launcher::Shell,
        (None, _) => Launcher::Java,
    };
    let jdk = container.image.as_ref().and_then(jdk_of_config).or_else(|| jdk_of_name(image));
    Start { launcher, variable, jdk, tomcat: tomcat(container, image) }
}

/// Whether the command, or what is known of the image, tells how the JVM is started.
pub fn is_seen(container: &Container, image: &str) -> bool {
    let shown = |config: &ImageConfig| !config.entrypoint.is_empty() || !config.cmd.is_empty();
    let engine = container.engine.as_ref().is_some_and(|own| own.entrypoint.is_some() || own.cmd.is_some());
    container.image.as_ref().is_some_and(shown)
        || engine
        || container.command.is_some()
        || Name::of(image).last().ends_with("tomcat")
        || speaks_to_buildpack(container)
}

/// Whether variables are set that only a buildpack's launcher reads, and its command is left as it is.
fn speaks_to_buildpack(container: &Container) -> bool {
    let own = container.env.iter().map(|var| &var.name);
    let mut names = own.chain(container.image.iter().flat_map(|image| &image.env).map(|(name, _)| name));
    let replaced = container.command.as_ref().and_then(|command| command.first());
    replaced.is_none_or(|program| program.starts_with("/cnb/"))
        && names.any(|name| name.starts_with(BUILDPACK_PREFIX))
}

/// Whether the command, or that of a known image, is Tomcat's own script.
pub fn runs_catalina(container: &Container) -> bool {
    // A command takes the place of what the image starts.
    let image = container.image.iter().filter(|_| container.command.is_none());
    let image = image.flat_map(|config| config.entrypoint.iter().chain(&config.cmd));
    let words = container.command.iter().chain(&container.args).flatten().chain(image).map(String::as_str);
    let engine = container.engine.iter().flat_map(|own| own.entrypoint.iter().chain(&own.cmd)).flatten();
    let mut words = words.chain(engine.filter_map(Text::known)).flat_map(str::split_whitespace);
    words.any(|word| word.ends_with("catalina.sh"))
}

/// Where Tomcat's images have it.
const CATALINA_HOME: &str = "/usr/local/tomcat";

/// The container with the `setenv.sh` that `catalina.sh` reads first, where its text is among the known files.
pub fn with_setenv(container: &Container, start: &Start) -> Option<Container> {
    let words = container.command.iter().chain(&container.args).flatten();
    let debugs = words.flat_map(|word| word.split_whitespace()).any(|word| word == "jpda");
    if start.launcher != Launcher::Catalina || container.script.is_some() || debugs {
        return None;
    }
    let set = |name: &str| {
        let own = container.env.iter().rfind(|var| var.name == name).and_then(|var| match &var.value {
            EnvValue::Literal(value) => Some(value.as_str()),
            _ => None,
        });
        let images = container.image.iter().flat_map(|image| &image.env);
        own.or_else(|| images.filter(|(own, _)| own == name).find_map(|(_, value)| value.known()))
    };
    // `CATALINA_BASE` is asked first, as the script does.
    let homes = [set("CATALINA_BASE"), set("CATALINA_HOME"), Some(CATALINA_HOME)];
    let text = homes.into_iter().flatten().find_map(|home| {
        match container.files.lookup(&format!("{}/bin/setenv.sh", home.trim_end_matches('/'))) {
            Lookup::Found { content: Content::Text(text), .. } => Some(text),
            _ => None,
        }
    });
    Some(Container { script: Some(text?), start: 0, ..container.clone() })
}

/// The variable that a start script puts on the command line: `JAVA_OPTS`, or another one that holds an agent and
/// that no JVM reads by itself.
fn script_variable(container: &Container) -> Option<String> {
    let by_itself = |var: &&EnvVar| {
        let rows = Launcher::ALL.iter().flat_map(|launcher| launcher.rows());
        rows.into_iter().any(|row| row.is_named(&var.name))
    };
    let is_misspelt = |var: &EnvVar| match &var.value {
        EnvValue::Literal(text) => misspelt(container, &var.name, &Text::from(text.as_str())).is_some(),
        _ => false,
    };
    let free = |var: &&EnvVar| !is_taken_up(&var.name, container) && !is_misspelt(var);
    let conventional = container.env.iter().find(|var| var.name == "JAVA_OPTS");
    // Where a JVM gets an agent without a script, nobody knows what the other variable is for.
    let is_loaded = || container.env.iter().any(|var| by_itself(&var) && holds_agent(&var.value));
    let custom = container.env.iter().filter(|var| !by_itself(var)).find(|var| holds_agent(&var.value));
    conventional
        .filter(free)
        .or_else(|| custom.filter(free).filter(|_| !is_loaded()))
        .map(|var| var.name.clone())
}

/// Whether the kubelet puts a variable into another one, or into the command: that is what it is there for.
fn is_taken_up(name: &str, container: &Container) -> bool {
    let reference = format!("$({name})");
    let others = container.env.iter().filter_map(|var| match &var.value {
        EnvValue::Literal(text) => Some(text),
        _ => None,
    });
    let words = container.command.iter().chain(&container.args).flatten();
    others.chain(words).any(|text| text.contains(&reference))
}

fn holds_agent(value: &EnvValue) -> bool {
    let text = match value {
        EnvValue::Literal(text) | EnvValue::Verbatim(text) => Text::from(text.as_str()),
        EnvValue::Given(text) => text.clone(),
        EnvValue::From(_) => return false,
    };
    let tokens = tokenize(&text).unwrap_or_default();
    tokens.iter().any(|token| matches!(JvmOption::parse(token), JvmOption::JavaAgent { .. }))
}

/// Tomcat's release: `TOMCAT_VERSION`, which its images set, or the start of their tag.
fn tomcat(container: &Container, image: &str) -> Option<(u32, u32)> {
    let set = container.image.iter().flat_map(|config| &config.env);
    let mut set = set.filter(|(name, _)| name == "TOMCAT_VERSION").filter_map(|(_, version)| version.known());
    let image = Name::of(image);
    let tag = image.tag.filter(|_| image.last().ends_with("tomcat"));
    let version = set.next_back().or(tag)?;
    let mut numbers = version.split(['.', '-', '_']);
    let major = numbers.next()?.parse().ok()?;
    // `tomcat:8` is the last 8.x.
    let minor = numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(u32::MAX);
    Some((major, minor))
}

/// `JAVA_VERSION`, which the usual images of JDKs set: `17.0.9`, `8u392`, `jdk-21.0.1+12`.
fn jdk_of_config(config: &ImageConfig) -> Option<u32> {
    let (_, version) = config.env.iter().find(|(name, _)| name == "JAVA_VERSION")?;
    feature(version.known()?.trim_start_matches("jdk-").trim_start_matches("jdk"))
}

/// Images that are named for a JDK, so that their tag begins with its version.
const JDK_IMAGES: [&str; 8] = [
    "openjdk",
    "eclipse-temurin",
    "amazoncorretto",
    "zulu-openjdk",
    "ibm-semeru-runtimes",
    "java",
    "jdk",
    "jre",
];

/// The JDK that a tag names: `9-jdk8`, `3.8-openjdk-17`, `17-jre`.
fn jdk_of_name(image: &str) -> Option<u32> {
    let image = Name::of(image);
    let of_tag = image.tag.and_then(|tag| jdk_of_words(tag, JDK_IMAGES.contains(&image.last())));
    of_tag.or_else(|| jdk_of_words(image.last(), false))
}

/// The JDK that words name; the first word is its version where `leads`.
fn jdk_of_words(text: &str, leads: bool) -> Option<u32> {
    let words: Vec<&str> = text.split(['-', '_']).collect();
    let marks = ["openjdk", "jdk", "jre", "java"];
    let joined = words.iter().find_map(|word| {
        let version = marks.iter().find_map(|mark| word.strip_prefix(mark))?;
        feature(version)
    });
    let parted =
        || words.windows(2).find_map(|pair| marks.contains(&pair[0]).then(|| feature(pair[1])).flatten());
    let named = || leads.then(|| feature(words.first()?)).flatten();
    joined.or_else(parted).or_else(named)
}

/// The feature release at the start of a version; `1.8` is 8.
fn feature(version: &str) -> Option<u32> {
    let version = version.strip_prefix("1.").unwrap_or(version);
    let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version.get(..end)?.parse().ok().filter(|jdk| (5..=99).contains(jdk))
}

#[cfg(test)]
mod tests {
    use super::jdk_of_name;

    #[test]
    fn jdks_of_tags() {
        let cases = [
            ("192.168.1.61/library/tomcat:9-jdk8", Some(8)),
            ("openjdk:17-jdk-slim", Some(17)),
            ("openjdk:11.0.1-jre-slim-stretch", Some(11)),
            ("maven:3.8.6-openjdk-8", Some(8)),
            ("eclipse-temurin:21-jre@sha256:00", Some(21)),
            ("tomcat:9.0", None),
            ("acme/app:1.8", None),
            ("gcr.io/distroless/java25-debian13:nonroot", Some(25)),
            ("registry.access.redhat.com/ubi9/openjdk-21:1.20", Some(21)),
            ("acme/java-order:1.4", None),
        ];
        for (image, jdk) in cases {
            assert_eq!(jdk_of_name(image), jdk, "{image}");
        }
    }
}
