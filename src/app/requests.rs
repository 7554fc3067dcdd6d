//! Effects and replies, and the ledger of requests in flight.

pub mod effect;
pub mod event;
pub mod ledger;
pub mod upkeep;

pub use effect::Effect;
pub use event::{Event, EventKind, Reply};
pub use ledger::{Ledger, Policy, RequestId, Slot};
