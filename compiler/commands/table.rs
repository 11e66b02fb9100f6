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
}

impl Table {
    /// An empty table.
    pub fn new(headings: &[&'static str]) -> Self {
        Table { headings: headings.to_vec(), rows: Vec::new() }
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
        let mut text = lines(&headings, &widths, indent, &|_, cell| paint.bold(cell));
        let last = self.headings.len().saturating_sub(1);
        let style =
            |column: usize, cell: &str| if column == last { paint.dim(cell) } else { cell.to_owned() };
        for row in &self.rows {
            text.push_str(&lines(row, &widths, indent, &style));
        }
        text
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

fn lines(cells: &[String], widths: &[usize], indent: &str, style: &dyn Fn(usize, &str) -> String) -> String {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| cell.lines().flat_map(|line| wrap(line, *width)).collect())
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for at in 0..height {
        let mut line = indent.to_owned();
        for (column, (cell, width)) in wrapped.iter().zip(widths).enumerate() {
            let part = cell.get(at).map_or("", String::as_str);
            line.push_str(&style(column, part));
            if cells.len() > column + 1 {
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
    while rest.width() > width {
        let (mut fits, mut used) = (0, 0);
        for c in rest.chars() {
            used += c.width().unwrap_or(0);
            if used > width && fits > 0 {
                break;
            }
            fits += c.len_utf8();
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

#[cfg(test)]
mod tests {
    use super::*;

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
