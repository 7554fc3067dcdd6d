//! The authorization address, which the browser opens.

use secrecy::SecretString;
use url::Url;

use super::{ClientId, RedirectUri, state::State};
use crate::{domain::Scopes, spotify::Origins};

/// The settings of a login. `Debug` prints no secret.
#[derive(Debug, Clone)]
pub struct LoginSettings {
    pub client_id: ClientId,
    /// Optional: PKCE is used in any case.
    pub client_secret: Option<SecretString>,
    /// As registered at Spotify.
    pub redirect: RedirectUri,
    pub origins: Origins,
}

/// Builds the authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).
pub(super) fn authorize_url(
    settings: &LoginSettings,
    redirect: &RedirectUri,
    state: &State,
    challenge: &str,
    switch_account: bool,
) -> Url {
    let mut url = settings.origins.accounts.join("/authorize");
    {
        let mut query = url.query_pairs_mut();
        query
            .append_pair("client_id", settings.client_id.as_str())
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", &redirect.to_string())
            .append_pair("state", state.expose())
            .append_pair("scope", &Scopes::all().to_string())
            .append_pair("code_challenge_method", "S256")
            .append_pair("code_challenge", challenge);
        // Shows the consent page, which has a link to change the account, even if consent was given before.
        if switch_account {
            query.append_pair("show_dialog", "true");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::{auth::pkce::Verifier, spotify::Origin};

    fn built(accounts: &str, secret: Option<&str>, switch: bool) -> (Url, HashMap<String, String>, State) {
        let settings = LoginSettings {
            client_id: ClientId::parse("0123456789abcdef0123456789abcdef").expect("valid"),
            client_secret: secret.map(SecretString::from),
            redirect: RedirectUri::default(),
            origins: Origins {
                api: Origin::parse(Origins::API).expect("valid"),
                accounts: Origin::parse(accounts).expect("valid"),
            },
        };
        let state = State::random().expect("randomness");
        let challenge = Verifier::random().expect("randomness").challenge();
        let url = authorize_url(&settings, &settings.redirect, &state, &challenge, switch);
        let query = url.query_pairs().into_owned().collect();
        (url, query, state)
    }

    #[test]
    fn a1_the_address_is_an_authorization_request_at_the_accounts_service() {
        let (url, query, state) = built(Origins::ACCOUNTS, None, false);
        assert!(url.as_str().starts_with("https://accounts.spotify.com/authorize?"));
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], "0123456789abcdef0123456789abcdef");
        assert_eq!(query["state"], state.expose());
        assert_eq!(query.len(), 7);
        let (url, ..) = built("http://127.0.0.1:9/accounts", None, false);
        assert!(url.as_str().starts_with("http://127.0.0.1:9/accounts/authorize?"));
    }

    #[test]
    fn a3_the_redirect_uri_is_the_bound_one() {
        let (_, query, _) = built(Origins::ACCOUNTS, None, false);
        assert_eq!(query["redirect_uri"], "http://127.0.0.1:8899/callback");
    }

    #[test]
    fn a5_pkce_is_used_with_a_client_secret_too_and_the_secret_stays_here() {
        let (url, query, _) = built(Origins::ACCOUNTS, Some("canary"), false);
        assert_eq!(query["code_challenge_method"], "S256");
        assert_eq!(query["code_challenge"].len(), 43);
        assert!(!url.as_str().contains("canary"));
    }

    #[test]
    fn a6_the_scopes_of_the_program_are_asked() {
        let (_, query, _) = built(Origins::ACCOUNTS, None, false);
        assert_eq!(query["scope"], Scopes::all().to_string());
    }

    #[test]
    fn switching_the_account_shows_the_dialog() {
        let (_, query, _) = built(Origins::ACCOUNTS, None, true);
        assert_eq!(query["show_dialog"], "true");
    }
}
