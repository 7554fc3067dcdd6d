use std::fmt::Write;

use pretty_assertions::assert_eq;

use super::*;
use crate::spotify::Origins;

struct Case {
    state: State,
    accounts: Origin,
}

impl Case {
    fn new() -> Self {
        let accounts = Origin::parse(Origins::ACCOUNTS).expect("valid");
        Self { state: State::random().expect("randomness"), accounts }
    }

    /// Checks a query in which `$` stands for the right state.
    fn check(&self, query: &str) -> String {
        match check(&query.replace('$', self.state.expose()), &self.state, &self.accounts) {
            Ok(Reply::Code(code)) => format!("code {}", code.expose()),
            Ok(other) => format!("{other:?}"),
            Err(refusal) => format!("{refusal:?}"),
        }
    }

    fn paste(&self, pasted: &str) -> Result<String, PasteError> {
        let redirect = RedirectUri::parse("http://127.0.0.1:8899/callback").expect("valid");
        let query = query_of_paste(&pasted.replace('$', self.state.expose()), &redirect, &self.accounts)?;
        match check(&query, &self.state, &self.accounts)? {
            Reply::Code(code) => Ok(code.expose().to_owned()),
            Reply::Declined => Ok("declined".to_owned()),
            Reply::Failed(error) => Ok(error.to_string()),
        }
    }
}

#[test]
fn a_code_with_the_right_state_is_taken() {
    let case = Case::new();
    assert_eq!(case.check("code=AQ-b_c.9&state=$"), "code AQ-b_c.9");
    assert_eq!(case.check("utm=1&state=$&code=a%2Bb&utm=2"), "code a+b");
}

#[test]
fn b7_what_comes_twice_is_refused() {
    let case = Case::new();
    for query in [
        "code=a&code=a&state=$",
        "code=a&state=$&state=$",
        "code=a&state=$&state=x",
        "state=$&error=access_denied&error=access_denied",
        "code=a&state=$&iss=https://accounts.spotify.com&iss=https://accounts.spotify.com",
        "code=a&c%6Fde=b&state=$",
        "code=a&code=&state=$",
        "code=a&error=access_denied&state=$",
    ] {
        assert_eq!(case.check(query), "Damaged", "{query}");
    }
}

#[test]
fn b8_without_the_right_state_nothing_is_taken_not_even_an_error() {
    let case = Case::new();
    for query in [
        "",
        "code=a",
        "code=a&state=",
        "code=a&state=wrong",
        "code=a&State=$",
        "code=a&state=$x",
        "code=a&state=%00$",
        "error=access_denied",
        "error=access_denied&state=wrong",
        "error=server_error&state=",
    ] {
        assert_eq!(case.check(query), "WrongState", "{query}");
    }
}

#[test]
fn b8_none_of_100_000_wrong_states_is_taken() {
    let case = Case::new();
    let right = case.state.expose().to_owned();
    let mut query = String::new();
    for i in 0..100_000_usize {
        // One character off, at every place in turn.
        let mut wrong: Vec<char> = right.chars().collect();
        let at = i % wrong.len();
        wrong[at] = if wrong[at] == 'A' { 'B' } else { 'A' };
        query.clear();
        write!(query, "code=a&state={}", wrong.iter().collect::<String>()).expect("memory");
        assert_eq!(check(&query, &case.state, &case.accounts).err(), Some(PasteError::WrongState));
    }
}

#[test]
fn b11_another_issuer_is_refused_and_a_missing_one_is_not() {
    let case = Case::new();
    assert_eq!(case.check("code=a&state=$&iss=https%3A%2F%2Faccounts.spotify.com"), "code a");
    for issuer in
        ["https://evil.example", "", "https://accounts.spotify.com.evil.example", "http://accounts.spotify.com"]
    {
        assert_eq!(case.check(&format!("code=a&state=$&iss={issuer}")), "WrongIssuer");
    }
}

