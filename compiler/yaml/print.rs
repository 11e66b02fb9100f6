//! The one YAML printer.

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_saphyr::{DoubleQuoted, LitStr, SerializerOptions};

/// Prints one document: two spaces a level, lists at their parent's indent, keys in the order given, nothing
/// folded, every text a text for YAML 1.1 and 1.2 readers, a line end at the end.
pub fn print(value: &Value) -> String {
    let mut options = SerializerOptions::default();
    options.indent_step = 2;
    options.compact_list_indent = true;
    options.empty_as_braces = true;
    // Blocks are chosen here, text by text; the printer's own choice would fold long lines as well.
    options.prefer_block_scalars = false;
    // A `Value` always serializes; if the printer ever thinks otherwise, JSON is YAML too.
    let text = serde_saphyr::to_string_with_options(&Printed(value), options);
    without_blank_ends(&text.unwrap_or_else(|_| format!("{value}\n")))
}

/// Prints documents one after the other, `---` between them.
pub fn print_documents<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    let all: Vec<String> = values.into_iter().map(print).collect();
    all.join("---\n")
}

/// The printer indents the empty lines of a block too; other lines of blanks it has none.
fn without_blank_ends(text: &str) -> String {
    let line =
        |line: &str| if line.trim_start_matches(' ') == "\n" { "\n".to_owned() } else { line.to_owned() };
    text.split_inclusive('\n').map(line).collect()
}

/// A value whose multi-line texts are blocks.
struct Printed<'a>(&'a Value);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if readable_as_block(text) => LitStr(text).serialize(serializer),
            // Bare, it would look like a template to Helm's users and to our own reader.
            Value::String(text) if text.contains("{{") => DoubleQuoted(text).serialize(serializer),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Printed)),
            Value::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Printed(value))))
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

/// Whether `|` shows the text as it is: several lines, none with an invisible end, no line break but `\n`,
/// and a first line that needs no indentation mark.
fn readable_as_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let plain = |c: char| c == '\n' || !(c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'));
    text.contains('\n')
        && text.chars().all(plain)
        && !body.is_empty()
        && !body.starts_with([' ', '\n'])
        && !body.ends_with('\n')
        && body.lines().all(|line| !line.ends_with(char::is_whitespace))
}
