use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
};

use jiff::{SignedDuration, Timestamp};
use pretty_assertions::assert_eq;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;
use crate::{
    auth::token::RefreshToken,
    domain::{Account, Scopes},
    spotify::{AccessToken, Origin},
};

const ID: &str = "0123456789abcdef0123456789abcdef";

struct Case {
    folder: TempDir,
    vault: Vault,
}

impl Case {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let vault = Vault::new(&folder.path().join("data"));
        Self { folder, vault }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).expect("there").mode() & 0o7777
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).expect("there");
        let mut names: Vec<_> =
            entries.map(|e| e.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort_unstable();
        names
    }

    fn store(&self, credentials: &Credentials) {
        self.lock().store(&binding(ID), credentials, Occasion::Login).expect("stored");
    }

    fn lock(&self) -> LockedVault {
        self.vault.try_lock().expect("lockable").expect("free")
    }

    fn load(&self) -> Result<Found, VaultError> {
        self.vault.load(&binding(ID))
    }
}

fn binding(id: &str) -> Binding {
    Binding::new(&Origin::parse("https://accounts.spotify.com").expect("valid"), &client(id))
}

fn client(id: &str) -> ClientId {
    ClientId::parse(id).expect("valid")
}

fn credentials(token: &str) -> Credentials {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
    Credentials {
        access: AccessToken::parse(token).expect("a token"),
        refresh: RefreshToken::parse("RT-canary"),
        about: About {
            scopes: Scopes::parse("user-library-read"),
            obtained_at: now,
            expires_at: now + SignedDuration::from_hours(1),
            authorized_at: now,
            account: Some(Account {
                id: CleanText::new("me"),
                display_name: Some(CleanText::new("M\u{e9}")),
                premium: None,
            }),
        },
    }
}

