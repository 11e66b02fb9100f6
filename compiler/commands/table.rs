//! Tables that fit a terminal: the widest columns give way, long cells go on below.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Colours, or none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paint {
    /// Whether there are any.
    pub on: bool,
}

impl Paint {
    /// Headings and names.
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// What is read second.
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Words of a file or a command inside of a sentence.
    pub fn code(self, text: &str) -> String {
        self.wrap("36", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.on && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Columns narrower than this are left alone.
const NARROW: usize = 10;
/// Between columns.
const GAP: usize = 2;

/// Rows under headings. A line end in a cell starts a new line of the cell; the last column is dimmed.
#[derive(Debug)]
pub struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    /// Words are never broken: one that is too long for its column has a line to itself.
    whole_words: bool,
}

impl Table {
    /// An empty table.
    pub fn new(headings: &[&'static str]) -> Self {
        Table { headings: headings.to_vec(), rows: Vec::new(), whole_words: false }
    }

    /// The same for cells that people copy: a word of them stays in one piece.
    pub fn of_whole_words(headings: &[&'static str]) -> Self {
        Table { whole_words: true, ..Table::new(headings) }
    }

    /// Adds a row; it has a cell for each heading.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table in so many columns, each line behind the indent; nothing where there are no rows.
    pub fn render(&self, indent: &str, width: usize, paint: Paint) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let widths = self.widths(width.saturating_sub(indent.len()));
        let headings: Vec<String> = self.headings.iter().map(|&heading| heading.to_owned()).collect();
        let parted = |cells: &[String]| self.parted(cells, &widths);
        let mut text = lines(&parted(&headings), &widths, indent, &|_, cell| paint.bold(cell));
        let last = self.headings.len().saturating_sub(1);
        let style =
            |column: usize, cell: &str| if column == last { paint.dim(cell) } else { cell.to_owned() };
        for row in &self.rows {
            text.push_str(&lines(&parted(row), &widths, indent, &style));
        }
        text
    }

    /// The lines of each cell. What stands right of a word that is too long begins below it.
    fn parted(&self, cells: &[String], widths: &[usize]) -> Vec<Vec<String>> {
        let wrap = if self.whole_words { wrap_words } else { wrap };
        let (mut below, mut all) = (0, Vec::new());
        for (cell, width) in cells.iter().zip(widths) {
            let own: Vec<String> = cell.lines().flat_map(|line| wrap(line, *width)).collect();
            let start = below;
            if own.iter().any(|line| line.width() > *width) {
                below += own.len();
            }
            all.push(std::iter::repeat_n(String::new(), start).chain(own).collect());
        }
        all
    }

    fn widths(&self, available: usize) -> Vec<usize> {
        let cell = |cell: &String| cell.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        let column = |(index, heading): (usize, &&str)| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).map(cell);
            cells.chain([heading.width()]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = self.headings.iter().enumerate().map(column).collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > available {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROW => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}

fn lines(
    wrapped: &[Vec<String>],
    widths: &[usize],
    indent: &str,
    style: &dyn Fn(usize, &str) -> String,
) -> String {
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for at in 0..height {
        let mut line = indent.to_owned();
        for (column, (cell, width)) in wrapped.iter().zip(widths).enumerate() {
            let part = cell.get(at).map_or("", String::as_str);
            line.push_str(&style(column, part));
            if wrapped.len() > column + 1 {
                line.push_str(&" ".repeat(width + GAP - part.width().min(*width)));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Where a line may be broken, the best places first.
const BREAKS: [&[char]; 3] = [&[' '], &['/', ',', ';', '='], &['.', ':', '_', '-']];

/// Breaks a line after a blank or a separator, or anywhere if there is none.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let (mut all, mut rest) = (Vec::new(), line);
    loop {
        let (mut fits, mut used) = (0, 0);
        for c in rest.chars() {
            used += c.width().unwrap_or(0);
            if used > width && fits > 0 {
                break;
            }
            fits += c.len_utf8();
        }
        if fits >= rest.len() {
            break;
        }
        let (head, _) = rest.split_at(fits);
        // A break near the beginning wastes the line.
        let after = |chars: &&[char]| head.rfind(*chars).map(|at| at + 1).filter(|at| at * 3 >= fits);
        let at = BREAKS.iter().find_map(after).unwrap_or(fits);
        let (head, tail) = rest.split_at(at);
        all.push(head.trim_end().to_owned());
        rest = tail.trim_start();
    }
    all.push(rest.to_owned());
    all
}

/// Breaks a line at blanks only.
fn wrap_words(line: &str, width: usize) -> Vec<String> {
    let (mut all, mut current, mut used) = (Vec::new(), String::new(), 0);
    for word in line.split(' ') {
        let own = word.width();
        if !current.is_empty() && used + 1 + own > width {
            all.push(std::mem::take(&mut current));
            used = 0;
        } else if !current.is_empty() {
            current.push(' ');
            used += 1;
        }
        current.push_str(word);
        used += own;
    }
    all.push(current);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_copied_stay_whole() {
        let mut table = Table::of_whole_words(&["OPTION", "FROM"]);
        table.row(vec!["-Da=1".into(), "ARGS".into()]);
        table.row(vec!["-javaagent:/a/long/path.jar".into(), "JAVA_OPTS".into()]);
        let text = table.render("  ", 24, Paint { on: false });
        let expected = "  OPTION       FROM\n  -Da=1        ARGS\n  -javaagent:/a/long/path.jar\n               JAVA_OPTS\n";
        assert_eq!(text, expected);
        assert_eq!(wrap_words("-Xmx1g -Xms1g -Xss1m", 13), ["-Xmx1g -Xms1g", "-Xss1m"]);
    }

    #[test]
    fn cells_break_at_separators_and_keep_their_columns() {
        let mut table = Table::new(&["NAME", "VALUE"]);
        table.row(vec!["a".into(), "one/two/three\nnext".into()]);
        let text = table.render("  ", 19, Paint { on: false });
        assert_eq!(text, "  NAME  VALUE\n  a     one/two/\n        three\n        next\n");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("服务名称", 4), ["服务", "名称"]);
        assert_eq!(wrap("é", 1), ["é"]);
    }
}
