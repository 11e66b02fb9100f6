//! Launches for people: one screen per container.

use super::super::session::Session;
use super::super::table::{Paint, Table};
use super::view::LaunchView;
use crate::report::visible;

/// All launches, a blank line between them.
pub fn render(launches: &[LaunchView], session: &Session) -> String {
    let page = Page { width: Session::width(), paint: session.paint() };
    launches.iter().map(|launch| page.launch(launch) + "\n").collect()
}

struct Page {
    width: usize,
    paint: Paint,
}

impl Page {
    fn launch(&self, launch: &LaunchView) -> String {
        let mut text = format!(
            "{} {}\n",
            self.paint.bold(&visible(&title(launch))),
            self.paint.dim(&visible(&format!("{}:{}", launch.file, launch.line)))
        );
        let known = [
            Some(format!("launcher {}", launch.launcher)),
            launch.jdk.map(|jdk| format!("JDK {jdk}")),
            launch.image.as_ref().map(|image| format!("image {image}")),
        ];
        let known: Vec<String> = known.into_iter().flatten().collect();
        text.push_str(&format!("  {}\n", visible(&known.join(", "))));
        text.push_str(&self.agents(launch));
        text.push_str(&self.table(
            "options, as they take effect",
            &["OPTION", "FROM"],
            launch.options.iter().map(|option| vec![cut(&option.text), from(&option.from, option.maybe)]),
        ));
        if !launch.application.is_empty() {
            text.push_str(&format!(
                "\n  {} {}\n",
                self.paint.bold("application"),
                visible(&cut(&launch.application.join(" ")))
            ));
        }
        text.push_str(&self.table(
            "variables",
            &["VARIABLE", "VALUE", "FROM"],
            launch.env.iter().map(|variable| {
                let value = cut(&variable.value).replace('\n', "\\n");
                vec![variable.name.clone(), value, from(variable.from, variable.maybe)]
            }),
        ));
        let identity = &launch.identity;
        let told = [
            ("service", &identity.service),
            ("instance", &identity.instance),
            ("collector", &identity.collector),
        ];
        text.push_str(&self.table(
            "told to the backend",
            &["WHAT", "VALUE"],
            told.into_iter().filter_map(|(what, value)| Some(vec![what.to_owned(), cut(value.as_ref()?)])),
        ));
        text.push_str(&self.table(
            "what does not arrive as it is written, or is not known",
            &["TEXT", "FROM", "WHY"],
            launch.lost.iter().map(|lost| vec![cut(&lost.text), lost.from.clone(), lost.why.clone()]),
        ));
        text
    }

    fn agents(&self, launch: &LaunchView) -> String {
        let mut text = format!("\n  {}\n", self.paint.bold("agents, in load order"));
        if launch.agents.is_empty() {
            text.push_str(&none(launch.configured.as_deref()));
        }
        for (number, agent) in (1..).zip(&launch.agents) {
            let options = agent
                .options
                .as_ref()
                .map(|options| visible(&format!("={}", cut(options))))
                .unwrap_or_default();
            let arrives = match agent.arrives {
                "yes" => "arrives",
                "no" => "does not arrive",
                _ => "may arrive",
            };
            let way = agent.delivery.as_ref().map(|way| {
                let who = agent.deliverer.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
                format!(" by {way}{who}")
            });
            text.push_str(&format!(
                "    {number} {}, from {}\n      {}{options}\n      {arrives}{}: {}\n",
                self.paint.bold(&visible(&agent.profile)),
                visible(&from(&agent.from, agent.maybe)),
                visible(&agent.jar),
                visible(&way.unwrap_or_default()),
                visible(&agent.why)
            ));
        }
        text
    }

    fn table(
        &self,
        title: &str,
        headings: &[&'static str],
        rows: impl Iterator<Item = Vec<String>>,
    ) -> String {
        let mut table = Table::of_whole_words(headings);
        rows.for_each(|row| table.row(row.iter().map(|cell| visible(cell)).collect()));
        let body = table.render("    ", self.width, self.paint);
        if body.is_empty() { body } else { format!("\n  {}\n{body}", self.paint.bold(title)) }
    }
}

/// Characters of a text that a person reads.
const MOST: usize = 1000;

/// A text, cut where it goes on for too long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => {
            let (start, rest) = text.split_at(end);
            format!("{start} … {} more characters, which --format json has", rest.chars().count())
        }
        None => text.to_owned(),
    }
}

/// Where something is written, and whether it is sure.
fn from(origin: &str, maybe: bool) -> String {
    if maybe { format!("{origin}, perhaps") } else { origin.to_owned() }
}

/// What is said where no agent is seen.
fn none(configured: Option<&str>) -> String {
    match configured {
        Some(profile) => format!(
            "    none that is loaded here; variables configure {profile}, which the image or its start script may load\n"
        ),
        None => "    none that is known here\n".to_owned(),
    }
}

/// What it is, in the words of kubectl.
fn title(launch: &LaunchView) -> String {
    let object = launch.workload.as_ref().map(|workload| {
        let namespace =
            workload.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
        format!("{} {namespace}{}", workload.kind, workload.name)
    });
    let container = launch.container.as_ref().map(|name| format!("container {name}"));
    let parts: Vec<String> = object.into_iter().chain(container).collect();
    if parts.is_empty() { "JVM".to_owned() } else { parts.join(", ") }
}
