//! The request to run a command of the person's own.

use super::{Effect, Request};
use crate::app::{
    own::Run,
    requests::{RequestId, Slot},
};

impl Request for Run {
    const EFFECT: fn(RequestId, Self) -> Effect = Effect::Run;

    fn slot(&self) -> Slot {
        Slot::Run
    }
}
