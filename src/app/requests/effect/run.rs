//! The request to run a command of the person's own.

use super::{Effect, Request};
use crate::app::{
    own::{OwnMode, Run},
    requests::{RequestId, Slot},
};

impl Request for Run {
    const EFFECT: fn(RequestId, Self) -> Effect = Effect::Run;

    fn slot(&self) -> Slot {
        match self.mode {
            OwnMode::Background | OwnMode::Terminal => Slot::Run,
            OwnMode::Pipe => Slot::Pipe,
        }
    }
}
