//! The login in the Secret Service of a desktop (GNOME Keyring, `KWallet`, `KeePassXC`): one item for each data folder.
//!
//! The service may not answer, so each request has a thread of its own and a limit of 3 seconds, or of 30 while a person is
//! asked to unlock the keyring. They are asked once in the life of the process, and only where one sits at a terminal
//! (security K9). The caller holds the lock of the vault. Start with [`Keyring::put`].
//!
//! Specification: <https://specifications.freedesktop.org/secret-service/latest/>.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use secrecy::zeroize::Zeroizing;

use crate::domain::CleanText;

/// The bytes of a login.
pub(super) type Secret = Zeroizing<Vec<u8>>;

/// Why the keyring was of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("this build has no support for keyrings")]
    Unsupported,
    #[error("no keyring runs in this session")]
    Absent,
    #[error("the keyring is locked")]
    Locked,
    #[error("the keyring did not answer within 3 seconds")]
    Slow,
    /// It may have stored something.
    #[error("the keyring did not keep what it was given")]
    Lost,
    #[error("the keyring refused: {0}")]
    Failed(CleanText),
}

/// Whether a person may be asked to unlock the keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    Once,
    Never,
}

/// The keyring of a session bus. Cheap to clone; clones share whether a person was asked.
#[derive(Debug, Clone)]
pub(super) struct Keyring {
    /// The address of the bus; `None` without a desktop.
    bus: Option<String>,
    /// Whether a person can still be asked to unlock it.
    can_ask: Arc<AtomicBool>,
}

/// What is wanted of an item.
enum Task {
    Get,
    Put(Secret),
    Remove,
}

impl Keyring {
    pub(super) fn on(bus: Option<String>, has_person: bool) -> Self {
        Self { bus, can_ask: Arc::new(AtomicBool::new(has_person)) }
    }

    /// The secret of an item, if it is there.
    pub(super) fn get(&self, id: &str, prompt: Prompt) -> Result<Option<Secret>, KeyringError> {
        self.run(id, Task::Get, prompt)
    }

    /// Stores the secret of an item in place of the former one, and reads it back.
    pub(super) fn put(&self, id: &str, secret: &Secret, prompt: Prompt) -> Result<(), KeyringError> {
        let kept = self.run(id, Task::Put(secret.clone()), prompt)?;
        if kept.as_ref() == Some(secret) { Ok(()) } else { Err(KeyringError::Lost) }
    }

    /// Removes an item.
    pub(super) fn remove(&self, id: &str, prompt: Prompt) -> Result<(), KeyringError> {
        self.run(id, Task::Remove, prompt).map(drop)
    }

    fn run(&self, id: &str, task: Task, prompt: Prompt) -> Result<Option<Secret>, KeyringError> {
        let can_ask = Arc::clone(&self.can_ask);
        // Prompt once, and only if it is locked.
        let may_ask = move || prompt == Prompt::Once && can_ask.swap(false, Ordering::Relaxed);
        let answer = match &self.bus {
            Some(bus) => service::run(bus.clone(), id.to_owned(), task, may_ask),
            None => Err(KeyringError::Absent),
        };
        answer.inspect_err(|error| tracing::warn!(%error, "keyring"))
    }
}

#[cfg(not(all(feature = "keyring", target_os = "linux")))]
mod service {
    use super::{KeyringError, Secret, Task};

    pub(super) fn run(
        _bus: String,
        _id: String,
        task: Task,
        _may_ask: impl FnOnce() -> bool + Send + 'static,
    ) -> Result<Option<Secret>, KeyringError> {
        match task {
            Task::Get | Task::Remove => {}
            Task::Put(secret) => drop(secret),
        }
        Err(KeyringError::Unsupported)
    }
}

#[cfg(all(feature = "keyring", target_os = "linux"))]
mod service {
    use std::{collections::HashMap, fmt::Display, time::Duration};

    use secrecy::zeroize::Zeroizing;
    use secret_service::{Collection, EncryptionType, Error, SecretService};
    use tokio::time::{Instant, timeout, timeout_at};

    use super::{KeyringError, Secret, Task};
    use crate::domain::CleanText;