fn login(found: Result<Found, VaultError>) -> Credentials {
    match found {
        Ok(Found::Login(credentials)) => credentials,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stored_login_is_read_back() {
    let case = Case::new();
    assert!(matches!(case.load(), Ok(Found::Nothing)));
    assert!(!case.path("").exists(), "reading creates nothing");
    let stored = credentials("AT");
    case.store(&stored);
    let found = login(case.load());
    assert_eq!(found.access, stored.access);
    assert_eq!(found.refresh.map(|t| t.expose().to_owned()), Some("RT-canary".to_owned()));
    assert_eq!(found.about, stored.about);
}

#[test]
fn d1_only_the_owner_can_read_files_and_folder() {
    let case = Case::new();
    case.store(&credentials("AT"));
    case.vault.store_client_secret(&client(ID), &SecretString::from("secret")).expect("stored");
    for name in [CREDENTIALS, CLIENT, LOCK] {
        assert_eq!(case.mode(name), 0o600, "{name}");
    }
    assert_eq!(case.mode(""), 0o700);
}

#[test]
fn d1_a_folder_that_others_can_enter_is_tightened() {
    let case = Case::new();
    fs::create_dir(case.path("")).expect("created");
    fs::set_permissions(case.path(""), fs::Permissions::from_mode(0o755)).expect("set");
    case.store(&credentials("AT"));
    assert_eq!(case.mode(""), 0o700);
}

#[test]
fn d2_a_login_is_replaced_by_a_new_file() {
    let case = Case::new();
    case.store(&credentials("AT1"));
    let old = fs::File::open(case.path(CREDENTIALS)).expect("there");
    case.store(&credentials("AT2"));
    let new = fs::metadata(case.path(CREDENTIALS)).expect("there");
    assert_ne!(old.metadata().expect("open").ino(), new.ino());
    assert_eq!(login(case.load()).access.expose(), "AT2");
    assert_eq!(case.names(), [CREDENTIALS, LOCK]);
}

#[test]
fn d2_what_a_killed_process_left_behind_is_neither_used_nor_in_the_way() {
    let case = Case::new();
    case.store(&credentials("AT1"));
    let target = case.folder.path().join("target");
    fs::write(&target, "untouched").expect("written");
    symlink(&target, case.path("credentials.json.new")).expect("linked");
    case.store(&credentials("AT2"));
    assert_eq!(login(case.load()).access.expose(), "AT2");
    assert_eq!(fs::read_to_string(target).expect("there"), "untouched");
    assert_eq!(case.mode(CREDENTIALS), 0o600);
}

#[test]
fn d3_a_symbolic_link_is_refused_and_its_target_unchanged() {
    let case = Case::new();
    case.store(&credentials("AT"));
    let target = case.folder.path().join("target");
    fs::rename(case.path(CREDENTIALS), &target).expect("moved");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).expect("set");
    symlink(&target, case.path(CREDENTIALS)).expect("linked");
    assert!(matches!(case.load(), Err(VaultError::Symlink(_))));
    // A login replaces the link, not what it leads to.
    let before = fs::read(&target).expect("there");
    case.store(&credentials("AT2"));
    assert_eq!(fs::read(&target).expect("there"), before);
    assert_eq!(fs::metadata(&target).expect("there").mode() & 0o777, 0o644);
    assert_eq!(login(case.load()).access.expose(), "AT2");
}

#[test]
fn d3_a_file_that_others_can_read_is_tightened() {
    let case = Case::new();
    case.store(&credentials("AT"));
    fs::set_permissions(case.path(CREDENTIALS), fs::Permissions::from_mode(0o644)).expect("set");
    assert_eq!(login(case.load()).access.expose(), "AT");
    assert_eq!(case.mode(CREDENTIALS), 0o600);
}

#[test]
fn d3_anything_but_a_regular_file_is_refused() {
    let case = Case::new();
    drop(case.lock());
    fs::create_dir(case.path(CREDENTIALS)).expect("created");
    let mode = case.mode(CREDENTIALS);
    assert!(matches!(case.load(), Err(VaultError::NotAFile(_))));
    assert_eq!(case.mode(CREDENTIALS), mode);
}

#[test]
fn d4_a_login_of_another_service_or_client_is_not_seen_and_not_lost() {
    let case = Case::new();
    case.store(&credentials("AT"));
    let elsewhere = Binding::new(&Origin::parse("http://127.0.0.1:9").expect("valid"), &client(ID));
    let other = binding("ffffffffffffffffffffffffffffffff");
    for binding in [elsewhere, other] {
        assert!(matches!(case.vault.load(&binding), Ok(Found::Nothing)));
    }
    assert_eq!(login(case.load()).access.expose(), "AT");
}

#[test]
fn d5_a_damaged_login_is_quarantined() {
    let case = Case::new();
    case.store(&credentials("AT"));
    fs::write(case.path(CREDENTIALS), "{\"issuer\":").expect("written");
    assert!(matches!(case.load(), Ok(Found::Corrupt)));
    let aside = case.lock().quarantine().expect("renamed");
    assert!(aside.as_str().starts_with("credentials.json.corrupt-20"), "{aside}");
    assert!(matches!(case.load(), Ok(Found::Nothing)));
    assert_eq!(fs::read_to_string(case.path(aside.as_str())).expect("there"), "{\"issuer\":");
}

#[test]
fn d5_a_thousand_mutations_of_the_file_are_read_without_a_panic() {
    let whole = credentials("AT").write(&binding(ID));
    for seed in 0..1000_usize {
        let mut bytes = whole.to_vec();
        let at = seed * 7919 % bytes.len();
        match seed % 3 {
            0 => bytes.truncate(at),
            1 => bytes[at] = u8::try_from(seed % 256).expect("a byte"),
            _ => drop(bytes.remove(at)),
        }
        let _ = Found::read(&bytes, &binding(ID));
    }
    let case = Case::new();
    drop(case.lock());
    fs::write(case.path(CREDENTIALS), vec![b'['; 1 << 20]).expect("written");
    assert!(matches!(case.load(), Ok(Found::Corrupt)));
}

#[test]
fn d6_debug_of_a_login_prints_no_token() {
    let shown = format!("{:?}", credentials("AT-canary"));
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 2);
}

#[test]
fn d9_logging_out_removes_every_copy_and_leaves_the_client_secret() {
    let case = Case::new();
    case.store(&credentials("AT"));
    case.vault.store_client_secret(&client(ID), &SecretString::from("secret")).expect("stored");
    fs::write(case.path("credentials.json.new"), "AT").expect("written");
    fs::write(case.path("credentials.json.corrupt-20260101T000000Z"), "AT").expect("written");
    case.lock().remove().expect("removed");
    assert_eq!(case.names(), [CLIENT, LOCK]);
    case.lock().remove().expect("nothing to remove is fine");
    case.vault.remove_client_secret().expect("removed");
    assert_eq!(case.names(), [LOCK]);
}

