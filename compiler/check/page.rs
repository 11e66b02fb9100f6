//! The page of a rule: what, why, bad, good.

/// A page, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'a> {
    /// The title without the code.
    pub title: &'a str,
    /// Which fixes `agentc lint` has for it: `safe`, `unsafe`, both or none.
    pub fixes: Vec<&'a str>,
    /// Files that the rule finds something in.
    pub bad: Vec<Example<'a>>,
    /// Files that no rule finds anything in.
    pub good: Vec<Example<'a>>,
}

/// An example: the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example<'a> {
    /// What stands behind the fence: `yaml`, `dockerfile`, `sh`, `kdl`, perhaps with a file's name.
    pub info: &'a str,
    /// The text.
    pub text: &'a str,
}

impl<'a> Page<'a> {
    /// Reads a page: `# CODE: title`, `Fix: …`, and fenced texts below `## Bad` and `## Good`.
    pub fn parse(text: &'a str) -> Self {
        let heading = text.lines().next().unwrap_or_default();
        let title = heading.split_once(": ").map_or(heading, |(_, title)| title);
        let prose = text.split("\n```").next().unwrap_or_default();
        let fixes = prose.lines().find_map(|line| line.strip_prefix("Fix: "));
        let fixes = fixes.map_or_else(Vec::new, |fixes| fixes.split(" or ").collect());
        Page { title, fixes, bad: examples(text, "## Bad\n"), good: examples(text, "## Good\n") }
    }
}

fn examples<'a>(text: &'a str, heading: &str) -> Vec<Example<'a>> {
    let Some((_, rest)) = text.split_once(heading) else { return Vec::new() };
    let mut part = rest.split("\n## ").next().unwrap_or_default();
    let mut found = Vec::new();
    while let Some((_, fence)) = part.split_once("```") {
        let Some((info, body)) = fence.split_once('\n') else { break };
        let Some((text, after)) = body.split_once("\n```") else { break };
        // The line end of the last line belongs to the text.
        let end = body.get(..=text.len()).unwrap_or(text);
        found.push(Example { info, text: end });
        part = after;
    }
    found
}
