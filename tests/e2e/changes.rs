//! Changes to the files of a folder, as the kernel reports them: the moments at which a program is killed while it
//! writes.

use std::{
    io::Read as _,
    mem::MaybeUninit,
    os::{fd::OwnedFd, unix::net::UnixStream},
    path::Path,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags},
    io::Errno,
    process::{PidfdFlags, pidfd_open},
};

use crate::terminal::{PATIENCE, Terminal};

/// A watch on a folder.
pub(crate) struct Changes(OwnedFd);

impl Changes {
    /// Watches a folder for one kind of change.
    pub(crate) fn of(folder: &Path, kind: WatchFlags) -> Self {
        let inotify = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).expect("inotify");
        inotify::add_watch(&inotify, folder, kind).expect("the folder is watched");
        Self(inotify)
    }

    /// Waits for `most` changes to files whose name starts with `name`, or for the end of the program; returns how many
    /// came. Several that are not taken in between may be reported as one.
    pub(crate) fn wait(&self, name: &str, most: usize, program: &Terminal) -> usize {
        let (never, _other) = UnixStream::pair().expect("a pair");
        self.wait_unless(name, most, program, &never, || false)
    }

    /// The same, but no longer than until something holds; looks whenever `bell` can be read.
    pub(crate) fn wait_unless(
        &self,
        name: &str,
        most: usize,
        program: &Terminal,
        mut bell: &UnixStream,
        holds: impl Fn() -> bool,
    ) -> usize {
        let process = pidfd_open(program.pid(), PidfdFlags::empty());
        let mut seen = 0;
        loop {
            seen += self.read(name);
            let Ok(process) = &process else { return seen };
            if seen >= most || holds() {
                return seen;
            }
            let mut sources = [
                PollFd::new(&self.0, PollFlags::IN),
                PollFd::new(&bell, PollFlags::IN),
                PollFd::new(process, PollFlags::IN),
            ];
            let guard = Timespec::try_from(PATIENCE).expect("short");
            let ready = poll(&mut sources, Some(&guard)).expect("they can be polled");
            assert_ne!(ready, 0, "{name}: {seen} of {most} changes came");
            let [changed, rung, _] = sources.map(|source| !source.revents().is_empty());
            if rung {
                let _ = bell.read(&mut [0; 64]).expect("it rang");
            } else if !changed {
                return seen;
            }
        }
    }

    /// Takes the reported changes; returns how many were to files whose name starts with `name`.
    fn read(&self, name: &str) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(&self.0, &mut buffer);
        let mut count = 0;
        loop {
            match reader.next() {
                Ok(event) => {
                    assert!(!event.events().contains(ReadFlags::QUEUE_OVERFLOW), "too many changes");
                    let found = event.file_name().is_some_and(|file| file.to_bytes().starts_with(name.as_bytes()));
                    count += usize::from(found);
                }
                Err(Errno::AGAIN) => return count,
                Err(error) => panic!("{error}"),
            }
        }
    }
}