#[test]
fn d4_a_client_secret_is_that_of_one_client() {
    let case = Case::new();
    let read = |id: &str| {
        let secret = case.vault.client_secret(&client(id)).expect("readable");
        secret.map(|s| s.expose_secret().to_owned())
    };
    assert_eq!(read(ID), None);
    case.vault.store_client_secret(&client(ID), &SecretString::from("se\"cret")).expect("stored");
    assert_eq!(read(ID).as_deref(), Some("se\"cret"));
    assert_eq!(read("ffffffffffffffffffffffffffffffff"), None);
    fs::write(case.path(CLIENT), "?").expect("written");
    assert_eq!(read(ID), None);
    assert!(case.names()[0].starts_with("client.json.corrupt-"));
}

#[test]
fn e2_only_one_holds_the_lock() {
    let case = Case::new();
    let lock = case.lock();
    assert!(case.vault.try_lock().expect("lockable").is_none());
    drop(lock);
    assert!(case.vault.try_lock().expect("lockable").is_some());
}

#[test]
fn c5_a_token_is_stale_a_minute_or_a_tenth_of_its_life_before_its_end() {
    let mut login = credentials("AT");
    let stale =
        |login: &Credentials, before: i64| login.is_stale(login.about.expires_at - SignedDuration::from_secs(before));
    assert!(!stale(&login, 61));
    assert!(stale(&login, 60));
    assert!(stale(&login, -1));
    login.about.expires_at = login.about.obtained_at + SignedDuration::from_secs(30);
    assert!(!stale(&login, 4));
    assert!(stale(&login, 3));
}

#[test]
fn e8_a_login_ends_six_months_after_it_was_agreed_to() {
    let mut login = credentials("AT");
    assert_eq!(login.about.authorization_ends().to_string(), "2027-05-23T12:00:00Z");
    login.about.authorized_at = "2026-08-31T00:00:00Z".parse().expect("a time");
    assert_eq!(login.about.authorization_ends().to_string(), "2027-02-28T00:00:00Z");
}

#[test]
fn a_stored_login_is_read_without_its_tokens_and_nothing_is_created() {
    let case = Case::new();
    let origin = |url: &str| Origin::parse(url).expect("valid");
    let settings = |accounts: &str| LoginSettings {
        client_id: ClientId::parse(ID).expect("valid"),
        client_secret: None,
        redirect: crate::auth::RedirectUri::default(),
        origins: crate::spotify::Origins { api: origin("https://api.spotify.com/v1"), accounts: origin(accounts) },
    };
    let ours = settings("https://accounts.spotify.com");
    assert_eq!(case.vault.kept_login(&ours), Ok(None));
    assert!(!case.path("").exists());
    case.store(&credentials("AT-canary"));
    let kept = case.vault.kept_login(&ours).expect("it reads").expect("it is there");
    assert_eq!(kept.account, credentials("AT").about.account);
    assert_eq!(case.vault.kept_login(&settings("https://127.0.0.1:9")), Ok(None));
    fs::write(case.path("credentials.json"), "{").expect("it can be written");
    assert_eq!(case.vault.kept_login(&ours), Ok(None));
    assert!(case.path("credentials.json").exists(), "opening a session quarantines it");
}

#[test]
fn k9_d8_without_a_keyring_the_file_is_used_with_a_notice_unless_the_keyring_alone_is_wanted() {
    let folder = TempDir::new().expect("a folder");
    let case = |wanted: LoginStore, name: &str| {
        let vault = Vault::choosing(&folder.path().join(name), wanted, None, true);
        let stored =
            vault.try_lock().expect("lockable").expect("free").store(&binding(ID), &credentials("AT"), Occasion::Login);
        (stored.is_ok(), vault.token_store().expect("readable"), vault.take_notice())
    };
    let notice = "The login is stored in a file that only you can read, because no keyring runs in this session";
    assert_eq!(case(LoginStore::Auto, "auto"), (true, Some(TokenStore::File), Some(notice.to_owned())));
    assert_eq!(case(LoginStore::File, "file"), (true, Some(TokenStore::File), None));
    assert_eq!(case(LoginStore::Keyring, "keyring"), (false, None, None));
    let names = |name| fs::read_dir(folder.path().join(name)).expect("there").count();
    assert_eq!((names("auto"), names("file"), names("keyring")), (2, 2, 1), "nothing but the login and the lock");
}
