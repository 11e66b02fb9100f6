//! A command that Compose is given as a text: split as a shell splits words, with no shell behind it.

use crate::text::{Text, Unit};

/// Characters that end the command, as the splitter of Compose has it: what follows is dropped.
const ENDS: [char; 5] = [';', '&', '|', '<', '>'];

/// The words; `None` where a quote stays open, which Compose refuses.
pub fn split(text: &Text) -> Option<Vec<Text>> {
    let (mut words, mut word) = (Vec::new(), None::<Text>);
    let (mut quote, mut escaped) = (None, false);
    for unit in text.units() {
        let Unit::Char(c) = unit else {
            word.get_or_insert_default().push(unit);
            continue;
        };
        match (quote, c) {
            _ if escaped => {
                word.get_or_insert_default().push(unit);
                escaped = false;
            }
            (Some('"') | None, '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if ENDS.contains(&c) => break,
            (None, ' ' | '\t' | '\r' | '\n') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(unit),
        }
    }
    words.extend(word);
    (quote.is_none() && !escaped).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::text::Text;

    /// What compose-go 2.16 makes of these.
    #[test]
    fn words() {
        let cases: [(&str, Option<&[&str]>); 8] = [
            ("java -Da='x y' \"b\\\"c\" 'd\\e' f\\ g", Some(&["java", "-Da=x y", "b\"c", "d\\e", "f g"])),
            ("  java   -x ", Some(&["java", "-x"])),
            ("", Some(&[])),
            ("java -Dx=\"a'b\" -Dy=''", Some(&["java", "-Dx=a'b", "-Dy="])),
            ("java -jar a.jar && echo done", Some(&["java", "-jar", "a.jar"])),
            ("sh -c \"java $X; true\" | tee", Some(&["sh", "-c", "java $X; true"])),
            ("java # c", Some(&["java", "#", "c"])),
            ("java 'open", None),
        ];
        for (text, expected) in cases {
            let got = split(&Text::from(text));
            let expected = expected.map(|words| words.iter().map(|word| Text::from(*word)).collect());
            assert_eq!(got, expected, "{text}");
        }
    }
}
