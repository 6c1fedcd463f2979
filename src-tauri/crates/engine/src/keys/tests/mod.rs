mod keychain;
mod sealed_file;
#[cfg(target_os = "linux")]
mod secret_service;

use std::sync::atomic::AtomicUsize;

use studio_domain::ErrorCode;
use tempfile::TempDir;

use super::*;

const ORIGIN: &str = "https://api.openai.com";
const KEY: &str = "sk-proj-a+b/c=d &é-0123456789-wxyz";

/// Nobody guesses here, and only a test of patience needs any.
const LITTLE: Effort = Effort {
    patience: Duration::from_mins(1),
    work_factor: 2,
};

fn provider() -> ProviderId {
    ProviderId::new("openai")
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// A keychain in memory that tells how often it was read.
struct MemoryKeychain {
    reach: Mutex<Reach>,
    keys: Mutex<HashMap<Account, Secret>>,
    reads: AtomicUsize,
}

impl MemoryKeychain {
    fn new(reach: Reach) -> Arc<Self> {
        Arc::new(Self {
            reach: Mutex::new(reach),
            keys: Mutex::default(),
            reads: AtomicUsize::default(),
        })
    }

    fn absent() -> Arc<Self> {
        Self::new(Reach::Absent {
            reason: "Nobody is there.".to_owned(),
        })
    }

    fn becomes(&self, reach: Reach) {
        *lock(&self.reach) = reach;
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    /// Fails as a keychain does whose dialog was dismissed.
    fn check_open(&self) -> Result<(), KeysError> {
        match *lock(&self.reach) {
            Reach::Ready => Ok(()),
            _ => Err(KeysError::KeychainLocked(keyring::Error::NoStorageAccess(
                "dismissed".into(),
            ))),
        }
    }
}

impl Keychain for MemoryKeychain {
    fn reach(&self) -> Reach {
        lock(&self.reach).clone()
    }

    fn read(&self, account: &Account) -> Result<Option<Secret>, KeysError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let key = lock(&self.keys).get(account).cloned();
        if key.is_some() {
            self.check_open()?;
        }
        Ok(key)
    }

    fn write(&self, account: &Account, key: &Secret) -> Result<(), KeysError> {
        self.check_open()?;
        lock(&self.keys).insert(account.clone(), key.clone());
        Ok(())
    }

    fn delete(&self, account: &Account) -> Result<(), KeysError> {
        self.check_open()?;
        lock(&self.keys).remove(account);
        Ok(())
    }
}

fn vault(folder: &TempDir, keychain: &Arc<MemoryKeychain>) -> KeyVault {
    KeyVault::open_with(folder.path(), Arc::clone(keychain) as Arc<_>, LITTLE)
}

#[tokio::test]
async fn nothing_that_is_printed_shows_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::absent());
    vault
        .create_sealed_file(secret("a long passphrase"))
        .await
        .unwrap();
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    let key = vault.get(&provider(), ORIGIN).await.unwrap();
    let opened = lock(&vault.0.opened);
    for printed in [
        format!("{vault:?}"),
        format!("{key:?}"),
        format!("{opened:?}"),
        format!("{:?}", opened.as_ref().unwrap()),
    ] {
        assert!(!printed.contains("sk-proj"), "{printed}");
        assert!(!printed.contains("passphrase"), "{printed}");
    }
}

#[test]
fn errors_have_the_code_that_says_what_to_do() {
    for (error, code) in [
        (
            KeysError::NoPlace {
                reason: String::new(),
            },
            ErrorCode::KeychainUnavailable,
        ),
        (KeysError::SealedFileLocked, ErrorCode::KeychainUnavailable),
        (KeysError::WrongPassphrase, ErrorCode::InvalidInput),
        (KeysError::AlreadySealed, ErrorCode::Conflict),
        (
            KeysError::File(std::io::ErrorKind::StorageFull.into()),
            ErrorCode::StorageFull,
        ),
    ] {
        assert_eq!(error.code(), code, "{error:?}");
    }
}
