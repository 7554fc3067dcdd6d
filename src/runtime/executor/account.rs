//! Client ID and secret are written down; it is asked whose login it is; the login is deleted.

use std::sync::Arc;

use secrecy::SecretString;

use super::{Job, Shared, sync::Tools};
use crate::{
    app::{
        EventKind, Problem, Reply,
        effect::LibraryFate,
        event::{ClientSaved, LibraryChange},
    },
    auth::{Access, ClientId, LoginSettings},
    config::{Paths, save_client_id},
    domain::{CleanText, LoginState, Private},
    runtime::problem,
};

/// Writes the client ID to the config and the secret beside the tokens, and uses both from now on.
pub(super) async fn save_client(job: Job, shared: Arc<Shared>, paths: Paths, client_id: String, secret: Private) {
    let worker = {
        let shared = Arc::clone(&shared);
        move || save(&shared, &paths, &client_id, &secret)
    };
    let saved = match tokio::task::spawn_blocking(worker).await {
        Ok(Ok((access, saved))) => {
            shared.replace(access);
            Ok(saved)
        }
        Ok(Err(problem)) => Err(problem),
        Err(_) => return,
    };
    job.reply(Reply::ClientSaved(saved));
}

/// The secret goes first: a client ID without it would be used at the next start, and fail there.
fn save(shared: &Shared, paths: &Paths, client_id: &str, secret: &Private) -> Result<(Access, ClientSaved), Problem> {
    let client_id = ClientId::parse(client_id)
        .map_err(|error| Problem::new(format!("This is no client ID: {error}"), "", "Copy it from the app's page"))?;
    let secret = match secret.expose().trim() {
        "" => None,
        secret => Some(SecretString::from(secret)),
    };
    let kept = match &secret {
        Some(secret) => shared.vault().store_client_secret(&client_id, secret),
        None => shared.vault().remove_client_secret(),
    };
    kept.map_err(|error| problem::vault(&error))?;
    save_client_id(&paths.config_file, client_id.as_str()).map_err(|error| problem::save(&error))?;

    let settings = LoginSettings {
        client_id,
        client_secret: secret,
        redirect: shared.redirect().clone(),
        origins: shared.connections().origins().clone(),
    };
    let access = shared.connections().open(settings, shared.vault().clone()).map_err(|error| problem::vault(&error))?;
    let path = CleanText::new(&paths.config_file.to_string_lossy()).to_string();
    let login = access.session.state();
    Ok((access, ClientSaved { redirect_uri: shared.redirect().to_string(), path, login }))
}

/// Asks whose login it is, and shows the library of that account from then on. That the login has ended is told by a
/// synchronisation, which is begun beside this.
pub(super) async fn ask(job: Job, tools: Tools) {
    let Some(access) = tools.shared.access() else { return job.reply(Reply::Account(None)) };
    // Made first, for the question counts as a request.
    let held = match access.session.state() {
        LoginState::LoggedIn { .. } => tools.holdings.made().await,
        LoginState::LoggedOut | LoginState::Ended { .. } => return job.reply(Reply::Account(None)),
    };
    let asking = job.cancel().run_until_cancelled(tools.shared.account(&access));
    let Some(answer) = asking.await else { return };
    let account = answer.inspect_err(|error| tracing::info!(%error, "Spotify did not say whose login it is")).ok();
    let Some(account) = account else { return job.reply(Reply::Account(None)) };
    // First the library, then the answer: what is read after it is of this account.
    let moved = match held {
        Ok(held) => {
            let moved = held.belongs_to(&account, job.clock().now().timestamp()).await;
            if moved.is_err() {
                // Better nobody's than another one's.
                held.show(None);
            }
            moved.map(|(_, is_other)| is_other)
        }
        Err(error) => Err(error),
    };
    job.reply(Reply::Account(Some(account)));
    match moved {
        Ok(false) => {}
        Ok(true) => job.tell(EventKind::LibraryChanged(LibraryChange::Anything)),
        Err(error) => {
            tracing::warn!(%error, "the library takes nothing for this account");
            job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
        }
    }
}

/// Deletes the tokens from memory and disk, and the account's library where that is wanted.
pub(super) async fn log_out(job: Job, tools: Tools, library: LibraryFate) {
    let tokens = async {
        match tools.shared.access() {
            Some(access) => access.session.log_out().await.map_err(|error| problem::vault(&error)),
            None => Ok(()),
        }
    };
    // The tokens do not wait for pages that are being written, in case the program ends now.
    let (done, ()) = tokio::join!(tokens, tools.syncing.stop());
    let forgotten = match library {
        LibraryFate::Keep => Ok(()),
        LibraryFate::Delete => tools.holdings.forget().await.map_err(|error| problem::library(&error)),
    };
    job.reply(Reply::LoggedOut(done.and(forgotten)));
    if library == LibraryFate::Delete {
        job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}
