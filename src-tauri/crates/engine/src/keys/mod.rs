//! Where API keys are kept: in the operating system's keychain, or, where none can be used, in a
//! file sealed with a passphrase. Never as plain text.
//!
//! Which of the two is decided by one rule: **a sealed file that is there is used, otherwise the
//! keychain.** Only a person makes a sealed file, and only while the keychain cannot be used, so
//! its being there is a choice; a keychain that appears later does not overrule it. Deleting the
//! file (`keys.age` in the data folder) undoes the choice.
//!
//! A key belongs to a provider at a server. Looking does not open dialogs; reading a key that is
//! there and writing one may make the system ask for the keychain's password.

mod account;
mod error;
mod keychain;
mod sealed;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use studio_domain::{KeyStatus, KeyStorage, ProviderId, Secret};
use tokio::sync::oneshot;
use tokio::time::timeout;

use account::Account;
use keychain::{Keychain, OsKeychain, Reach};
use sealed::{Opened, SealedFile, WORK_FACTOR};

pub use error::KeysError;

const SEALED_FILE: &str = "keys.age";

/// How long a person may take to answer the keychain's dialog.
const PATIENCE_FOR_A_PERSON: Duration = Duration::from_mins(3);

/// The place where keys are kept. Every clone is the same place.
#[derive(Clone)]
pub struct KeyVault(Arc<Vault>);

struct Vault {
    keychain: Arc<dyn Keychain>,
    patience: Duration,
    look: tokio::sync::Mutex<Look>,
    /// What was read from or written to the keychain, so that requests need not wait for it; that
    /// there is no key is known too.
    known: Mutex<HashMap<Account, Option<Secret>>>,
    file: SealedFile,
    /// Held while keys are sealed, which takes long: only threads that may wait take this lock.
    opened: Mutex<Option<Opened>>,
    /// Whether `opened` holds something, for those that may not wait.
    unlocked: AtomicBool,
}

/// How much time things may take.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// For word whether the keychain can be used: one that runs answers in milliseconds, one that
    /// has to be started takes longer.
    patience: Duration,
    /// For whoever guesses the passphrase of a sealed file: 2 to this power rounds a guess.
    work_factor: u8,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(5),
            work_factor: WORK_FACTOR,
        }
    }
}

/// What is known of the keychain. One look is taken at a time.
#[derive(Default)]
struct Look {
    /// It was found ready. While it was not, it is looked for again.
    ready: bool,
    /// A look that was not waited for to the end. While it lasts no other is taken, so that a
    /// keychain that hangs is waited for once and not with every call.
    pending: Option<oneshot::Receiver<Reach>>,
}

/// Where keys are kept now.
enum Place {
    Keychain,
    /// Its keyring is closed. Reading and writing may make the system ask for its password.
    LockedKeychain,
    SealedFile,
    Nowhere {
        reason: String,
    },
}

impl KeyVault {
    /// The place for keys of the library in `data_folder`. Waits, for a few seconds at the most,
    /// for word whether the keychain can be used.
    pub async fn open(data_folder: &Path) -> Self {
        let vault = Self::open_with(data_folder, Arc::new(OsKeychain), Effort::default());
        match vault.storage().await {
            KeyStorage::Keychain => tracing::info!("keys are kept in the keychain"),
            KeyStorage::SealedFile { .. } => tracing::info!("keys are kept in a sealed file"),
            KeyStorage::Unavailable { reason } => {
                tracing::warn!(reason, "there is no place to keep keys yet");
            }
        }
        vault
    }

    fn open_with(data_folder: &Path, keychain: Arc<dyn Keychain>, effort: Effort) -> Self {
        Self(Arc::new(Vault {
            keychain,
            patience: effort.patience,
            look: tokio::sync::Mutex::default(),
            known: Mutex::default(),
            file: SealedFile::at(data_folder.join(SEALED_FILE), effort.work_factor),
            opened: Mutex::default(),
            unlocked: AtomicBool::default(),
        }))
    }

    /// Where keys are kept. A keychain that could not be used is looked for again.
    pub async fn storage(&self) -> KeyStorage {
        match self.place().await {
            Place::Keychain => KeyStorage::Keychain,
            Place::SealedFile => KeyStorage::SealedFile {
                locked: !self.0.unlocked.load(Ordering::Acquire),
            },
            Place::LockedKeychain => KeyStorage::Unavailable {
                reason: "The keychain of this session is locked.".to_owned(),
            },
            Place::Nowhere { reason } => KeyStorage::Unavailable { reason },
        }
    }

