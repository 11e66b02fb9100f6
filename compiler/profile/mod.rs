//! What an agent is, as its profile says: typed, with places, before any application is known.

mod condition;
mod detect;
mod facts;
mod item;
mod name;
mod pattern;
mod read;
mod setting;
mod setting_read;

pub use condition::{Condition, Context, Version, VersionRange};
pub use detect::{Detect, Operator, Resource, Unread};
pub use facts::Archive;
pub use facts::{Assignment, Facts, Sized, flatten};
pub use item::{Files, Item, JavaAgent, Order, Plugins, Require, Role, Sidecar, Volume, Writable};
pub use name::{NameForm, check_absolute, check_name, check_relative};
pub use pattern::Pattern;
pub use read::{PROFILE_NODES, Profile, Release, read, unlisted_release};
pub use setting::{Carrier, CarrierKind, Limit, Ports, Setting, Type};
