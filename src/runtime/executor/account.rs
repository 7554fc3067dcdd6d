//! Saves the client ID, requests the account, logs out.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;

use super::{Deps, Job, sync::Syncing};
use crate::{
    app::{
        EventKind, Problem, Reply,
        requests::{
            effect::LibraryFate,
            event::{ClientSaved, LibraryChange, LoginReply, ProfileAccount, ProfileEntry},
        },
    },
    auth::{ClientId, Kept, KeptLogin, LoginSettings, Vault},
    config::{self, Paths},
    domain::{Account, CleanText, LoginState, Private, Profile},
    library::{LibraryError, Permit},
    runtime::{client, library_host::OpenLibrary, problem, sync::permit},
};

/// Saves the client ID in the config and the secret beside the tokens, and uses both.
pub(super) async fn save_client(job: Job, deps: Arc<Deps>, client_id: String, secret: Private) {
    let worker = move || save(&deps, &client_id, &secret);
    let Ok(saved) = tokio::task::spawn_blocking(worker).await else { return };
    job.reply(Reply::Login(LoginReply::ClientSaved(saved)));
}

fn save(deps: &Deps, client_id: &str, secret: &Private) -> Result<ClientSaved, Problem> {
    let Deps { shared, paths, .. } = deps;
    let client_id = ClientId::parse(client_id)
        .map_err(|error| Problem::new(format!("This is no client ID: {error}"), "", "Copy it from the app's page"))?;
    let secret = match secret.expose().trim() {
        "" => None,
        secret => Some(SecretString::from(secret)),
    };
    client::save(&shared.vault, paths, &client_id, secret.as_ref())?;

    let settings = LoginSettings {
        client_id,
        client_secret: secret,
        redirect: shared.redirect.clone(),
        origins: shared.connections.origins.clone(),
    };
    let access = shared.connections.open(settings, shared.vault.clone()).map_err(|error| problem::vault(&error))?;
    let path = CleanText::new(&paths.config_file.to_string_lossy()).to_string();
    let login = access.session.state();
    shared.replace(access);
    // Its quota is another one.
    shared.guard().keep_at(paths.quota_file(shared.client_id().as_deref()));
    deps.host.count_in(deps.requests_file());
    Ok(ClientSaved { redirect_uri: shared.redirect.to_string(), path, login })
}

/// Requests the account of the login and selects it in the library. A synchronisation, started beside this, reports an
/// expired login.
pub(super) async fn ask(job: Job, deps: Arc<Deps>) {
    let access = deps.shared.access().filter(|access| matches!(access.session.state(), LoginState::LoggedIn { .. }));
    let Some(access) = access else { return job.reply(Reply::Login(LoginReply::Account(None))) };
    access.session.take_over();
    // Opened first, to count the request.
    let held = deps.host.made().await;
    let asking = job.cancel.run_until_cancelled(deps.shared.account(&access));
    let Some(answer) = asking.await else { return };
    let account = answer.inspect_err(|error| tracing::info!(%error, "cannot request the account")).ok();
    let Some(account) = account else { return job.reply(Reply::Login(LoginReply::Account(None))) };
    // Before the reply, so that later reads are of this account.
    let login = access.session.bound_to(&account, access.session.authorized_at());
    let has_changed = match select(&held, &account, deps.clock.timestamp(), permit(&login)).await {
        Ok(is_other) => is_other,
        Err(error) => {
            tracing::warn!(%error, "cannot select the account in the library");
            true
        }
    };
    job.reply(Reply::Login(LoginReply::Account(Some(account))));
    if has_changed {
        job.report(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}

/// Selects an account. Returns whether another one was selected before.
async fn select(
    held: &Result<OpenLibrary, LibraryError>,
    account: &Account,
    now: Timestamp,
    permit: Permit,
) -> Result<bool, LibraryError> {
    let held = held.as_ref().map_err(Clone::clone)?;
    let selected = held.belongs_to(account, now, permit).await;
    if selected.is_err() {
        // Rather no account than another one.
        held.show(None);
    }
    selected.map(|(_, is_other)| is_other)
}

/// Lists the profiles on this computer, with the account of each.
pub(super) async fn list_profiles(job: Job, deps: Arc<Deps>) {
    let list = move || {
        let entry = |profile: Profile| {
            let paths = deps.paths.of_profile(&profile);
            ProfileEntry { account: account_of(&paths), is_open: profile == deps.paths.profile, profile }
        };
        deps.paths.profiles().into_iter().map(entry).collect()
    };
    let Ok(profiles) = tokio::task::spawn_blocking(list).await else { return };
    job.reply(Reply::Login(LoginReply::Profiles(profiles)));
}

/// The account that a profile is logged in to. Reads the disk alone.
fn account_of(paths: &Paths) -> ProfileAccount {
    match Vault::new(&paths.data_dir).look() {
        Ok(Kept::Login(KeptLogin { account: Some(account) })) => ProfileAccount::Named(account.name().clone()),
        Ok(Kept::Login(KeptLogin { account: None })) => ProfileAccount::Unnamed,
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => ProfileAccount::LoggedOut,
    }
}

/// Deletes the tokens from memory and disk, and the account's library if asked to.
pub(super) async fn log_out(job: Job, deps: Arc<Deps>, syncing: Syncing, library: LibraryFate) {
    // No news: the reply says so.
    deps.shared.is_news(&LoginState::LoggedOut);
    let tokens = async {
        match deps.shared.access() {
            Some(access) => access.session.log_out().await.map_err(|error| problem::vault(&error)),
            None => Ok(()),
        }
    };
    // Tokens first, in case the program ends now: stopping waits for pages that are being written.
    let (done, ()) = tokio::join!(tokens, syncing.stop());
    let forgotten = match library {
        LibraryFate::Keep => Ok(()),
        LibraryFate::Delete => {
            let _paused = deps.marks.pause().await;
            let paths = deps.paths.clone();
            let _ = tokio::task::spawn_blocking(move || config::delete_covers(&paths)).await;
            deps.host.forget().await.map_err(|error| problem::library(&error))
        }
    };
    job.reply(Reply::Login(LoginReply::LoggedOut(done.and(forgotten))));
    if library == LibraryFate::Delete {
        job.report(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}