    /// Keeps the key of a provider at a server, in place of the one it had.
    ///
    /// # Errors
    /// When there is no place for it, the place is locked or fails, or `origin` names no server.
    pub async fn set(
        &self,
        provider: &ProviderId,
        origin: &str,
        key: Secret,
    ) -> Result<(), KeysError> {
        let account = Account::new(provider, origin)?;
        match self.place().await {
            Place::Keychain | Place::LockedKeychain => {
                let (written, secret) = (account.clone(), key.clone());
                self.ask_keychain(move |keychain| keychain.write(&written, &secret))
                    .await?;
                lock(&self.0.known).insert(account, Some(key));
                Ok(())
            }
            Place::SealedFile => {
                self.in_file(move |file, opened| {
                    file.change(opened, |keys| {
                        keys.insert(account, key);
                    })
                })
                .await
            }
            Place::Nowhere { reason } => Err(KeysError::NoPlace { reason }),
        }
    }

    /// The key of a provider at a server. Where no keys can be kept there is none.
    ///
    /// # Errors
    /// When the place is locked or fails, or `origin` names no server.
    pub async fn get(
        &self,
        provider: &ProviderId,
        origin: &str,
    ) -> Result<Option<Secret>, KeysError> {
        let account = Account::new(provider, origin)?;
        match self.place().await {
            Place::Keychain | Place::LockedKeychain => self.get_from_keychain(account).await,
            Place::SealedFile => {
                self.in_file(move |file, opened| file.get(opened, &account))
                    .await
            }
            Place::Nowhere { .. } => Ok(None),
        }
    }

    /// Forgets the key of a provider at a server, if it has one.
    ///
    /// # Errors
    /// When the place is locked or fails, or `origin` names no server.
    pub async fn remove(&self, provider: &ProviderId, origin: &str) -> Result<(), KeysError> {
        let account = Account::new(provider, origin)?;
        match self.place().await {
            Place::Keychain | Place::LockedKeychain => {
                let removed = account.clone();
                self.ask_keychain(move |keychain| keychain.delete(&removed))
                    .await?;
                lock(&self.0.known).insert(account, None);
                Ok(())
            }
            Place::SealedFile => {
                self.in_file(move |file, opened| {
                    file.change(opened, |keys| {
                        keys.remove(&account);
                    })
                })
                .await
            }
            Place::Nowhere { .. } => Ok(()),
        }
    }

    /// What may be told of a provider's key. Opens no dialog, unless the keychain was locked
    /// since it was last found open.
    pub async fn status(&self, provider: &ProviderId, origin: &str, required: bool) -> KeyStatus {
        if matches!(self.place().await, Place::LockedKeychain) {
            return KeyStatus::Locked;
        }
        match self.get(provider, origin).await {
            Ok(Some(key)) => KeyStatus::Set {
                last_four: key.last_four(),
            },
            Ok(None) => KeyStatus::Missing { required },
            Err(error) => {
                tracing::warn!(%error, %provider, "the state of a key is not known");
                KeyStatus::Locked
            }
        }
    }

    /// Makes a sealed file and keeps keys in it from now on.
    ///
    /// # Errors
    /// When the keychain can be used, there is a sealed file already, the passphrase is too
    /// short, or the file cannot be written.
    pub async fn create_sealed_file(&self, passphrase: Secret) -> Result<(), KeysError> {
        match self.place().await {
            Place::Keychain => return Err(KeysError::NotNeeded),
            Place::SealedFile => return Err(KeysError::AlreadySealed),
            Place::LockedKeychain | Place::Nowhere { .. } => {}
        }
        self.open_file(|file| file.create(passphrase)).await
    }

    /// Opens the sealed file.
    ///
    /// # Errors
    /// When there is none, the passphrase is wrong, or the file is damaged.
    pub async fn unlock(&self, passphrase: Secret) -> Result<(), KeysError> {
        self.open_file(|file| file.open(passphrase)).await
    }

