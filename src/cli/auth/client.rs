//! The client ID, asked for where none is set.

use std::io;

use crate::{
    auth::ClientId,
    cli::{Context, Failure, Output, Result, question},
    config::keys,
    domain::CleanText,
    runtime::client,
};

/// Asks for the client ID on a terminal and saves it, as the setup screen does. Elsewhere the failure says how to set it.
pub(super) fn set(context: &mut Context, output: &mut Output<'_>) -> Result<()> {
    let steps = format!(
        "1. Open https://developer.spotify.com/dashboard and create an app, named \"My podcast shelf\" for example.\n\
         2. Add the redirect URI {} and select \"Web API\".",
        context.config.get(keys::REDIRECT_URI)
    );
    let file = CleanText::new(&context.config.paths.config_file.to_string_lossy());
    if !question::is_possible() {
        let message = format_args!(
            "no client ID is set\n{steps}\n\
             3. Copy the client ID to SPOTIFY_CLIENT_ID, to .env, or to {file}:\n   client_id = \"…\"\n\
             On a terminal, this command asks for it"
        );
        return Err(Failure::usage(message));
    }
    let question = format!(
        "Spotify requires an app of your own to log in with; you register it once.\n{steps}\n\
         3. Paste the client ID from the app's settings here, or press only Enter to cancel:"
    );
    let answer = question::ask(question, &mut io::stdin().lock(), output, |line| match line {
        "" => Ok(None),
        line => ClientId::parse(line).map(Some).map_err(|why| format!("Not saved: {why}. Paste it again:")),
    })?;
    let Some(client_id) = answer.flatten() else {
        return Err(Failure::failed("login cancelled: no client ID was saved"));
    };
    client::save(&context.vault(), &context.config.paths, &client_id, None)?;
    context.config = context.config.reloaded(&context.environment)?;
    output.note(format_args!("Saved in {file}"))?;
    Ok(())
}
