use pretty_assertions::assert_eq;

use super::*;

fn json(rest: &str) -> String {
    format!(r#"{{"access_token":"AT","token_type":"Bearer"{rest}}}"#)
}

fn granted(rest: &str) -> Grant {
    grant(&json(rest)).expect(rest)
}

#[test]
fn a_grant_is_read() {
    let grant = granted(r#","refresh_token":"RT","expires_in":3600,"scope":"user-library-read","extra":[1]"#);
    assert_eq!(grant.access.expose(), "AT");
    assert_eq!(grant.refresh.expect("one").expose(), "RT");
    assert_eq!(grant.lifetime, 3600);
    assert_eq!(grant.scopes, Some(Scopes::parse("user-library-read")));
}

#[test]
fn c4_only_a_bearer_token_of_visible_ascii_is_accepted() {
    assert!(grant(r#"{"access_token":"AT","token_type":"bEaReR"}"#).is_ok());
    let long = "a".repeat(AccessToken::MAX_BYTES + 1);
    for body in [
        r#"{"access_token":"AT","token_type":"mac"}"#,
        r#"{"access_token":"AT"}"#,
        r#"{"access_token":"AT","token_type":null}"#,
        r#"{"token_type":"Bearer"}"#,
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":null,"token_type":"Bearer"}"#,
        r#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#,
        r#"{"access_token":"a b","token_type":"Bearer"}"#,
        r#"{"access_token":"ä","token_type":"Bearer"}"#,
        r#"{"access_token":"A","access_token":"B","token_type":"Bearer"}"#,
        "[]",
        "{",
        "",
        &format!(r#"{{"access_token":"{long}","token_type":"Bearer"}}"#),
        &json(r#","refresh_token":"a\nb""#),
        &json(r#","refresh_token":7"#),
        &json(&format!(r#","refresh_token":"{long}""#)),
    ] {
        assert!(matches!(grant(body), Err(ApiError::Unreadable(_))), "{body}");
    }
}

#[test]
fn c4_no_error_repeats_the_token() {
    let error = grant(r#"{"access_token":"canary canary","token_type":"Bearer"}"#).expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert!(!format!("{:?}", granted(r#","refresh_token":"canary""#)).contains("canary"));
}

#[test]
fn c5_a_lifetime_that_makes_no_sense_counts_as_an_hour_and_a_huge_one_as_a_day() {
    for rest in ["", r#","expires_in":null"#, r#","expires_in":0"#, r#","expires_in":-5"#, r#","expires_in":"soon""#] {
        assert_eq!(granted(rest).lifetime, USUAL_LIFETIME, "{rest}");
    }
    for (value, seconds) in [
        ("1", 1),
        ("3600.0", 3600),
        ("\"3600\"", 3600),
        ("18446744073709551615", LONGEST_LIFETIME),
        ("\"99999999999999999999999999\"", LONGEST_LIFETIME),
    ] {
        assert_eq!(granted(&format!(r#","expires_in":{value}"#)).lifetime, seconds, "{value}");
    }
}

#[test]
fn c6_a_missing_scope_differs_from_an_empty_one() {
    assert_eq!(granted("").scopes, None);
    assert_eq!(granted(r#","scope":null"#).scopes, None);
    assert_eq!(granted(r#","scope":"""#).scopes, Some(Scopes::default()));
}

#[test]
fn e3_null_and_empty_count_as_no_refresh_token() {
    for rest in ["", r#","refresh_token":null"#, r#","refresh_token":"""#] {
        assert!(granted(rest).refresh.is_none(), "{rest}");
    }
}

#[test]
fn refusals_map_to_their_errors() {
    assert_eq!(refusal(400, r#"{"error":"invalid_grant","error_description":"revoked"}"#), TokenError::InvalidGrant);
    assert_eq!(refusal(401, r#"{"error":"invalid_client"}"#), TokenError::Api(ApiError::InvalidClient));
    for (body, message) in [
        (r#"{"error":"invalid_request","error_description":"code must be supplied"}"#, "code must be supplied"),
        (r#"{"error":"unsupported_grant_type"}"#, "unsupported_grant_type"),
        (r#"{"error":{"status":400}}"#, ""),
        ("invalid_grant", ""),
        ("", ""),
    ] {
        let message = CleanText::new(message);
        assert_eq!(refusal(400, body), TokenError::Api(ApiError::Status { status: 400, message }), "{body}");
    }
}

proptest::proptest! {
    #[test]
    fn no_body_panics(body in "\\PC{0,200}") {
        let _ = grant(&body);
        let _ = refusal(400, &body);
    }
}
