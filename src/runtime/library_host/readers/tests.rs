use tempfile::TempDir;

use super::*;

fn readers() -> (TempDir, Arc<Readers>) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::open(&folder.path().join("library.db")).expect("it opens").library;
    let reader = library.reader().expect("it opens");
    (folder, Arc::new(Readers::new(library, reader)))
}

/// Keeps a lane busy until the returned end is dropped; comes back when it is.
async fn occupied(readers: &Arc<Readers>, lane: Lane) -> mpsc::Sender<()> {
    let (end, ended) = mpsc::channel::<()>();
    let (tell, begun) = oneshot::channel();
    let busy = Arc::clone(readers);
    let question = move |_: &Reader| {
        let _ = tell.send(());
        let _ = ended.recv();
        Ok(())
    };
    tokio::spawn(async move { busy.ask(lane, &CancellationToken::new(), question).await });
    begun.await.expect("it begins");
    end
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_search_delays_no_list() {
    let (_folder, readers) = readers();
    let end = occupied(&readers, Lane::Search).await;
    let wanted = CancellationToken::new();
    assert_eq!(readers.ask(Lane::Lists, &wanted, Reader::last_account).await, Ok(None));
    drop(end);
    assert_eq!(readers.ask(Lane::Search, &wanted, Reader::last_account).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_read_is_skipped() {
    let (_folder, readers) = readers();
    let end = occupied(&readers, Lane::Search).await;
    let unwanted = CancellationToken::new();
    let (asked, token) = (Arc::clone(&readers), unwanted.clone());
    let (tell, begun) = oneshot::channel::<()>();
    let waiting =
        tokio::spawn(async move { asked.ask(Lane::Search, &token, move |_| Ok(tell.send(()).is_ok())).await });
    unwanted.cancel();
    // It comes back while the lane is still busy.
    assert_eq!(waiting.await.expect("no panic"), Err(LibraryError::Cancelled));
    drop(end);
    assert!(begun.await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_threads_end_with_the_readers() {
    let (folder, readers) = readers();
    for lane in [Lane::Lists, Lane::Search] {
        assert_eq!(readers.ask(lane, &CancellationToken::new(), Reader::last_account).await, Ok(None));
    }
    drop(readers);
    // Every connection is closed: the last one has tidied up.
    assert!(!folder.path().join("library.db-wal").exists());
}
