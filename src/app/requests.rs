//! What the program asks the outside for, what comes back, and which answers still count.

pub mod effect;
pub mod event;
pub mod ledger;

pub use effect::Effect;
pub use event::{Event, EventKind, Reply};
pub use ledger::{Ledger, RequestId, Slot};
