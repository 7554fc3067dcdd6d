//! Pages about the program itself, its configuration and a report, as the executor answers them.

use std::fs;

use super::desk::{Desk, demo, profile};
use crate::app::{
    Effect, Reply,
    page::{Page, Paragraph},
    requests::{
        event::{FileAnswer, UpkeepReply},
        upkeep::Upkeep,
    },
};

async fn ask(desk: &mut Desk, request: Upkeep) -> UpkeepReply {
    match desk.ask(|id| Effect::Upkeep(id, request)).await {
        Reply::Upkeep(reply) => reply,
        other => panic!("{other:?}"),
    }
}

async fn logged_in() -> Desk {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    desk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d7_nothing_private_is_in_a_report() {
    let mut desk = logged_in().await;
    let stored = fs::read_to_string(desk.profile.path().join("data/credentials.json")).expect("a login");
    let stored: serde_json::Value = serde_json::from_str(&stored).expect("JSON");
    let token = |name: &str| stored[name].as_str().expect("text").to_owned();
    let private = [
        token("access_token"),
        token("refresh_token"),
        desk.demo.client_id().to_owned(),
        "canary@example.org".to_owned(),
        "canarycode".to_owned(),
        "canarysecret".to_owned(),
    ];
    let state = desk.profile.path().join("state");
    fs::create_dir_all(&state).expect("a folder");
    fs::create_dir_all(desk.profile.path().join("config")).expect("a folder");
    let log = format!(
        "start {}\nGET /callback?code=canarycode&state=x\nclient_secret=canarysecret\nseen\n",
        private[..4].join(" ")
    );
    fs::write(state.join("spotpods-tui.log"), log).expect("written");
    let player = "[player]\nstart_command = \"spotifyd --password canarysecret\"\n[ui]\nascii = true\n";
    fs::write(desk.profile.path().join("config/config.toml"), player).expect("written");
    ask(&mut desk, Upkeep::Set { name: "dates.style", value: Some("iso".into()) }).await;

    let report = |replace| Upkeep::Report { name: "report.txt".into(), replace };
    let UpkeepReply::Report(Ok(FileAnswer::Written { path })) = ask(&mut desk, report(false)).await else {
        panic!("it is written")
    };
    let text = fs::read_to_string(&path).expect("text");
    for part in ["Versions", "ui.ascii true, from", "dates.style iso", "player.start_command (set)", "  seen", "TERM"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for private in private {
        assert!(!text.contains(&private), "{private} is in {text}");
    }
    assert!(!text.contains("Logged in as"), "{text}");
    let again = ask(&mut desk, report(false)).await;
    assert!(matches!(again, UpkeepReply::Report(Ok(FileAnswer::Exists { .. }))), "{again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_saved_with_its_comments_and_a_refused_value_changes_nothing() {
    let mut desk = logged_in().await;
    let file = desk.profile.path().join("config/config.toml");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(&file, "# mine\n").expect("written");
    let reply = ask(&mut desk, Upkeep::Set { name: "ui.ascii", value: Some("true".into()) }).await;
    let UpkeepReply::Set(Ok(changed)) = reply else { panic!("{reply:?}") };
    assert!(changed.live.display.ascii);
    assert_eq!(fs::read_to_string(&file).expect("text"), "# mine\n\n[ui]\nascii = true\n");
    let reply = ask(&mut desk, Upkeep::Set { name: "sync.interval", value: Some("soon".into()) }).await;
    let UpkeepReply::Set(Err(refused)) = reply else { panic!("{reply:?}") };
    assert!(refused.title.contains("whole number from 0 to 10080"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_and_what_the_doctor_finds_are_pages() {
    let mut desk = logged_in().await;
    let UpkeepReply::Page(Page::Doctor, Ok(page)) = ask(&mut desk, Upkeep::Page(Page::Doctor)).await else {
        panic!("it is read")
    };
    assert_eq!(page.first(), Some(&Paragraph::Text("No problems found".into())));
    assert!(page.contains(&Paragraph::Heading("Terminal".into())));
    let reply = ask(&mut desk, Upkeep::Page(Page::Log)).await;
    assert!(matches!(reply, UpkeepReply::Page(Page::Log, Ok(page)) if !page.is_empty()));
}