    /// How long the service may take.
    const LIMIT: Duration = Duration::from_secs(3);
    /// How long a person may take to unlock it.
    const PROMPT: Duration = Duration::from_secs(30);
    const LABEL: &str = "Spotify login of spotpods-tui";
    const JSON: &str = "application/json";

    /// Works on a thread with a runtime of its own: the caller may be on a thread of another runtime.
    pub(super) fn run(
        bus: String,
        id: String,
        task: Task,
        may_ask: impl FnOnce() -> bool + Send + 'static,
    ) -> Result<Option<Secret>, KeyringError> {
        let work = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| failed(&error))?;
            let answer = runtime.block_on(done(&bus, &id, &task, may_ask));
            runtime.shutdown_background();
            answer
        };
        let thread = std::thread::Builder::new().name("keyring".into()).spawn(work).map_err(|error| failed(&error))?;
        thread.join().unwrap_or_else(|_| Err(failed(&"its thread ended")))
    }

    async fn done(
        bus: &str,
        id: &str,
        task: &Task,
        may_ask: impl FnOnce() -> bool,
    ) -> Result<Option<Secret>, KeyringError> {
        let mut deadline = Instant::now() + LIMIT;
        let slow = |_| KeyringError::Slow;
        let service = timeout_at(deadline, connect(bus)).await.map_err(slow)??;
        let open = async {
            let collection = service.get_default_collection().await?;
            let is_locked = collection.is_locked().await?;
            Ok::<_, Error>((collection, is_locked))
        };
        let (collection, is_locked) = timeout_at(deadline, open).await.map_err(slow)?.map_err(reason)?;
        if is_locked {
            if !may_ask() {
                return Err(KeyringError::Locked);
            }
            let unlocked = timeout(PROMPT, collection.unlock()).await;
            unlocked.map_err(|_| KeyringError::Locked)?.map_err(reason)?;
            deadline = Instant::now() + LIMIT;
        }
        let carried_out = timeout_at(deadline, carry_out(&collection, id, task)).await;
        let answer = carried_out.map_err(slow).and_then(|done| done.map_err(reason));
        match task {
            // It was sent; how far it came is not known.
            Task::Put(_) => {
                answer.inspect_err(|error| tracing::warn!(%error, "keyring")).map_err(|_| KeyringError::Lost)
            }
            Task::Get | Task::Remove => answer,
        }
    }

    async fn connect(bus: &str) -> Result<SecretService<'static>, KeyringError> {
        let bus = async { zbus::connection::Builder::address(bus)?.build().await };
        let bus = bus.await.map_err(|error| {
            tracing::info!(%error, "cannot connect to the session bus");
            KeyringError::Absent
        })?;
        SecretService::connect_with_existing(EncryptionType::Dh, bus).await.map_err(reason)
    }

    async fn carry_out(collection: &Collection<'_>, id: &str, task: &Task) -> Result<Option<Secret>, Error> {
        let attributes = || HashMap::from([("application", "spotpods-tui"), ("login", id)]);
        if let Task::Put(secret) = task {
            collection.create_item(LABEL, attributes(), secret, true, JSON).await?;
        }
        let items = collection.search_items(attributes()).await?;
        match task {
            Task::Get | Task::Put(_) => match items.first() {
                Some(item) => item.get_secret().await.map(Zeroizing::new).map(Some),
                None => Ok(None),
            },
            Task::Remove => {
                for item in &items {
                    item.delete().await?;
                }
                Ok(None)
            }
        }
    }

    fn reason(error: Error) -> KeyringError {
        let is_absent = |name: &str| {
            ["ServiceUnknown", "NameHasNoOwner", "Spawn.", "Disconnected"].iter().any(|part| name.contains(part))
        };
        match error {
            Error::Unavailable | Error::NoResult => KeyringError::Absent,
            Error::Locked | Error::Prompt | Error::PromptDisconnected => KeyringError::Locked,
            Error::Zbus(zbus::Error::MethodError(name, _, _)) if is_absent(&name) => KeyringError::Absent,
            other => failed(&other),
        }
    }

    fn failed(error: &dyn Display) -> KeyringError {
        KeyringError::Failed(CleanText::new(&error.to_string()))
    }
}
