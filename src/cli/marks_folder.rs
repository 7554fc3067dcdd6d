//! The folder of marks around a command that marks: read before, so that a mark made here is later than those in it, and
//! written after.

use std::io;

use super::{context::Context, exit::Failure, output::Output, snapshot::unreadable};
use crate::{
    domain::Account,
    library::{AccountRef, Library},
    marks::{Exchange, MarksFolder, Seen},
};

/// The folder, if one is set, for an account of an open library.
pub(super) struct Shared<'a> {
    library: &'a Library,
    at: AccountRef,
    folder: Option<(MarksFolder, Account)>,
    seen: Seen,
}

impl<'a> Shared<'a> {
    pub(super) fn open(context: &Context, library: &'a Library, at: AccountRef) -> Result<Self, Failure> {
        let paths = &context.config.paths;
        let folder = match context.config.marks_folder(&context.environment) {
            None => None,
            Some(folder) => {
                let account = library.reader().and_then(|reader| reader.account(at)).map_err(unreadable)?;
                account.map(|account| (MarksFolder::new(folder, paths.data_dir.clone()), account))
            }
        };
        Ok(Self { library, at, folder, seen: Seen::default() })
    }

    /// Takes over the marks of other computers. Prints what kept it from that.
    pub(super) fn read(&mut self, output: &mut Output<'_>) -> Result<(), Failure> {
        let exchange = self.exchange(false)?;
        Ok(print(&exchange, output)?)
    }

    /// Writes the marks made since. Prints nothing that [`Shared::read`] has printed.
    pub(super) fn write(&mut self) -> Result<(), Failure> {
        self.exchange(true).map(drop)
    }

    fn exchange(&mut self, has_marked: bool) -> Result<Exchange, Failure> {
        match &self.folder {
            Some((folder, account)) => {
                folder.exchange(self.library, (self.at, account), &mut self.seen, has_marked).map_err(unreadable)
            }
            None => Ok(Exchange::default()),
        }
    }
}

fn print(exchange: &Exchange, output: &mut Output<'_>) -> io::Result<()> {
    exchange.notices.iter().try_for_each(|notice| output.note(notice))
}