    async fn place(&self) -> Place {
        if self.0.file.exists() {
            return Place::SealedFile;
        }
        match self.look_for_keychain().await {
            Ok(Reach::Ready) => Place::Keychain,
            Ok(Reach::Locked) => Place::LockedKeychain,
            Ok(Reach::Absent { reason }) => Place::Nowhere { reason },
            Err(error) => Place::Nowhere {
                reason: error.to_string(),
            },
        }
    }

    async fn look_for_keychain(&self) -> Result<Reach, KeysError> {
        let mut look = self.0.look.lock().await;
        if look.ready {
            return Ok(Reach::Ready);
        }
        let (mut told, patience) = if let Some(told) = look.pending.take() {
            (told, Duration::ZERO)
        } else {
            let keychain = Arc::clone(&self.0.keychain);
            let told = on_own_thread(move || keychain.reach())?;
            (told, self.0.patience)
        };
        let Ok(reach) = timeout(patience, &mut told).await else {
            look.pending = Some(told);
            return Err(KeysError::KeychainSilent);
        };
        let reach = reach.map_err(|_| KeysError::TaskLost)?;
        look.ready = reach == Reach::Ready;
        Ok(reach)
    }

    async fn get_from_keychain(&self, account: Account) -> Result<Option<Secret>, KeysError> {
        if let Some(key) = lock(&self.0.known).get(&account) {
            return Ok(key.clone());
        }
        let wanted = account.clone();
        let key = self
            .ask_keychain(move |keychain| keychain.read(&wanted))
            .await?;
        lock(&self.0.known).insert(account, key.clone());
        Ok(key)
    }

    /// Has the keychain do something. If it fails, the next call looks for it anew.
    async fn ask_keychain<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Keychain) -> Result<T, KeysError> + Send + 'static,
    ) -> Result<T, KeysError> {
        let keychain = Arc::clone(&self.0.keychain);
        let told = on_own_thread(move || ask(&*keychain))?;
        let answer = match timeout(PATIENCE_FOR_A_PERSON, told).await {
            Ok(answer) => answer.map_err(|_| KeysError::TaskLost)?,
            Err(_) => Err(KeysError::KeychainSilent),
        };
        if answer.is_err() {
            self.0.look.lock().await.ready = false;
        }
        answer
    }

    /// Works with the open sealed file.
    async fn in_file<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SealedFile, &mut Opened) -> Result<T, KeysError> + Send + 'static,
    ) -> Result<T, KeysError> {
        let vault = Arc::clone(&self.0);
        let work = move || {
            let mut opened = lock(&vault.opened);
            let worked = match opened.as_mut() {
                Some(opened) => work(&vault.file, opened),
                None => Err(KeysError::SealedFileLocked),
            };
            if let Err(KeysError::WrongPassphrase | KeysError::NotSealed) = worked {
                // Somebody put another file in its place.
                vault.set_opened(&mut opened, None);
                return Err(KeysError::SealedFileLocked);
            }
            worked
        };
        let worked = tokio::task::spawn_blocking(work).await;
        worked.map_err(|_| KeysError::TaskLost)?
    }

    /// Makes or opens the sealed file.
    async fn open_file(
        &self,
        open: impl FnOnce(&SealedFile) -> Result<Opened, KeysError> + Send + 'static,
    ) -> Result<(), KeysError> {
        let vault = Arc::clone(&self.0);
        let work = move || {
            let opened = open(&vault.file)?;
            vault.set_opened(&mut lock(&vault.opened), Some(opened));
            Ok(())
        };
        let worked = tokio::task::spawn_blocking(work).await;
        worked.map_err(|_| KeysError::TaskLost)?
    }
}

impl Vault {
    fn set_opened(&self, place: &mut Option<Opened>, opened: Option<Opened>) {
        self.unlocked.store(opened.is_some(), Ordering::Release);
        *place = opened;
    }
}

/// Runs `work` on a thread of its own. The runtime's threads are not used because the keychain
/// may keep one for as long as its dialog is open, and the runtime waits for those when it ends.
fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<oneshot::Receiver<T>, KeysError> {
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name("keychain".to_owned());
    let started = thread.spawn(move || {
        // Nobody may be waiting any more, and then the answer does not matter.
        let _ = tell.send(work());
    });
    started.map(|_| told).map_err(|_| KeysError::TaskLost)
}

/// What is behind a lock. A panic elsewhere leaves keys as good as they were.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KeyVault")
            .field("file", &self.0.file)
            .finish_non_exhaustive()
    }
}
