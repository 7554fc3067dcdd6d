//! Reads the library from within a task, on a thread that may block.

use crate::library::{Library, LibraryError, Reader, Result};

/// A reader, opened by the first read.
#[derive(Debug)]
pub(super) struct LazyReader {
    library: Library,
    reader: Option<Reader>,
}

impl LazyReader {
    pub(super) fn new(library: &Library) -> Self {
        Self { library: library.clone(), reader: None }
    }

    pub(super) async fn read<R: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Reader) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let (library, reader) = (self.library.clone(), self.reader.take());
        let read = move || {
            let reader = reader.map_or_else(|| library.reader(), Ok)?;
            let found = work(&reader);
            Ok::<_, LibraryError>((reader, found))
        };
        let (reader, found) = tokio::task::spawn_blocking(read).await.map_err(|_| LibraryError::Closed)??;
        self.reader = Some(reader);
        found
    }
}
