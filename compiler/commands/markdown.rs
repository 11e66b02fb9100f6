//! Markdown on a terminal: wrapped, with bold headings and without marks.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use textwrap::{Options, WordSplitter, WrapAlgorithm};

use super::table::Paint;

/// How far the text of a fence goes in.
const INDENT: &str = "  ";

/// A text of headings, paragraphs, lists and fences in so many columns. The lines of a fence stay as they are.
pub fn render(text: &str, width: usize, paint: Paint) -> String {
    let mut page = Page { width, paint, ..Page::default() };
    for event in Parser::new(text) {
        page.event(event);
    }
    page.out
}

#[derive(Default)]
struct Page {
    width: usize,
    paint: Paint,
    out: String,
    /// The block that is being read.
    block: String,
    /// Where the link that is being read leads.
    link: Option<String>,
    /// The name of the fence that is being read is printed.
    named: bool,
    /// Inside of an item of a list.
    item: bool,
}

impl Page {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => self.fence(&kind),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.to_string()),
            Event::Start(Tag::Item) => self.item = true,
            Event::Text(text) => self.block.push_str(&text),
            Event::Code(text) => self.block.push_str(&self.paint.code(&text)),
            Event::SoftBreak | Event::HardBreak => self.block.push(' '),
            Event::End(TagEnd::Heading(_)) => {
                let heading = self.paint.bold(&std::mem::take(&mut self.block));
                self.wrapped(&heading, "");
            }
            Event::End(TagEnd::Link) => self.target(),
            Event::End(TagEnd::Item) => {
                self.paragraph("- ");
                self.item = false;
            }
            Event::End(TagEnd::Paragraph) if self.item => self.block.push(' '),
            Event::End(TagEnd::Paragraph) => self.paragraph(""),
            Event::End(TagEnd::CodeBlock) => self.code(),
            _ => {}
        }
    }

    /// The name of the file that a fence is, above it.
    fn fence(&mut self, kind: &CodeBlockKind) {
        if let CodeBlockKind::Fenced(info) = kind
            && let Some((_, name)) = info.split_once(' ')
        {
            let name = self.paint.dim(&format!("{name}:"));
            self.wrapped(&name, "");
            self.named = true;
        }
    }

    fn code(&mut self) {
        if !std::mem::take(&mut self.named) {
            self.gap();
        }
        for line in std::mem::take(&mut self.block).lines() {
            self.out.push_str(format!("{INDENT}{line}").trim_end());
            self.out.push('\n');
        }
    }

    /// Where a link leads, unless that is a file of the repository: who reads this may not have it.
    fn target(&mut self) {
        if let Some(url) = self.link.take().filter(|url| url.starts_with("http")) {
            let url = self.paint.dim(&format!("<{url}>"));
            self.block.push_str(&format!(" {url}"));
        }
    }

    fn paragraph(&mut self, mark: &str) {
        let text = std::mem::take(&mut self.block);
        if !text.is_empty() {
            self.wrapped(text.trim_end(), mark);
        }
    }

    fn wrapped(&mut self, text: &str, mark: &str) {
        self.gap();
        let hanging = " ".repeat(mark.len());
        let options = Options::new(self.width).break_words(false).wrap_algorithm(WrapAlgorithm::FirstFit);
        let options = options.word_splitter(WordSplitter::NoHyphenation);
        self.out.push_str(&textwrap::fill(text, options.initial_indent(mark).subsequent_indent(&hanging)));
        self.out.push('\n');
    }

    /// A blank line between blocks.
    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::RULES;

    #[test]
    fn a_page_reads_well_in_few_columns() {
        let text = "# A: `b`\n\nOne two three [four](https://x.io/) five [six](../six.md).\n\n- seven eight nine ten\n- 11\n\n```kdl a.kdl\na 1\n\n  b\n```\n";
        let plain = "A: b\n\nOne two three four\n<https://x.io/> five\nsix.\n\n- seven eight nine\n  ten\n\n- 11\n\na.kdl:\n  a 1\n\n    b\n";
        assert_eq!(render(text, 20, Paint { on: false }), plain);
        let painted = render(text, 20, Paint { on: true });
        assert!(painted.starts_with("\x1b[1mA: \x1b[36mb\x1b[0m\x1b[0m\n"), "{painted:?}");
    }

    /// No word of a page is lost, and no line is wider than it was asked for, unless it is one word or an example.
    #[test]
    fn every_page_is_shown_whole() {
        for rule in RULES {
            let shown = render(rule.page, 80, Paint { on: false });
            let mut words = shown.split(|c: char| !c.is_alphanumeric());
            let prose = rule.page.replace("](../", "](").replace("```", "\n```");
            for word in prose
                .lines()
                .filter(|line| !line.starts_with("```") && !line.contains("]("))
                .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()))
            {
                assert!(words.any(|shown| shown == word), "{}: {word} is lost in\n{shown}", rule.code.id);
            }
            let wide = |line: &&str| line.chars().count() > 80 && line.contains(' ');
            let wide = shown.lines().filter(wide).find(|line| !line.starts_with(INDENT));
            assert_eq!(wide, None, "{}", rule.code.id);
        }
    }
}
