//! What the program starts with in a test: a profile of its own, and the demo service.

use std::{path::Path, sync::Arc};

use tokio::net::TcpSocket;

use crate::{
    app::state::Startup,
    config::{Config, Environment, Flags, keys},
    demo::DemoServer,
    runtime::{
        artwork::Covers,
        browser::Browser,
        clipboard::Clipboard,
        clock,
        connect::Connect,
        executor::{Deps, SharedMarks},
        input::KeyGate,
        mpris::Desktop,
        own::Shell,
        settings::Settings,
        start::profile,
    },
    spotify::{Origin, Origins},
};

pub(super) struct Ready {
    pub(super) startup: Startup,
    pub(super) deps: Deps,
    /// Keeps the address where nothing answers.
    pub(super) refusing: Option<TcpSocket>,
}

/// Reads a profile as the start does.
pub(super) fn ready(demo: &Arc<DemoServer>, profile: &Path, client_id: Option<&str>, redirect: &str) -> Ready {
    let origin = |url: String| Origin::parse(&url).expect("loopback");
    let origins = Origins { api: origin(demo.api_url()), accounts: origin(demo.accounts_url()) };
    ready_for(origins, demo, profile, client_id, redirect)
}

/// The same where nothing answers at the services' addresses.
pub(super) fn ready_without_network(demo: &Arc<DemoServer>, profile: &Path, client_id: &str) -> Ready {
    // The accounts service is the same: a login belongs to the one that gave it. Nothing is asked of it here.
    let accounts = Origin::parse(&demo.accounts_url()).expect("loopback");
    // Bound and never listening: a connection is refused, and nothing else gets the port.
    let refusing = TcpSocket::new_v4().expect("a socket");
    refusing.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let api = Origin::parse(&format!("http://{}/v1", refusing.local_addr().expect("bound"))).expect("loopback");
    let origins = Origins { api, accounts };
    let ready = ready_for(origins, demo, profile, Some(client_id), "http://127.0.0.1/callback");
    Ready { refusing: Some(refusing), ..ready }
}

fn ready_for(
    origins: Origins,
    demo: &Arc<DemoServer>,
    profile: &Path,
    client_id: Option<&str>,
    redirect: &str,
) -> Ready {
    let flags = Flags { profile_dir: Some(profile.to_owned()), ..Flags::default() };
    let environment = Environment::bare("/nowhere");
    let mut config = Config::load(&flags, &environment).expect("a folder is given");
    config.replace(keys::CLIENT_ID, client_id);
    config.replace(keys::REDIRECT_URI, Some(redirect));
    config.replace(keys::DAILY_BUDGET, Some("unlimited"));
    config.replace(keys::RESERVE, Some("0"));
    // The daily news of the demo has thousands of episodes.
    config.replace(keys::DEPTH, Some("100"));

    let clock = clock::system();
    let origin = origins.api.clone();
    let opened = profile::open(&config, origins, true, &environment, &clock);
    let profile::Opened { shared, host, mut startup } = opened;
    // The tour was seen.
    startup.session.tour = false;
    let connect = Connect::new(&config, &environment);
    let marks = SharedMarks::new(config.marks_folder(&environment), config.paths.data_dir.clone());
    let deps = Deps {
        shared,
        marks,
        connect,
        desktop: Desktop::none(),
        paths: config.paths.clone(),
        covers: Covers::new(&config, origin),
        browser: Browser::Remote,
        clipboard: Clipboard::default(),
        demo: Some(Arc::clone(demo)),
        clock,
        host,
        shell: Shell::new(&environment, KeyGate::none()),
        settings: Settings::new(config, environment),
        folder: profile.to_owned(),
    };
    Ready { startup, deps, refusing: None }
}
