//! Keys in a file sealed with a passphrase, for computers without a keychain.
//!
//! The file is an age file with one scrypt recipient; inside is a JSON object from account to
//! key. Any tool that reads age files opens it with the passphrase. Several processes may use it
//! at a time: a change takes a lock, and reads the file again when another process changed it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::iter;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use serde::{Serialize, Serializer};
use studio_domain::Secret;
use zeroize::Zeroizing;

use super::KeysError;
use super::account::Account;

/// The shortest passphrase that is taken, in characters.
pub(super) const SHORTEST_PASSPHRASE: usize = 8;

/// Guessing one passphrase takes 128 MiB and about a third of a second.
pub(super) const WORK_FACTOR: u8 = 17;

/// A file that asks for more work than this is not one of ours; it could stall the computer.
const MOST_WORK: u8 = 19;

type Keys = BTreeMap<Account, Secret>;

/// The sealed file, there or not.
#[derive(Debug)]
pub(super) struct SealedFile {
    path: PathBuf,
    work_factor: u8,
}

/// A sealed file whose passphrase is known.
pub(super) struct Opened {
    passphrase: Secret,
    keys: Keys,
    /// The file that `keys` was read from, as it was sealed.
    sealed: Vec<u8>,
}

impl SealedFile {
    /// The file at `path`, which need not be there. Sealing and opening take 2^`work_factor`
    /// rounds.
    pub fn at(path: PathBuf, work_factor: u8) -> Self {
        Self { path, work_factor }
    }

    /// Whether it is there.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Makes the file, without any key in it.
    pub fn create(&self, passphrase: Secret) -> Result<Opened, KeysError> {
        if passphrase.expose().chars().count() < SHORTEST_PASSPHRASE {
            return Err(KeysError::PassphraseTooShort {
                minimum: SHORTEST_PASSPHRASE,
            });
        }
        let _turn = self.take_turn()?;
        if self.exists() {
            return Err(KeysError::AlreadySealed);
        }
        let keys = Keys::new();
        let sealed = seal(&keys, &passphrase, self.work_factor)?;
        self.replace(&sealed)?;
        Ok(Opened {
            passphrase,
            keys,
            sealed,
        })
    }

    /// Opens the file.
    pub fn open(&self, passphrase: Secret) -> Result<Opened, KeysError> {
        let sealed = self.read()?;
        let keys = unseal(&sealed, &passphrase)?;
        Ok(Opened {
            passphrase,
            keys,
            sealed,
        })
    }

    /// The key of an account, as the file has it now.
    pub fn get(&self, opened: &mut Opened, account: &Account) -> Result<Option<Secret>, KeysError> {
        self.refresh(opened)?;
        Ok(opened.keys.get(account).cloned())
    }

    /// Changes the keys, in memory only once the file is changed.
    pub fn change(
        &self,
        opened: &mut Opened,
        change: impl FnOnce(&mut Keys),
    ) -> Result<(), KeysError> {
        let _turn = self.take_turn()?;
        self.refresh(opened)?;
        let mut keys = opened.keys.clone();
        change(&mut keys);
        let sealed = seal(&keys, &opened.passphrase, self.work_factor)?;
        self.replace(&sealed)?;
        opened.keys = keys;
        opened.sealed = sealed;
        Ok(())
    }

    /// Reads the file again if it is not the one that was read last.
    fn refresh(&self, opened: &mut Opened) -> Result<(), KeysError> {
        let sealed = self.read()?;
        if sealed != opened.sealed {
            opened.keys = unseal(&sealed, &opened.passphrase)?;
            opened.sealed = sealed;
        }
        Ok(())
    }

    fn read(&self) -> Result<Vec<u8>, KeysError> {
        fs::read(&self.path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => KeysError::NotSealed,
            _ => KeysError::File(error),
        })
    }

    /// Waits until no other process changes the file. The turn ends when the file returned is
    /// closed.
    fn take_turn(&self) -> Result<File, KeysError> {
        let turn = private_file().open(self.beside("lock"));
        let turn = turn.map_err(KeysError::File)?;
        turn.lock().map_err(KeysError::File)?;
        Ok(turn)
    }

    /// Puts new content in the file's place, whole or not at all.
    fn replace(&self, sealed: &[u8]) -> Result<(), KeysError> {
        let temporary = self.beside("tmp");
        let written = private_file()
            .truncate(true)
            .open(&temporary)
            .and_then(|mut file| file.write_all(sealed).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&temporary, &self.path))
            .and_then(|()| sync_folder(&self.path));
        if written.is_err() {
            // Sealed content, so what may stay behind gives nothing away.
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(KeysError::File)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        name.into()
    }
}

/// A file that its owner alone can read.
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Makes the new name of a file survive a loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn seal(keys: &Keys, passphrase: &Secret, work_factor: u8) -> Result<Vec<u8>, KeysError> {
    let plain = to_json(keys)?;
    let mut recipient = scrypt::Recipient::new(words(passphrase));
    recipient.set_work_factor(work_factor);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(KeysError::Seal)?;
    let mut sealed = Vec::new();
    let mut writer = encryptor
        .wrap_output(&mut sealed)
        .map_err(KeysError::File)?;
    writer.write_all(&plain).map_err(KeysError::File)?;
    writer.finish().map_err(KeysError::File)?;
    Ok(sealed)
}

fn unseal(sealed: &[u8], passphrase: &Secret) -> Result<Keys, KeysError> {
    let mut identity = scrypt::Identity::new(words(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = Decryptor::new_buffered(sealed).map_err(|_| KeysError::SealedFileDamaged)?;
    let mut reader = decryptor
        .decrypt(iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            DecryptError::DecryptionFailed | DecryptError::NoMatchingKeys => {
                KeysError::WrongPassphrase
            }
            _ => KeysError::SealedFileDamaged,
        })?;
    // What is sealed is longer than what is in it, so this never grows and leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|_| KeysError::SealedFileDamaged)?;
    let keys: BTreeMap<String, String> =
        serde_json::from_slice(&plain).map_err(|_| KeysError::SealedFileDamaged)?;
    Ok(keys
        .into_iter()
        .map(|(name, key)| (Account::stored(name), Secret::new(key)))
        .collect())
}

fn words(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

/// The keys as JSON, in memory that is wiped and that never grows.
fn to_json(keys: &Keys) -> Result<Zeroizing<Vec<u8>>, KeysError> {
    const LONGEST_ESCAPE: usize = 6;
    const PUNCTUATION: usize = 6;
    let room = keys
        .iter()
        .map(|(account, key)| {
            (account.as_str().len() + key.expose().len()) * LONGEST_ESCAPE + PUNCTUATION
        })
        .sum::<usize>();
    let mut plain = Zeroizing::new(Vec::with_capacity(room + PUNCTUATION));
    let written = serde_json::to_writer(&mut *plain, &Plain(keys));
    written.map_err(|error| KeysError::File(error.into()))?;
    Ok(plain)
}

/// The one place where keys are written out.
struct Plain<'a>(&'a Keys);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.0.iter();
        serializer.collect_map(keys.map(|(account, key)| (account.as_str(), key.expose())))
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Opened")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
