//! Saves the client ID, requests the account, logs out.

use std::sync::Arc;

use secrecy::SecretString;

use super::{Job, Shared, sync::SyncDeps};
use crate::{
    app::{
        EventKind, Problem, Reply,
        requests::effect::LibraryFate,
        requests::event::LoginReply,
        requests::event::{ClientSaved, LibraryChange},
    },
    auth::{Access, ClientId, LoginSettings},
    config::{self, Paths, keys::CLIENT_ID},
    domain::{CleanText, LoginState, Private},
    runtime::problem,
};

/// Saves the client ID in the config and the secret beside the tokens, and uses both.
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
    job.reply(Reply::Login(LoginReply::ClientSaved(saved)));
}

/// Saves the secret first: a client ID without it would fail at the next start.
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
    config::save(&paths.config_file, &CLIENT_ID.row, client_id.as_str()).map_err(|error| problem::save(&error))?;

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

/// Requests the account of the login and selects it in the library. A synchronisation, started beside this, reports an
/// expired login.
pub(super) async fn ask(job: Job, deps: SyncDeps) {
    let Some(access) = deps.shared.access() else { return job.reply(Reply::Login(LoginReply::Account(None))) };
    // Opened first, to count the request.
    let held = match access.session.state() {
        LoginState::LoggedIn { .. } => deps.host.made().await,
        LoginState::LoggedOut | LoginState::Ended { .. } => return job.reply(Reply::Login(LoginReply::Account(None))),
    };
    let asking = job.cancel().run_until_cancelled(deps.shared.account(&access));
    let Some(answer) = asking.await else { return };
    let account = answer.inspect_err(|error| tracing::info!(%error, "cannot request the account")).ok();
    let Some(account) = account else { return job.reply(Reply::Login(LoginReply::Account(None))) };
    // Before the reply, so that later reads are of this account.
    let moved = match held {
        Ok(held) => {
            let moved = held.belongs_to(&account, job.clock().timestamp()).await;
            if moved.is_err() {
                // Rather no account than another one.
                held.show(None);
            }
            moved.map(|(_, is_other)| is_other)
        }
        Err(error) => Err(error),
    };
    job.reply(Reply::Login(LoginReply::Account(Some(account))));
    match moved {
        Ok(false) => {}
        Ok(true) => job.tell(EventKind::LibraryChanged(LibraryChange::Anything)),
        Err(error) => {
            tracing::warn!(%error, "cannot select the account in the library");
            job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
        }
    }
}

/// Deletes the tokens from memory and disk, and the account's library if asked to.
pub(super) async fn log_out(job: Job, deps: SyncDeps, library: LibraryFate) {
    let tokens = async {
        match deps.shared.access() {
            Some(access) => access.session.log_out().await.map_err(|error| problem::vault(&error)),
            None => Ok(()),
        }
    };
    // Tokens first, in case the program ends now: stopping waits for pages that are being written.
    let (done, ()) = tokio::join!(tokens, deps.syncing.stop());
    let forgotten = match library {
        LibraryFate::Keep => Ok(()),
        LibraryFate::Delete => deps.host.forget().await.map_err(|error| problem::library(&error)),
    };
    job.reply(Reply::Login(LoginReply::LoggedOut(done.and(forgotten))));
    if library == LibraryFate::Delete {
        job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}
