//! The address the browser is sent to.

use secrecy::SecretString;
use url::Url;

use super::{ClientId, RedirectUri, pkce::Challenge, state::State};
use crate::{domain::Scopes, spotify::Origins};

/// What a login needs to know. `Debug` prints no secret.
#[derive(Debug, Clone)]
pub struct LoginSettings {
    /// The app somebody registered.
    pub client_id: ClientId,
    /// Its secret, where one is used; PKCE is used in any case.
    pub client_secret: Option<SecretString>,
    /// Where the browser brings the code, as registered.
    pub redirect: RedirectUri,
    /// The services spoken to.
    pub origins: Origins,
}

/// Whether the account may be the one the browser is logged in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SwitchAccount {
    /// Take it, and do not ask again for what was granted before.
    #[default]
    No,
    /// Show the consent page in any case (`show_dialog=true`), which has a link to change the account.
    Yes,
}

/// Builds the authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3) below the accounts service.
pub(super) fn authorize_url(
    settings: &LoginSettings,
    redirect: &RedirectUri,
    state: &State,
    challenge: &Challenge,
    switch_account: SwitchAccount,
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
            .append_pair("code_challenge", challenge.as_str());
        if switch_account == SwitchAccount::Yes {
            query.append_pair("show_dialog", "true");
        }
    }
    url
}
