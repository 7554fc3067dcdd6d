//! A login in words: the account, when it ends, and missing permissions.

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    auth::TokenStore,
    domain::{CleanText, Ending, LoginState, Profile},
};

/// The stored login of a profile.
#[derive(Debug, Clone, Copy)]
pub struct LoginStatus<'a> {
    /// `None` if no client ID is set.
    pub state: Option<&'a LoginState>,
    pub authorized_at: Option<Timestamp>,
    pub now: Timestamp,
    pub profile: &'a Profile,
    pub file: &'a Path,
    /// `None` without a login.
    pub store: Option<TokenStore>,
}

/// The command that logs a profile in, in backticks.
pub fn log_in_command(profile: &Profile) -> String {
    let of = profile.named().map(|name| format!(" --profile {name}")).unwrap_or_default();
    format!("`spotpods-tui auth login{of}`")
}

impl LoginStatus<'_> {
    /// The login as text. A login past its end counts as one until its next use.
    pub fn lines(self) -> Vec<String> {
        let of_profile = self.profile.named().map(|name| format!(" (profile {name})")).unwrap_or_default();
        let log_in = log_in_command(self.profile);
        let (account, missing, ends) = match self.state {
            None => {
                let asks = format!("{log_in} asks for it and logs in");
                return vec![format!("Not logged in{of_profile}: no client ID is set. {asks}")];
            }
            Some(LoginState::LoggedOut) => {
                return vec![format!("Not logged in{of_profile}. To log in, run {log_in}")];
            }
            Some(LoginState::Ended { .. }) => {
                return vec![format!("Login expired{of_profile}. To log in again, run {log_in}")];
            }
            Some(LoginState::LoggedIn { account, missing, ends }) => (account, missing, *ends),
        };
        let file = CleanText::new(&self.file.to_string_lossy());
        let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
        let who = account.as_ref().map_or_else(|| "an unknown account".into(), |a| a.name().clone());
        let end = match Ending::at(ends, self.now) {
            Ending::Later => "",
            Ending::Soon => " (soon: log in again)",
            Ending::Overdue => " (past: log in again if this computer's clock is right)",
        };
        let mut lines = vec![
            format!("Logged in as {who}{of_profile}"),
            format!("Authorized   {}", self.authorized_at.map(day).unwrap_or_default()),
            format!("Ends         {}{end}", day(ends)),
            match self.store {
                Some(TokenStore::Keyring) => format!("Stored in    the keyring; {file} has no tokens"),
                Some(TokenStore::File) | None => format!("Stored in    {file}"),
            },
        ];
        for scope in missing {
            lines.push(format!("Missing      {scope}: {without}", scope = scope.as_str(), without = scope.without()));
        }
        lines
    }

    /// The object of `--json`. Its names are stable; unknown values are `null`.
    pub fn object(self) -> Value {
        let reason = match self.state {
            None => Some("no_client_id"),
            Some(LoginState::LoggedOut) => Some("logged_out"),
            Some(LoginState::Ended { .. }) => Some("expired"),
            Some(LoginState::LoggedIn { .. }) => None,
        };
        let (account, missing, ends) = match self.state {
            Some(LoginState::LoggedIn { account, missing, ends }) => {
                (account.as_ref(), missing.as_slice(), Some(*ends))
            }
            Some(LoginState::LoggedOut | LoginState::Ended { .. }) | None => (None, [].as_slice(), None),
        };
        let ending = ends.map_or(Ending::Later, |ends| Ending::at(ends, self.now));
        json!({
            "logged_in": reason.is_none(),
            "reason": reason,
            "account_id": account.map(|account| account.id.as_str()),
            "account_name": account.map(|account| account.name().as_str()),
            "missing_scopes": missing.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
            "authorized_at": ends.and(self.authorized_at).map(|at| at.to_string()),
            "ends_at": ends.map(|at| at.to_string()),
            "ends_soon": matches!(ending, Ending::Soon | Ending::Overdue),
            "overdue": ending == Ending::Overdue,
            "profile": self.profile.name(),
            "store": self.store.map(|store| match store {
                TokenStore::File => "file",
                TokenStore::Keyring => "keyring",
            }),
            "storage": self.file.to_string_lossy(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, Scope};

    fn logged_in() -> LoginState {
        LoginState::LoggedIn {
            account: Some(Account {
                id: "u1".into(),
                display_name: Some("Listener \u{1b}[31m".into()),
                premium: Some(true),
            }),
            missing: vec![Scope::PlaybackModify],
            ends: "2026-11-01T10:00:00Z".parse().expect("a moment"),
        }
    }

    fn printed(state: Option<&LoginState>, as_json: bool) -> String {
        printed_on("2026-10-25T10:00:00Z", state, as_json)
    }

    fn printed_on(now: &str, state: Option<&LoginState>, as_json: bool) -> String {
        let (profile, file) = (Profile::default(), Path::new("/p/credentials.json"));
        let moment = |text: &str| text.parse().expect("a moment");
        let (authorized_at, now) = (Some(moment("2026-05-01T10:00:00Z")), moment(now));
        let store = Some(TokenStore::File);
        let status = LoginStatus { state, authorized_at, now, profile: &profile, file, store };
        if as_json { status.object().to_string() } else { status.lines().join("\n") }
    }

    #[test]
    fn a_login_is_printed_with_its_end_and_missing_permissions() {
        let text = printed(Some(&logged_in()), false);
        assert_eq!(
            text.lines().skip(1).collect::<Vec<_>>(),
            [
                "Authorized   2026-05-01",
                "Ends         2026-11-01 (soon: log in again)",
                "Stored in    /p/credentials.json",
                "Missing      user-modify-playback-state: nothing can be played from here",
            ]
        );
        assert!(text.starts_with("Logged in as Listener") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn e9_a_login_past_its_end_is_one_until_spotify_says_otherwise() {
        let past = "2026-11-02T10:00:00Z";
        let text = printed_on(past, Some(&logged_in()), false);
        assert!(text.contains("Ends         2026-11-01 (past: log in again"), "{text}");
        let value: Value = serde_json::from_str(&printed_on(past, Some(&logged_in()), true)).expect("JSON");
        assert_eq!((&value["logged_in"], &value["overdue"]), (&json!(true), &json!(true)));
    }

    #[test]
    fn without_a_login_the_remedy_is_named() {
        for state in [None, Some(&LoginState::LoggedOut), Some(&LoginState::Ended { account: None })] {
            let text = printed(state, false);
            assert!(text.contains("spotpods-tui auth login"), "{text}");
        }
    }

    #[test]
    fn the_object_has_the_same_names_whatever_the_state() {
        let names = |state: Option<&LoginState>| {
            let value: Value = serde_json::from_str(&printed(state, true)).expect("JSON");
            value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(names(None), names(Some(&logged_in())));
        let value: Value = serde_json::from_str(&printed(Some(&logged_in()), true)).expect("JSON");
        assert_eq!(value["logged_in"], true);
        assert_eq!(value["missing_scopes"], json!(["user-modify-playback-state"]));
        assert_eq!(value["ends_at"], "2026-11-01T10:00:00Z");
        assert!(printed(None, true).contains(r#""reason":"no_client_id""#));
    }
}
