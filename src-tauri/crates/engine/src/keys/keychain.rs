//! The operating system's keychain.

use keyring::Entry;
use studio_domain::Secret;
use zeroize::Zeroizing;

use super::KeysError;
use super::account::Account;

/// The name under which the studio's keys appear in the keychain.
const SERVICE: &str = "studio.multimodal.app";

/// Whether the keychain can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// It answers and is open.
    Ready,
    /// It answers, and opening it takes a person.
    Locked,
    /// It does not answer, or has nowhere to keep a key.
    Absent {
        /// Why, as a sentence for a person.
        reason: String,
    },
}

/// A keychain. Every call may block for long: a dialog may wait for an answer.
pub(super) trait Keychain: Send + Sync + 'static {
    /// Looks whether keys can be kept, without opening a dialog.
    fn reach(&self) -> Reach;
    /// The key of an account.
    fn read(&self, account: &Account) -> Result<Option<Secret>, KeysError>;
    /// Keeps the key of an account, in place of the one it had.
    fn write(&self, account: &Account, key: &Secret) -> Result<(), KeysError>;
    /// Forgets the key of an account, if it has one.
    fn delete(&self, account: &Account) -> Result<(), KeysError>;
}

/// Keychain Services on macOS, the Credential Manager on Windows, the Secret Service elsewhere.
#[derive(Debug)]
pub(super) struct OsKeychain;

impl Keychain for OsKeychain {
    #[cfg(target_os = "linux")]
    fn reach(&self) -> Reach {
        super::secret_service::reach()
    }

    #[cfg(not(target_os = "linux"))]
    fn reach(&self) -> Reach {
        match Entry::store_status() {
            Ok(()) => Reach::Ready,
            Err(error) => Reach::Absent {
                reason: format!("The keychain of this computer cannot be used: {error}."),
            },
        }
    }

    fn read(&self, account: &Account) -> Result<Option<Secret>, KeysError> {
        let bytes = match entry(account)?.get_secret() {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(keyring::Error::NoEntry) => return Ok(None),
            Err(error) => return Err(sorted(error)),
        };
        let text = str::from_utf8(&bytes).map_err(|_| KeysError::NotAKey)?;
        Ok(Some(Secret::new(text.to_owned())))
    }

    fn write(&self, account: &Account, key: &Secret) -> Result<(), KeysError> {
        let entry = entry(account)?;
        entry.set_secret(key.expose().as_bytes()).map_err(sorted)
    }

    fn delete(&self, account: &Account) -> Result<(), KeysError> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(sorted(error)),
        }
    }
}

fn entry(account: &Account) -> Result<Entry, KeysError> {
    Entry::new(SERVICE, account.as_str()).map_err(sorted)
}

/// Sorts the keychain's errors. Those that carry what was stored are not kept: it could be a key.
fn sorted(error: keyring::Error) -> KeysError {
    match error {
        keyring::Error::NoStorageAccess(_) => KeysError::KeychainLocked(error),
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => KeysError::NotAKey,
        error => KeysError::Keychain(error),
    }
}
