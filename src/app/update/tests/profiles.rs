use super::harness::*;
use crate::{
    app::requests::{
        effect::Restart,
        event::{ProfileAccount, ProfileEntry},
    },
    domain::{CleanText, Profile},
};

fn entry(name: &str, account: ProfileAccount) -> ProfileEntry {
    let profile: Profile = name.parse().expect("a name");
    ProfileEntry { is_open: profile == Profile::default(), profile, account }
}

/// The list of three profiles, the default one open.
fn listed() -> Session {
    let mut session = Session::new(80, 24);
    session.keys("L G Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::ListProfiles)]));
    session.reply(LoginReply::Profiles(vec![
        entry("default", ProfileAccount::Named(CleanText::new("Ada"))),
        entry("kids", ProfileAccount::LoggedOut),
        entry("work", ProfileAccount::Unnamed),
    ]));
    session
}

#[test]
fn the_account_overlay_leads_to_the_profiles_with_their_accounts() {
    let session = listed();
    assert_eq!(
        session.overlay_lines()[..4],
        ["default  Ada  (open)", "kids     not logged in", "work     logged in", "New profile..."]
    );
    assert_eq!(session.top_overlay().selected(), Some(0));
}

#[test]
fn another_profile_ends_this_run_and_the_open_one_does_not() {
    let mut session = listed();
    session.keys("Enter");
    assert_eq!(session.effects(), []);
    assert_eq!(session.overlay(), None);
    let mut session = listed();
    session.keys("j Enter");
    assert_eq!(session.effects(), [Effect::Restart(Restart::Profile("kids".parse().expect("a name")))]);
}

#[test]
fn a_new_profile_has_a_checked_name() {
    let mut session = listed();
    session.keys("G Enter").text("no name").keys("Enter");
    assert_eq!(session.effects(), []);
    let lines = session.overlay_lines().join(" ");
    assert!(lines.starts_with("no name: ") && lines.contains("1 to 32 characters"), "{lines}");
    session.keys("Ctrl-u").text("guest").keys("Enter");
    assert_eq!(session.effects(), [Effect::Restart(Restart::Profile("guest".parse().expect("a name")))]);
    let mut session = listed();
    session.keys("G Enter").text("default").keys("Enter");
    assert_eq!(session.effects(), []);
    assert_eq!(session.message(), "The profile default is open already");
}

#[test]
fn the_login_and_the_setup_lead_to_the_profiles_too() {
    for start in [logged_out(), logged_out().session(|session| session.client_id = None)] {
        let mut session = Session::with(start);
        session.send(EventKind::Start).keys("L");
        assert!(matches!(session.effects()[..], [Effect::Login(_, Login::ListProfiles)]));
        session.reply(LoginReply::Profiles(vec![entry("default", ProfileAccount::LoggedOut)]));
        assert!(matches!(session.overlay(), Some(Overlay::Choices(_))));
    }
}
