//! Copies text with a program.

use std::sync::Arc;

use super::{Deps, Job};
use crate::{
    app::{Reply, requests::event::Copied},
    domain::Private,
    runtime::{
        clipboard::{Program, Way},
        problem,
    },
};

pub(super) async fn copy(job: Job, deps: Arc<Deps>, text: Private) {
    let run = async |program: &Program| program.copy(text).await.map(|()| Copied::With(program.name));
    let copied = match &deps.clipboard.way {
        Way::Terminal => return,
        Way::Program(None) => Err(problem::no_clipboard()),
        Way::Program(Some(program)) => run(program).await.map_err(|why| problem::not_copied(&why)),
        // The event loop has sent it to the terminal already.
        Way::Both(program) => Ok(run(program).await.unwrap_or_else(Copied::TerminalAlone)),
    };
    job.reply(Reply::Copied(copied));
}
