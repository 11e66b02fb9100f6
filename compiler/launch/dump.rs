//! What a JVM does when its heap is full.

use super::{JvmOption, Launch, Size, Sourced, bytes};
use crate::text::Text;

/// A dump of the heap on `OutOfMemoryError`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dump<'a> {
    /// The option that asks for it.
    pub switch: &'a Sourced,
    /// The option that says where it goes, and the path; without it, the working directory.
    pub path: Option<(&'a Sourced, Text)>,
    /// Whether the JVM ends after it, where somebody decided that.
    pub ends: Option<bool>,
}

/// The dump that a launch asks for.
pub fn dump(launch: &Launch) -> Option<Dump<'_>> {
    let (mut asked, mut path, mut ends) = (None, None, None);
    for option in &launch.options {
        match JvmOption::parse(&option.text) {
            JvmOption::Switch { name, on } => match name.known() {
                Some("HeapDumpOnOutOfMemoryError") => asked = on.then_some(option),
                Some("ExitOnOutOfMemoryError" | "CrashOnOutOfMemoryError") => ends = Some(on),
                _ => {}
            },
            JvmOption::Flag { name, value } => match name.known() {
                Some("HeapDumpPath") => path = Some((option, value)),
                // A command of the user's, which most often kills it.
                Some("OnOutOfMemoryError") => ends = Some(true),
                _ => {}
            },
            _ => {}
        }
    }
    Some(Dump { switch: asked?, path: path.filter(|(_, path)| !path.is_empty()), ends })
}

/// The largest heap in bytes that the options allow, where one of them says it.
pub fn largest_heap(launch: &Launch) -> Option<u64> {
    let size = |option: &Sourced| match JvmOption::parse(&option.text) {
        JvmOption::Sized { of: Size::MaxHeap, value } => bytes(value.known()?),
        JvmOption::Flag { name, value } if name.known() == Some("MaxHeapSize") => bytes(value.known()?),
        _ => None,
    };
    launch.options.iter().rev().find_map(size)
}
