//! What the vault makes of a keychain, whatever keychain it is.

use std::sync::mpsc;

use super::*;

/// Counts how often it is looked for, and answers when it is released.
struct SilentKeychain {
    looks: AtomicUsize,
    released: Mutex<mpsc::Receiver<()>>,
}

impl Keychain for SilentKeychain {
    fn reach(&self) -> Reach {
        self.looks.fetch_add(1, Ordering::SeqCst);
        let _ = lock(&self.released).recv();
        Reach::Ready
    }

    fn read(&self, _: &Account) -> Result<Option<Secret>, KeysError> {
        Ok(None)
    }

    fn write(&self, _: &Account, _: &Secret) -> Result<(), KeysError> {
        Ok(())
    }

    fn delete(&self, _: &Account) -> Result<(), KeysError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_keychain_that_hangs_is_waited_for_once_and_found_when_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (release, released) = mpsc::channel();
    let keychain = Arc::new(SilentKeychain {
        looks: AtomicUsize::default(),
        released: Mutex::new(released),
    });
    let patience = Duration::from_millis(20);
    let effort = Effort { patience, ..LITTLE };
    let vault = KeyVault::open_with(folder.path(), Arc::clone(&keychain) as Arc<_>, effort);
    for _ in 0..3 {
        match vault.storage().await {
            KeyStorage::Unavailable { reason } => assert!(reason.contains("in time"), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
    while keychain.looks.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    drop(release);
    while vault.storage().await != KeyStorage::Keychain {
        tokio::task::yield_now().await;
    }
    assert_eq!(keychain.looks.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_is_read_once_and_then_known() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::new(Reach::Ready);
    let first = vault(&folder, &keychain);
    assert_eq!(first.storage().await, KeyStorage::Keychain);
    first.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    let next = vault(&folder, &keychain);
    for _ in 0..3 {
        assert_eq!(
            next.get(&provider(), ORIGIN).await.unwrap(),
            Some(secret(KEY))
        );
    }
    assert_eq!(keychain.reads(), 1);
}

#[tokio::test]
async fn that_there_is_no_key_is_asked_once_and_then_known() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::new(Reach::Ready);
    let vault = vault(&folder, &keychain);
    for _ in 0..3 {
        assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    }
    assert_eq!(keychain.reads(), 1);
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    let found = vault.get(&provider(), ORIGIN).await.unwrap();
    assert_eq!(found, Some(secret(KEY)));
    vault.remove(&provider(), ORIGIN).await.unwrap();
    assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    assert_eq!(keychain.reads(), 1, "what was written is known");
}

#[tokio::test]
async fn a_key_is_not_found_at_another_server_or_provider() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::new(Reach::Ready));
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    for origin in [
        "https://evil.example",
        "http://api.openai.com",
        "https://api.openai.com:8443",
    ] {
        assert_eq!(
            vault.get(&provider(), origin).await.unwrap(),
            None,
            "{origin}"
        );
    }
    let other = ProviderId::new("other");
    assert_eq!(vault.get(&other, ORIGIN).await.unwrap(), None);
    assert_eq!(
        vault
            .get(&provider(), "https://api.openai.com/v1/models")
            .await
            .unwrap(),
        Some(secret(KEY))
    );
}

#[tokio::test]
async fn a_removed_key_is_gone_and_removing_it_again_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::new(Reach::Ready));
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    let status = vault.status(&provider(), ORIGIN, true).await;
    assert_eq!(
        status,
        KeyStatus::Set {
            last_four: Some("wxyz".to_owned())
        }
    );
    for _ in 0..2 {
        vault.remove(&provider(), ORIGIN).await.unwrap();
        assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    }
    let status = vault.status(&provider(), ORIGIN, true).await;
    assert_eq!(status, KeyStatus::Missing { required: true });
}

#[tokio::test]
async fn without_a_keychain_there_is_no_key_and_no_place_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::absent());
    let reason = "Nobody is there.".to_owned();
    assert_eq!(vault.storage().await, KeyStorage::Unavailable { reason });
    assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    assert_eq!(
        vault.status(&provider(), ORIGIN, false).await,
        KeyStatus::Missing { required: false }
    );
    let error = vault
        .set(&provider(), ORIGIN, secret(KEY))
        .await
        .unwrap_err();
    assert!(matches!(error, KeysError::NoPlace { .. }), "{error:?}");
    vault.remove(&provider(), ORIGIN).await.unwrap();
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was written"
    );
}

#[tokio::test]
async fn a_keychain_that_appears_later_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::absent();
    let vault = vault(&folder, &keychain);
    assert!(matches!(
        vault.storage().await,
        KeyStorage::Unavailable { .. }
    ));
    keychain.becomes(Reach::Ready);
    assert_eq!(vault.storage().await, KeyStorage::Keychain);
}

#[tokio::test]
async fn looking_at_a_locked_keychain_reads_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::new(Reach::Ready);
    vault(&folder, &keychain)
        .set(&provider(), ORIGIN, secret(KEY))
        .await
        .unwrap();
    keychain.becomes(Reach::Locked);
    let vault = vault(&folder, &keychain);
    assert!(matches!(
        vault.storage().await,
        KeyStorage::Unavailable { .. }
    ));
    assert_eq!(
        vault.status(&provider(), ORIGIN, true).await,
        KeyStatus::Locked
    );
    assert_eq!(keychain.reads(), 0, "a dialog would have opened");
    let error = vault.get(&provider(), ORIGIN).await.unwrap_err();
    assert!(matches!(error, KeysError::KeychainLocked(_)), "{error:?}");
    let unknown = vault
        .get(&ProviderId::new("local"), "http://127.0.0.1:11434")
        .await;
    assert_eq!(
        unknown.unwrap(),
        None,
        "a server without a key works as ever"
    );
}

#[tokio::test]
async fn a_keychain_that_was_locked_meanwhile_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::new(Reach::Ready);
    let vault = vault(&folder, &keychain);
    assert_eq!(vault.storage().await, KeyStorage::Keychain);
    keychain.becomes(Reach::Locked);
    assert!(vault.set(&provider(), ORIGIN, secret(KEY)).await.is_err());
    assert!(matches!(
        vault.storage().await,
        KeyStorage::Unavailable { .. }
    ));
    assert_eq!(keychain.reads(), 0);
}
