//! What was looked for in the texts of a JVM: once for each word, and up to a bound in all.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::launch::{Launch, Lost, Origin, Reason, tokenize::tokenize};
use crate::source::Span;
use crate::text::Text;

/// Bytes that are searched for the words of one JVM. A start script of 64 KB is read 500 times.
const MOST: usize = 32 << 20;

/// The places of a word in the text of an origin.
type Found = HashMap<(Origin, String), Rc<[Span]>>;

/// What was found so far.
pub(super) struct Searches {
    left: Cell<usize>,
    words: RefCell<Found>,
    ranks: OnceCell<HashMap<*const Lost, Rank>>,
    references: OnceCell<HashSet<(Origin, String)>>,
}

/// The how manieth of those that say the same something lost is, counted from 0, and how many they are.
#[derive(Clone, Copy)]
pub struct Rank {
    /// Those before it.
    pub before: usize,
    /// All of them.
    pub of: usize,
}

impl Default for Searches {
    fn default() -> Self {
        let (words, ranks, references) = (RefCell::default(), OnceCell::new(), OnceCell::new());
        Searches { left: Cell::new(MOST), words, ranks, references }
    }
}

impl Searches {
    /// Whether so many bytes may still be read.
    pub fn may_read(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// What `find` says of a word, asked once.
    pub fn words(&self, from: &Origin, word: &str, find: impl FnOnce() -> Vec<Span>) -> Rc<[Span]> {
        let key = (from.clone(), word.to_owned());
        if let Some(found) = self.words.borrow().get(&key) {
            return Rc::clone(found);
        }
        let found: Rc<[Span]> = find().into();
        self.words.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    /// Where something stands among what is lost alike.
    pub fn rank(&self, launch: &Launch, lost: &Lost) -> Rank {
        let alone = Rank { before: 0, of: 1 };
        self.ranks.get_or_init(|| ranks(launch)).get(&std::ptr::from_ref(lost)).copied().unwrap_or(alone)
    }

    /// Whether a word is part of a `$(…)` that arrives as it is written.
    pub fn is_in_reference(&self, launch: &Launch, lost: &Lost) -> bool {
        let words = self.references.get_or_init(|| references(launch));
        !words.is_empty() && words.contains(&(lost.from.clone(), lost.what.clone()))
    }
}

fn ranks(launch: &Launch) -> HashMap<*const Lost, Rank> {
    let key = |lost: &Lost| (lost.from.clone(), lost.what.clone(), lost.why.to_string());
    let mut counts: HashMap<_, usize> = HashMap::new();
    let mut count = |lost: &Lost| {
        let count = counts.entry(key(lost)).or_default();
        *count += 1;
        *count - 1
    };
    let before: Vec<usize> = launch.lost.iter().map(&mut count).collect();
    let of = |lost: &Lost| counts.get(&key(lost)).copied().unwrap_or(1);
    let rank = |(lost, before)| (std::ptr::from_ref(lost), Rank { before, of: of(lost) });
    launch.lost.iter().zip(before).map(rank).collect()
}

fn references(launch: &Launch) -> HashSet<(Origin, String)> {
    let undefined = launch.lost.iter().filter(|lost| matches!(lost.why, Reason::Undefined(_)));
    let words = |lost: &Lost| {
        let words = tokenize(&Text::from(lost.what.as_str())).unwrap_or_default();
        let known: Vec<String> = words.iter().filter_map(Text::known).map(str::to_owned).collect();
        known.into_iter().map(|word| (lost.from.clone(), word)).collect::<Vec<_>>()
    };
    undefined.flat_map(words).collect()
}
