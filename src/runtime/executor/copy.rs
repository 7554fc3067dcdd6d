//! Copies text with a program.

use std::sync::Arc;

use super::{Deps, Job};
use crate::{
    app::{Reply, requests::event::Copied},
    domain::Private,
    runtime::{
        clipboard::{self, Program, Way},
        problem,
    },
};

pub(super) async fn copy(job: Job, deps: Arc<Deps>, text: Private) {
    let is_sent = clipboard::sequence(text.expose(), deps.clipboard.multiplexer).is_ok();
    let run = async |program: &Program| program.copy(text).await.map(|()| Copied::With(program.name));
    let copied = match &deps.clipboard.way {
        Way::Terminal => return,
        Way::Program(None) => Err(problem::no_clipboard()),
        Way::Program(Some(program)) => run(program).await.map_err(|why| problem::not_copied(&why)),
        // The event loop has sent it to the terminal already, if it may be.
        Way::Both(program) => match run(program).await {
            Err(why) if is_sent => Ok(Copied::TerminalAlone(why)),
            copied => copied.map_err(|why| problem::not_copied(&why)),
        },
    };
    job.reply(Reply::Copied(copied));
}
