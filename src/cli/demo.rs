//! `demo`: the app against the embedded service, in a temporary profile unless `--profile-dir` is given.

pub(super) mod preload;
pub(super) mod serve;
pub(super) mod service;

use service::{Stay, point_at, start, start_where_it_was, throw_away};

use super::{Context, Exit, Result, app};
use crate::{
    config::{Environment, Flags},
    demo::DemoOptions,
};

pub(super) fn run(mut flags: Flags, environment: Environment, options: DemoOptions) -> Result<Exit> {
    // Scripts use --approve; a person who is new to the program does not.
    let tour = !options.approve;
    // Removed when this returns.
    let throw_away = match flags.profile_dir {
        Some(_) => None,
        None => Some(throw_away()?),
    };
    if let Some(folder) = &throw_away {
        flags.profile_dir = Some(folder.path().to_owned());
    }
    let mut context = Context::load(&flags, environment)?;
    let tokio = app::tokio()?;
    // Held until the screen is closed.
    let (server, _kept) = match &throw_away {
        Some(_) => (start(tokio.handle(), options, None)?, None),
        None => start_where_it_was(tokio.handle(), options, &context.config.paths.demo_port_file())?,
    };
    let stay = if throw_away.is_some() { Stay::ThrownAway } else { Stay::Kept };
    point_at(&server, &mut context.config, stay);
    app::open_screen(flags, context, (Some((server, stay)), tour), tokio)
}
