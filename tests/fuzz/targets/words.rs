//! Options, shell words and scripts. A `\x01` stands for a value that only the pod knows.
#![no_main]

use agentc::launch::shell::{eval, quote, split_command, words};
use agentc::launch::tokenize::{quote_option, tokenize};
use agentc::text::{Opaque, Text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let field = || Text::opaque(Opaque::Field("metadata.name".to_owned()));
    let mut value = Text::empty();
    for (at, known) in text.split('\x01').enumerate() {
        if at > 0 {
            value.append(&field());
        }
        value.push_str(known);
    }
    let lookup = |name: &str| (name.len() < 3).then(field);
    if let Ok(options) = tokenize(&value)
        && let Ok(quoted) = options.iter().map(quote_option).collect::<Result<Vec<_>, _>>()
    {
        assert_eq!(tokenize(&Text::join(quoted, " ")), Ok(options));
    }
    if let Ok(fields) = eval(&value, &lookup)
        && let Ok(quoted) = fields.iter().map(quote).collect::<Result<Vec<_>, _>>()
    {
        let joined = Text::join(quoted, " ");
        assert_eq!(eval(&joined, &lookup).as_ref(), Ok(&fields));
        // `eval … $OPTS` splits and joins first.
        assert_eq!(eval(&Text::join(words(&joined), " "), &lookup), Ok(fields));
    }
    for command in split_command(&value).unwrap_or_default() {
        let _ = command.argv(&lookup);
    }
});
