//! Speed, as ratios against a peer that does its work in the same run: `cargo bench`. No number here is a limit;
//! `tests/README.md` says how to read the table.

mod compiling;
mod growth;
mod linting;
mod measure;
mod parsing;
#[path = "../it/shapes.rs"]
mod shapes;

use measure::Row;

fn main() {
    // `cargo test --benches` only wants to know that this can be built.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("measured by `cargo bench`");
        return;
    }
    println!("{}", Row::HEAD);
    let rows = [linting::ROWS, parsing::ROWS, compiling::ROWS, growth::ROWS];
    for measured in rows.into_iter().flatten() {
        match measured() {
            Ok(row) => println!("{row}"),
            Err(why) => println!("left out: {why}"),
        }
    }
}
