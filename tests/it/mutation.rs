//! Is the proof worth anything? Every golden file is changed in every small way; each change must be refused by a
//! schema or by read-back, or be listed in `survivors.txt` with the reason why no JVM can see the difference.
//!
//! The judge is the one that a build asks: [`agentc::target::Workshop::judge`].

use std::collections::BTreeMap;
use std::path::Path;

use agentc::target::{Draft, Emitted, Workshop};
use rayon::prelude::*;
use serde_json::Value as Json;

use super::golden::{Input, folders, name};
use super::mutants::{Mutant, json_mutants, text_mutants};
use super::survivors::Survivors;

/// A change that nobody noticed.
#[derive(Debug)]
struct Survivor {
    target: String,
    place: String,
    kind: &'static str,
    shown: String,
}

#[test]
fn no_change_goes_unnoticed() {
    let listed = Survivors::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/survivors.txt"));
    let found: Vec<(usize, Vec<Survivor>)> =
        folders().par_iter().flat_map(|folder| survivors(folder)).collect();
    let tried: usize = found.iter().map(|(tried, _)| tried).sum();
    let mut unlisted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut used = listed.unused();
    for survivor in found.iter().flat_map(|(_, survivors)| survivors) {
        match listed.line_for(&survivor.target, &survivor.place, survivor.kind) {
            Some(line) => used.mark(line),
            None => {
                let key = format!("{} {} {}", survivor.target, survivor.place, survivor.kind);
                unlisted.entry(key).or_default().push(survivor.shown.clone());
            }
        }
    }
    let unlisted: Vec<String> =
        unlisted.into_iter().map(|(key, shown)| format!("{key}\n    {}", shown.join("\n    "))).collect();
    let idle = used.idle(&listed);
    println!("{tried} changes tried");
    assert!(
        unlisted.is_empty() && idle.is_empty(),
        "{} of {tried} changes that nobody noticed and nobody explained:\n{}\n\nlines that explain nothing:\n{}",
        unlisted.len(),
        unlisted.join("\n"),
        idle.join("\n")
    );
}

fn survivors(folder: &Path) -> Vec<(usize, Vec<Survivor>)> {
    let all = Input::of(folder).inspect(&|workshop, draft| {
        let clean = workshop.judge(draft, &draft.emitted);
        assert!(clean.is_empty(), "{}: {}", name(folder), clean[0].message);
        let jobs: Vec<(usize, Mutant)> = (0..draft.emitted.len())
            .flat_map(|index| mutants(&draft.emitted[index]).into_iter().map(move |mutant| (index, mutant)))
            .collect();
        let survivors = jobs
            .par_iter()
            .filter(|(index, mutant)| judged_fine(workshop, draft, *index, mutant))
            .map(|(index, mutant)| Survivor {
                target: draft.target.name.clone(),
                place: format!("{}{}", draft.emitted[*index].name, mutant.place),
                kind: mutant.kind,
                shown: format!("{}: {}", name(folder), mutant.shown),
            });
        (jobs.len(), survivors.collect())
    });
    all.unwrap_or_else(|refusal| panic!("{}: {refusal}", name(folder)))
}

fn judged_fine(workshop: &Workshop, draft: &Draft, index: usize, mutant: &Mutant) -> bool {
    let mut files = draft.emitted.clone();
    files[index] = mutant.file.clone();
    workshop.judge(draft, &files).is_empty()
}

fn mutants(file: &Emitted) -> Vec<Mutant> {
    if file.documents.is_empty() {
        return text_mutants(file);
    }
    let several = file.documents.len() > 1;
    let mut all = Vec::new();
    for (index, document) in file.documents.iter().enumerate() {
        let at = if several { format!("#{index}") } else { String::new() };
        let with = |changed: Json| {
            let mut file = file.clone();
            file.documents[index] = changed;
            file
        };
        all.extend(json_mutants(document, &at, &with));
    }
    all
}
