//! From the configuration to what a login needs.

use std::fmt::Display;

use secrecy::SecretString;

use super::{Exit, exit::Failure};
use crate::{
    auth::{ClientId, LoginSettings, RedirectUri, Vault},
    config::{Config, Sourced},
    spotify::{Origin, Origins},
};

/// The services to speak to. An address that is not safe ends the program: nothing may be sent there, and a silent
/// fall-back would send it elsewhere than was meant.
pub(super) fn origins(config: &Config) -> Result<Origins, Failure> {
    let api = origin(config.api_url.as_ref(), Origins::API)?;
    let accounts = origin(config.accounts_url.as_ref(), Origins::ACCOUNTS)?;
    Ok(Origins { api, accounts })
}

fn origin(set: Option<&Sourced<String>>, default: &str) -> Result<Origin, Failure> {
    let raw = set.map_or(default, |set| set.value.as_str());
    Origin::parse(raw).map_err(|why| match set {
        Some(set) => Failure::new(Exit::Usage, format_args!("{}: {why}", set.source)),
        None => Failure::new(Exit::Usage, why),
    })
}

/// What a login needs; `None` when no client ID is set. The secret is the configured one, else the one kept in `vault`.
pub(super) fn login(config: &Config, vault: &Vault) -> Result<Option<LoginSettings>, Failure> {
    let origins = origins(config)?;
    let Some(id) = &config.client_id else { return Ok(None) };
    let client_id = ClientId::parse(&id.value).map_err(|why| refused(id, why))?;
    let redirect = RedirectUri::parse(&config.redirect_uri.value).map_err(|why| refused(&config.redirect_uri, why))?;
    let client_secret = match &config.client_secret {
        Some(secret) => Some(SecretString::from(secret.value.expose())),
        None => vault.client_secret(&client_id).map_err(|cause| Failure::new(Exit::Failed, cause))?,
    };
    Ok(Some(LoginSettings { client_id, client_secret, redirect, origins }))
}

fn refused<T>(set: &Sourced<T>, why: impl Display) -> Failure {
    Failure::new(Exit::Usage, format_args!("{}: {why}", set.source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, Flags};

    fn config(environment: &Environment) -> Config {
        let flags = Flags { profile_dir: Some("p".into()), ..Flags::default() };
        Config::load(&flags, environment).expect("a profile folder is given")
    }

    #[test]
    fn c2_an_unsafe_address_ends_the_program_with_code_2() {
        let set = Environment::bare("/nowhere").with("SPOTPODS_API_URL", "http://api.example.org");
        let Err(Failure::Told { exit, message }) = origins(&config(&set)) else { panic!("it was accepted") };
        assert_eq!(exit, Exit::Usage);
        assert!(message.starts_with("the environment variable SPOTPODS_API_URL: the URL must use https"), "{message}");
    }

    #[test]
    fn a1_without_addresses_spotify_is_meant() {
        let origins = origins(&config(&Environment::bare("/nowhere"))).expect("the defaults are safe");
        assert_eq!(origins.accounts.join("/authorize").as_str(), "https://accounts.spotify.com/authorize");
        assert_eq!(origins.api.to_string(), "https://api.spotify.com/v1");
    }
}
