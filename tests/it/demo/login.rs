//! Consent and tokens: refusals, where they show, and answers.

use std::time::Duration;

use pretty_assertions::assert_eq;
use reqwest::header;
use spotpods_tui::demo::{CLIENT_ID, CONFIDENTIAL, DemoOptions};

use super::{Demo, REDIRECT, exchange, good, location, param, with, without};

#[tokio::test]
async fn a_mistake_in_the_request_stays_in_the_browser() {
    let demo = Demo::start(DemoOptions { approve: true, ..DemoOptions::default() }).await;
    let unasked = "user-library-read user-everything";
    let cases = [
        (with("client_id", "5bd0c1de5bd0c1de5bd0c1de0000000f"), "INVALID_CLIENT: Invalid client"),
        (without("client_id"), "Missing required parameter: client_id"),
        (with("redirect_uri", "http://localhost:8899/callback"), "INVALID_CLIENT: Insecure redirect URI"),
        (with("redirect_uri", "http://192.168.0.2:8899/callback"), "INVALID_CLIENT: Insecure redirect URI"),
        (with("redirect_uri", "https://example.com/callback"), "INVALID_CLIENT: Invalid redirect URI"),
        (with("redirect_uri", "http://127.0.0.1:8899/other"), "INVALID_CLIENT: Invalid redirect URI"),
        (without("redirect_uri"), "Missing required parameter: redirect_uri"),
        (with("response_type", "token"), "response_type must be code"),
        (with("scope", unasked), "Illegal scope"),
        (with("code_challenge_method", "plain"), "code_challenge_method must be S256"),
        (without("code_challenge_method"), "code_challenge_method must be S256"),
        (without("code_challenge"), "Missing required parameter: code_challenge"),
        (with("code_challenge", "short"), "code_challenge must be a base64url SHA-256 digest"),
        ([good(), vec![("state", "again")]].concat(), "Duplicate parameter: state"),
    ];
    for (params, sentence) in cases {
        let response = demo.authorize(&params).await;
        assert_eq!((response.status().as_u16(), response.headers().get(header::LOCATION)), (400, None), "{sentence}");
        let page = response.text().await.expect("a page");
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    assert_eq!(demo.authorize(&good()).await.status(), 302);
}

#[tokio::test]
async fn agree_sends_a_code_and_the_state_untouched_and_cancel_says_access_denied() {
    let demo = Demo::start(DemoOptions::default()).await;
    let page = demo.authorize(&good()).await;
    let policy = page.headers().get("content-security-policy").expect("a policy").to_str().expect("ASCII").to_owned();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let page = page.text().await.expect("a page");
    assert!(page.contains(">Agree<") && page.contains(">Cancel<") && !page.contains("<script"), "{page}");

    let denied = demo.decide(&page, "cancel").await;
    assert_eq!(denied.status(), 303);
    let denied = location(&denied);
    assert!(denied.starts_with(REDIRECT), "{denied}");
    assert_eq!(param(&denied, "error").as_deref(), Some("access_denied"));
    assert_eq!(param(&denied, "state").as_deref(), Some("a state/with+signs & more"));
    assert_eq!(demo.decide(&page, "agree").await.status(), 400, "a page is answered once");

    let page = demo.authorize(&good()).await.text().await.expect("a page");
    let agreed = location(&demo.decide(&page, "agree").await);
    assert_eq!(param(&agreed, "state").as_deref(), Some("a state/with+signs & more"));
    let code = param(&agreed, "code").expect("a code");
    assert_eq!(demo.token(&exchange(&code), None).await.0, 200);
}

#[tokio::test]
async fn consent_is_asked_again_only_with_show_dialog() {
    let demo = Demo::start(DemoOptions::default()).await;
    demo.log_in().await;
    assert_eq!(demo.authorize(&good()).await.status(), 302);
    assert_eq!(demo.authorize(&[good(), vec![("show_dialog", "true")]].concat()).await.status(), 200);
    assert_eq!(demo.authorize(&with("scope", "streaming")).await.status(), 200, "a wider wish is shown");
}

#[tokio::test]
async fn the_token_endpoint_takes_only_what_matches() {
    let demo = Demo::start(DemoOptions::default()).await;
    let wrong_verifier = "wrongwrongwrongwrongwrongwrongwrongwrongwro";
    for (name, value, error) in [
        ("code", "unknown", "invalid_grant"),
        ("redirect_uri", "http://127.0.0.1:8898/callback", "invalid_grant"),
        ("code_verifier", wrong_verifier, "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("client_id", "", "invalid_request"),
        ("client_id", "5bd0c1de5bd0c1de5bd0c1de0000000f", "invalid_client"),
        ("client_id", CONFIDENTIAL.client_id, "invalid_client"),
        ("grant_type", "password", "unsupported_grant_type"),
    ] {
        let code = demo.code(&good());
        let mut form = exchange(&code);
        form.iter_mut().filter(|(known, _)| *known == name).for_each(|pair| pair.1 = value);
        let (status, body) = demo.token(&form, None).await;
        assert_eq!((status, &body["error"]), (400, &error.into()), "{name}={value}");
        assert!(body["error_description"].is_string(), "{body}");
    }
    let code = demo.code(&good());
    assert_eq!(demo.token(&exchange(&code), None).await.0, 200);
    assert_eq!(demo.token(&exchange(&code), None).await.1["error"], "invalid_grant", "a code is good once");

    let url = format!("{}/api/token", demo.server.accounts_url());
    let json = demo.http.post(&url).json(&serde_json::json!({})).send().await.expect("an answer");
    assert_eq!(json.status(), 415);
    assert_eq!(demo.http.get(&url).send().await.expect("an answer").status(), 405);
}

#[tokio::test]
async fn an_old_code_is_refused() {
    let demo = Demo::start(DemoOptions::default()).await;
    let code = demo.code(&good());
    demo.server.live().advance(Duration::from_mins(10));
    assert_eq!(demo.token(&exchange(&code), None).await.1["error_description"], "Authorization code expired");
}

#[tokio::test]
async fn the_confidential_client_must_show_its_secret() {
    let demo = Demo::start(DemoOptions::default()).await;
    let ask = with("client_id", CONFIDENTIAL.client_id);
    let (id, secret) = (CONFIDENTIAL.client_id, CONFIDENTIAL.client_secret);
    for (basic, expected) in [
        (None, "invalid_client"),
        (Some((id, "wrong")), "invalid_client"),
        (Some((CLIENT_ID, secret)), "invalid_request"),
    ] {
        let code = demo.code(&ask);
        let mut form = exchange(&code);
        form.iter_mut().filter(|(name, _)| *name == "client_id").for_each(|pair| pair.1 = id);
        assert_eq!(demo.token(&form, basic).await.1["error"], expected, "{basic:?}");
    }
    let code = demo.code(&ask);
    let form: Vec<_> = exchange(&code).into_iter().filter(|(name, _)| *name != "client_id").collect();
    let (status, login) = demo.token(&form, Some((id, secret))).await;
    assert_eq!(status, 200, "{login}");
    let refresh = login["refresh_token"].as_str().expect("a token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", CLIENT_ID)];
    assert_eq!(demo.token(&form, None).await.1["error"], "invalid_grant", "a token of another client");
    assert_eq!(demo.token(&form[..2], Some((id, secret))).await.0, 200);
}
