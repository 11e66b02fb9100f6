//! The debugger's port: what `-agentlib:jdwp=…` opens.

use super::JvmOption;
use crate::text::Text;

/// Where a JVM waits for a debugger.
#[derive(Clone, Debug, PartialEq)]
pub enum Door {
    /// On loopback: nobody outside the pod reaches it.
    Loopback,
    /// The port alone: on all interfaces before JDK 9, on loopback since.
    PortAlone,
    /// On all interfaces.
    Everywhere,
    /// On one address.
    At(Text),
}

/// The door that an option opens; `None` for one that is no debugger's, or that connects by itself.
pub fn door(option: &Text) -> Option<Door> {
    waiting(option).map(|options| options.address.map_or(Door::PortAlone, |address| at(&address)))
}

/// The port of the door that an option opens, where it is known.
pub fn door_port(option: &Text) -> Option<u16> {
    let address = waiting(option)?.address?;
    let address = address.known()?;
    address.rsplit_once(':').map_or(address, |(_, port)| port).parse().ok()
}

/// What an option says of its door.
struct Waiting {
    address: Option<Text>,
}

/// The options of a debugger that waits; `None` for one that connects by itself.
fn waiting(option: &Text) -> Option<Waiting> {
    let options = match JvmOption::parse(option) {
        JvmOption::AgentLib { name, options } if name.known() == Some("jdwp") => options?,
        _ => option.strip_prefix("-Xrunjdwp:")?,
    };
    let (mut waits, mut address) = (false, None);
    let mut rest = Some(options);
    while let Some(text) = rest {
        let (pair, tail) = text.split_once(',').map_or((text, None), |(pair, tail)| (pair, Some(tail)));
        rest = tail;
        let Some((key, value)) = pair.split_once('=') else { continue };
        match key.known() {
            Some("server") => waits = value.known() == Some("y"),
            Some("address") => address = Some(value),
            _ => {}
        }
    }
    waits.then_some(Waiting { address })
}

fn at(address: &Text) -> Door {
    let Some(known) = address.known() else {
        // The host may be known where the port is not.
        let host = address.split_once(':').map(|(host, _)| host);
        return match host.as_ref().and_then(Text::known) {
            Some(host) if host == "localhost" || host.starts_with("127.") => Door::Loopback,
            Some("*" | "0.0.0.0") => Door::Everywhere,
            _ => Door::At(address.clone()),
        };
    };
    match known.rsplit_once(':').map(|(host, _)| host) {
        None | Some("") => Door::PortAlone,
        Some("*" | "0.0.0.0" | "::" | "[::]") => Door::Everywhere,
        Some("localhost" | "::1" | "[::1]") => Door::Loopback,
        Some(host) if host.starts_with("127.") => Door::Loopback,
        Some(host) => Door::At(Text::from(host)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Door, door};
    use crate::text::Text;

    #[test]
    fn doors() {
        let cases = [
            ("-agentlib:jdwp=transport=dt_socket,address=8000,server=y,suspend=n", Some(Door::PortAlone)),
            ("-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005", Some(Door::Everywhere)),
            ("-Xrunjdwp:transport=dt_socket,server=y,address=0.0.0.0:5005", Some(Door::Everywhere)),
            ("-agentlib:jdwp=transport=dt_socket,server=y,address=[::]:5005", Some(Door::Everywhere)),
            ("-agentlib:jdwp=transport=dt_socket,server=y,address=127.0.0.1:5005", Some(Door::Loopback)),
            ("-agentlib:jdwp=transport=dt_socket,server=y", Some(Door::PortAlone)),
            ("-agentlib:jdwp=transport=dt_socket,address=ide:5005", None),
            ("-agentlib:hprof=cpu=samples", None),
        ];
        for (option, expected) in cases {
            assert_eq!(door(&Text::from(option)), expected, "{option}");
        }
        let host = door(&Text::from("-agentlib:jdwp=server=y,address=10.0.0.1:5005"));
        assert_eq!(host, Some(Door::At(Text::from("10.0.0.1"))));
    }
}
