//! `POST /api/token`: exchanges codes and refresh tokens for access tokens (RFC 6749 §4.1.3, §6; RFC 7636 §4.6).

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Request, Response,
    accounts::{Accounts, Code, is_form},
    message::{Params, put},
    tokens::{CONFIDENTIAL, Client, Login, Tokens},
};

/// Lifetime of a code in seconds.
const CODE_SECONDS: i64 = 600;

/// An error of the token endpoint: `error` and `error_description` (RFC 6749 §5.2).
type Refusal = (&'static str, &'static str);

impl Accounts {
    /// Answers the token endpoint.
    pub(super) fn token(&mut self, request: &Request, tokens: &mut Tokens) -> Response {
        if request.method != "POST" {
            return Response::empty(405).with("allow", "POST");
        }
        if !is_form(request) {
            return error(415, "invalid_request", "Content-Type must be application/x-www-form-urlencoded");
        }
        match self.exchange(request, tokens) {
            Ok(response) => response,
            Err((code, description)) => error(400, code, description),
        }
    }

    fn exchange(&mut self, request: &Request, tokens: &mut Tokens) -> Result<Response, Refusal> {
        let form = Params::parse(&request.body).map_err(|_| ("invalid_request", "A parameter is repeated"))?;
        let grant_type = form.get("grant_type").ok_or(("unsupported_grant_type", "grant_type parameter is missing"))?;
        let client = client(request, &form)?;
        match grant_type {
            "authorization_code" => {
                let code = form.get("code").ok_or(("invalid_request", "code must be supplied"))?;
                let code = self.take_code(code).ok_or(("invalid_grant", "Invalid authorization code"))?;
                check_code(&code, client, &form, request)?;
                let refresh = tokens.refresh(code.login, 0);
                Ok(granted(code.login, Some(refresh), request, tokens))
            }
            "refresh_token" => {
                let token = form.get("refresh_token").ok_or(("invalid_request", "refresh_token must be supplied"))?;
                let used = tokens.use_refresh(token, client, request.at);
                let (login, next) = used.map_err(|description| ("invalid_grant", description))?;
                Ok(granted(login, next, request, tokens))
            }
            _ => Err(("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")),
        }
    }
}

/// The client, by Basic authentication or by `client_id` alone.
fn client(request: &Request, form: &Params) -> Result<Client, Refusal> {
    let named = form.get("client_id");
    let authorization = request.authorization.as_deref();
    let (id, secret) = match authorization.map(basic) {
        Some(pair) => pair.ok_or(("invalid_client", "Invalid client"))?,
        None => (
            named.ok_or(("invalid_request", "client_id must be supplied"))?.to_owned(),
            form.get("client_secret").unwrap_or_default().to_owned(),
        ),
    };
    if named.is_some_and(|named| named != id) {
        return Err(("invalid_request", "client_id and Authorization differ"));
    }
    let client = Client::by_id(&id).ok_or(("invalid_client", "Invalid client"))?;
    let is_valid = match client {
        Client::Public => authorization.is_none(),
        Client::Confidential => secret == CONFIDENTIAL.client_secret,
    };
    if is_valid { Ok(client) } else { Err(("invalid_client", "Invalid client secret")) }
}

fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    pair.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn check_code(code: &Code, client: Client, form: &Params, request: &Request) -> Result<(), Refusal> {
    if code.login.client != client {
        return Err(("invalid_grant", "Invalid authorization code"));
    }
    if request.at.as_second() - code.login.authorized >= CODE_SECONDS {
        return Err(("invalid_grant", "Authorization code expired"));
    }
    if form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return Err(("invalid_grant", "Invalid redirect URI"));
    }
    match (&code.challenge, form.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(("invalid_request", "code_verifier required")),
        (Some(challenge), Some(verifier)) if is_verifier(verifier) && digest(verifier) == *challenge => Ok(()),
        (_, Some(_)) => Err(("invalid_grant", "code_verifier was incorrect")),
    }
}

/// 43 to 128 unreserved characters (RFC 7636 §4.1).
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

fn digest(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The answer of a grant. Without a new refresh token it omits the field, as Spotify does: the old one stays valid.
fn granted(login: Login, refresh: Option<String>, request: &Request, tokens: &mut Tokens) -> Response {
    let mut body = json!({
        "access_token": tokens.access(login, request.at),
        "token_type": "Bearer",
        "expires_in": tokens.lifetime.as_secs(),
        "scope": login.grant.names().collect::<Vec<_>>().join(" "),
    });
    if let Some(refresh) = refresh {
        put(&mut body, "refresh_token", refresh);
    }
    Response::json(200, &body).with("cache-control", "no-store")
}

/// An error body of the token endpoint.
pub(super) fn error(status: u16, code: &str, description: &str) -> Response {
    Response::json(status, &json!({ "error": code, "error_description": description }))
        .with("cache-control", "no-store")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a5_the_digest_is_the_one_of_rfc_7636_appendix_b() {
        let digest = super::digest("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(digest, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