#[test]
fn b12_access_denied_differs_from_other_errors() {
    let case = Case::new();
    assert_eq!(case.check("error=access_denied&state=$"), "Declined");
    assert_eq!(case.check("error=server_error&state=$"), "Failed(\"server_error\")");
    assert_eq!(case.check("error=%1b%5D0;x%07&state=$"), "Failed(\"]0;x\")");
    assert_eq!(case.check("state=$"), "NoCode");
    assert_eq!(case.check("code=&state=$"), "NoCode");
}

#[test]
fn a_code_that_could_not_stand_in_a_form_is_refused() {
    let case = Case::new();
    let long = "a".repeat(MAX_CODE_BYTES + 1);
    for code in ["a%0d%0ab", "a+b", "%00", "%ff", "%C3%A9", long.as_str()] {
        assert_eq!(case.check(&format!("code={code}&state=$")), "Damaged", "{code}");
    }
    let longest = "a".repeat(MAX_CODE_BYTES);
    assert_eq!(case.check(&format!("code={longest}&state=$")), format!("code {longest}"));
}

#[test]
fn a8_a_pasted_address_passes_the_same_checks() {
    let case = Case::new();
    for pasted in [
        "http://127.0.0.1:8899/callback?code=a&state=$",
        "  http://127.0.0.1:8899/callback?code=a&state=$\n",
        "127.0.0.1:8899/callback?code=a&state=$",
        "http://127.0.0.1:8899/callback?code=a&state=$#_=_",
        "http://127.0.0.1:8899/call\nback?code=a&sta\nte=$",
    ] {
        assert_eq!(case.paste(pasted).as_deref(), Ok("a"), "{pasted:?}");
    }
    for (pasted, error) in [
        ("", PasteError::NotAUrl),
        ("AQBcode", PasteError::NotAUrl),
        ("https://accounts.spotify.com/authorize?state=$&code=a", PasteError::AuthorizePage),
        ("https://accounts.spotify.com/login?continue=x", PasteError::AuthorizePage),
        ("https://127.0.0.1:8899/callback?code=a&state=$", PasteError::Elsewhere),
        ("http://127.0.0.1:8898/callback?code=a&state=$", PasteError::Elsewhere),
        ("http://127.0.0.1/callback?code=a&state=$", PasteError::Elsewhere),
        ("http://localhost:8899/callback?code=a&state=$", PasteError::Elsewhere),
        ("http://127.0.0.1:8899/done?code=a&state=$", PasteError::Elsewhere),
        ("http://127.0.0.1:8899/callback/?code=a&state=$", PasteError::Elsewhere),
        ("http://x@127.0.0.1:8899/callback?code=a&state=$", PasteError::Elsewhere),
        ("file:///callback?code=a&state=$", PasteError::Elsewhere),
        ("http://127.0.0.1:8899/callback?code=a&state=wrong", PasteError::WrongState),
        ("http://127.0.0.1:8899/callback", PasteError::WrongState),
        ("http://127.0.0.1:8899/callback?state=$", PasteError::NoCode),
        ("http://127.0.0.1:8899/callback?code=a&code=b&state=$", PasteError::Damaged),
        ("http://127.0.0.1:8899/callback?code=a&state=$&iss=x", PasteError::WrongIssuer),
    ] {
        assert_eq!(case.paste(pasted), Err(error), "{pasted:?}");
    }
    assert_eq!(case.paste(&"x".repeat(MAX_PASTE_BYTES + 1)), Err(PasteError::Damaged));
    let declined = "http://127.0.0.1:8899/callback?error=access_denied&state=$";
    assert_eq!(case.paste(declined).as_deref(), Ok("declined"));
}

proptest::proptest! {
    #[test]
    fn no_query_and_no_paste_panics(text in "\\PC{0,300}") {
        let case = Case::new();
        let _ = check(&text, &case.state, &case.accounts);
        let _ = case.paste(&text);
    }
}
