use std::sync::{Arc, Mutex};

use super::*;
use crate::{
    domain::{Account, CleanText},
    runtime::tests::desk::{profile, stock},
};

fn query(filter: &str) -> FeedQuery {
    let (feed, filter) = (crate::app::place::FeedId::NEW, filter.to_owned());
    FeedQuery {
        feed,
        one_per_show: false,
        state: None,
        filter,
        after: None,
        skip: 0,
        limit: 10,
        visits_of: Some("new"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_while_the_titles_are_read_ends_the_matching_and_not_the_reading() {
    let profile = profile();
    let account = stock(profile.path(), "me", 3, 8).await;
    let (host, _) =
        LibraryHost::open(&crate::runtime::tests::desk::library_file(profile.path()), std::time::Duration::ZERO);
    let held = host.held().expect("it is open");
    assert_eq!(
        held.account().map(|whose| whose.account),
        Some(Account { id: CleanText::new("me"), display_name: None, premium: None })
    );
    let read_at = Arc::new(Mutex::new(Vec::new()));
    for (filter, wanted) in [("k", false), ("ke", true)] {
        let (query, read_at) = (query(filter), Arc::clone(&read_at));
        let part = move |desk: &mut Desk| {
            let token = CancellationToken::new();
            if !wanted {
                // The next key comes while the titles are read.
                token.cancel();
            }
            let found = filtered(desk, account, &query, &token);
            read_at.lock().expect("the times").push(desk.titles.as_ref().expect("they are kept").read_at);
            found
        };
        let found = held.readers().ask_at(Lane::Titles, &CancellationToken::new(), part).await;
        assert_eq!(found.map(|page| page.total), if wanted { Ok(24) } else { Err(LibraryError::Cancelled) });
    }
    let read_at = read_at.lock().expect("the times");
    assert_eq!(read_at[0], read_at[1], "they were read once");
}
