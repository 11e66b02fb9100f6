//! Options that every JVM exits over, whatever its release: measured with JDK 17 and 25.

use super::{JvmOption, Launch, Size, Sourced, bytes};

/// Why a JVM exits over an option by itself.
pub fn malformed(option: &Sourced) -> Option<&'static str> {
    match JvmOption::parse(&option.text) {
        JvmOption::Switch { name, .. } if name.known()?.contains('=') => {
            Some("a flag has either a sign or a value")
        }
        JvmOption::AgentLib { name, options } if name.known() == Some("jdwp") => {
            let options = options.unwrap_or_default();
            let told = |part: &str| part.starts_with("transport=") || part == "help";
            let none = !options.known()?.split(',').any(told);
            none.then_some("the debugger needs a transport, such as transport=dt_socket")
        }
        _ => None,
    }
}

/// The option of the initial heap and the one of the largest, where the initial is above: the JVM exits.
pub fn crossed_heap(launch: &Launch) -> Option<(&Sourced, &Sourced)> {
    let (mut initial, mut largest) = (None, None);
    for option in &launch.options {
        match JvmOption::parse(&option.text) {
            JvmOption::Sized { of: Size::InitialHeap, value } => initial = Some((option, value)),
            JvmOption::Sized { of: Size::MaxHeap, value } => largest = Some((option, value)),
            JvmOption::Flag { name, value } if name.known() == Some("MaxHeapSize") => {
                largest = Some((option, value));
            }
            _ => {}
        }
    }
    let ((initial, least), (largest, most)) = (initial?, largest?);
    let above = bytes(least.known()?)? > bytes(most.known()?)?;
    (above && !initial.maybe && !largest.maybe).then_some((initial, largest))
}
