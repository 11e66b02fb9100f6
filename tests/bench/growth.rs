//! Twice the input beside the input: 2 is linear, 4 is quadratic.

use crate::compiling::Fleet;
use crate::linting;
use crate::measure::{Measured, Row};
use crate::parsing::{parse_kdl, parse_yaml, profiles};
use crate::shapes;

pub const ROWS: &[Measured] = &[
    || Ok(fleet()),
    || Ok(doubled(["KDL: the shipped profiles 8 times", "4 times", READ], parse_kdl, &profiles(), 4)),
    || worst("KDL", parse_kdl, shapes::KDL),
    || Ok(doubled(["YAML: 8,000 documents", "4,000", READ], parse_yaml, "---\na: {b: [c, 'd']}\n", 4_000)),
    || worst("YAML", parse_yaml, shapes::YAML),
    || {
        Ok(numbered(
            ["lint a Dockerfile of 5 MB", "of 2.5 MB", READ],
            linting::dockerfile,
            DOCKERFILE,
            40_000,
        ))
    },
    || Ok(numbered(["lint a script of 2 MB", "of 1 MB", READ], linting::script, SCRIPT, 30_000)),
    || Ok(doubled(["YAML: 200 texts that hang out", "100", REREAD], parse_yaml, HANGING, 100)),
];

const READ: &str = "2 is linear";
/// The text is read again for each of them, until 50 MB have been read.
const REREAD: &str = "up to 4: each is read from the start";
const DOCKERFILE: &str = "ENV A@=b\nRUN echo @ $A@\nCOPY a@.jar /app/a@.jar\n";
const SCRIPT: &str = "export A@=\"x $B\"\nB=\"y $A@\"\n";
const HANGING: &str = "- a:\n    b: \"x\n  y\"\n";

fn fleet() -> Row {
    let (small, large) = (Fleet::new(200), Fleet::new(400));
    let titles = ["compile 400 apps × 3 environments", "200 apps", READ].map(str::to_owned);
    Row::measure(titles, || large.compile(None).len(), || small.compile(None).len())
}

fn doubled(titles: [&str; 3], parse: fn(&str) -> usize, unit: &str, times: usize) -> Row {
    let (small, large) = (unit.repeat(times), unit.repeat(2 * times));
    Row::measure(titles.map(str::to_owned), || parse(&large), || parse(&small))
}

/// The same with a text in which each unit has a number of its own.
fn numbered(titles: [&str; 3], lint: fn(&str) -> usize, unit: &str, times: usize) -> Row {
    let text = |count: usize| {
        let units = (0..count).map(|number| unit.replace('@', &number.to_string()));
        format!("FROM a:1\n{}", units.collect::<String>())
    };
    let (small, large) = (text(times), text(2 * times));
    Row::measure(titles.map(str::to_owned), || lint(&large), || lint(&small))
}

/// The row of the shape that grows most.
fn worst(language: &str, parse: fn(&str) -> usize, shapes: &[&str]) -> Result<Row, String> {
    let row = |unit: &&str| {
        let what = format!("{language}: 200,000 × {unit:?}, the worst of {}", shapes.len());
        doubled([&what, "100,000", READ], parse, unit, 100_000)
    };
    let rows = shapes.iter().map(row);
    rows.max_by(|a, b| a.ratio().total_cmp(&b.ratio())).ok_or_else(|| "no shapes".to_owned())
}
