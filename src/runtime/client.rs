//! The app that the person registered with Spotify: where its client ID and secret are saved.

use secrecy::SecretString;

use super::problem;
use crate::{
    app::Problem,
    auth::{ClientId, Vault},
    config::{self, Paths, keys::CLIENT_ID},
};

/// Saves the client ID in the configuration, and the secret beside the tokens; without one, removes that of another app.
///
/// # Errors
/// One of them cannot be written. The secret comes first: a client ID without it would fail at the next start.
pub fn save(vault: &Vault, paths: &Paths, client_id: &ClientId, secret: Option<&SecretString>) -> Result<(), Problem> {
    let kept = match secret {
        Some(secret) => vault.store_client_secret(client_id, secret),
        None => vault.remove_client_secret(),
    };
    kept.map_err(|error| problem::vault(&error))?;
    config::save(&paths.config_file, &CLIENT_ID.row, client_id.as_str()).map_err(|error| problem::save(&error))?;
    Ok(())
}
