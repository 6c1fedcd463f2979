//! Keys in the sealed file.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

use super::*;

const PASSPHRASE: &str = "correct horse battery";

fn path(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join(SEALED_FILE)
}

/// A vault with a sealed file that holds [`KEY`].
async fn sealed() -> (TempDir, KeyVault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::absent());
    vault.create_sealed_file(secret(PASSPHRASE)).await.unwrap();
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    (folder, vault)
}

#[tokio::test]
async fn a_key_survives_a_restart_behind_its_passphrase() {
    let (folder, vault) = sealed().await;
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: false }
    );
    drop(vault);

    let vault = super::vault(&folder, &MemoryKeychain::absent());
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: true }
    );
    assert_eq!(
        vault.status(&provider(), ORIGIN, true).await,
        KeyStatus::Locked
    );
    let locked = vault.get(&provider(), ORIGIN).await.unwrap_err();
    assert!(matches!(locked, KeysError::SealedFileLocked), "{locked:?}");
    let locked = vault
        .set(&provider(), ORIGIN, secret("other"))
        .await
        .unwrap_err();
    assert!(matches!(locked, KeysError::SealedFileLocked), "{locked:?}");

    vault.unlock(secret(PASSPHRASE)).await.unwrap();
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: false }
    );
    assert_eq!(
        vault.get(&provider(), ORIGIN).await.unwrap(),
        Some(secret(KEY))
    );
    assert_eq!(
        vault
            .get(&provider(), "https://evil.example")
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_wrong_passphrase_opens_nothing_and_breaks_nothing() {
    let (folder, _) = sealed().await;
    let vault = super::vault(&folder, &MemoryKeychain::absent());
    for wrong in ["", "correct horse batterz", "correct horse battery "] {
        let error = vault.unlock(secret(wrong)).await.unwrap_err();
        assert!(matches!(error, KeysError::WrongPassphrase), "{error:?}");
    }
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: true }
    );
    vault.unlock(secret(PASSPHRASE)).await.unwrap();
}

#[tokio::test]
async fn no_file_in_the_folder_holds_the_key_in_any_writing() {
    let (folder, vault) = sealed().await;
    vault
        .remove(&provider(), "https://elsewhere.example")
        .await
        .unwrap();
    let percent = KEY
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect::<String>();
    let writings = [
        KEY.to_owned(),
        "0123456789-wxyz".to_owned(),
        BASE64_STANDARD.encode(KEY),
        BASE64_URL_SAFE_NO_PAD.encode(KEY),
        percent,
        PASSPHRASE.to_owned(),
        ORIGIN.to_owned(),
    ];
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        files += 1;
        for writing in &writings {
            let found = bytes
                .windows(writing.len())
                .any(|part| part == writing.as_bytes());
            assert!(!found, "{} holds {writing}", path.display());
        }
    }
    assert_eq!(files, 2, "the sealed file and its lock");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _vault) = sealed().await;
    let mode = std::fs::metadata(path(&folder))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_sealed_file_is_never_overwritten() {
    let (folder, vault) = sealed().await;
    let before = std::fs::read(path(&folder)).unwrap();
    let error = vault
        .create_sealed_file(secret("another passphrase"))
        .await
        .unwrap_err();
    assert!(matches!(error, KeysError::AlreadySealed), "{error:?}");
    assert_eq!(std::fs::read(path(&folder)).unwrap(), before);
}

#[tokio::test]
async fn a_short_passphrase_seals_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::absent());
    let error = vault
        .create_sealed_file(secret("1234567"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, KeysError::PassphraseTooShort { minimum: 8 }),
        "{error:?}"
    );
    let error = vault.unlock(secret(PASSPHRASE)).await.unwrap_err();
    assert!(matches!(error, KeysError::NotSealed), "{error:?}");
    assert!(!path(&folder).exists());
}

#[tokio::test]
async fn no_file_is_made_while_the_keychain_works() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder, &MemoryKeychain::new(Reach::Ready));
    let error = vault
        .create_sealed_file(secret(PASSPHRASE))
        .await
        .unwrap_err();
    assert!(matches!(error, KeysError::NotNeeded), "{error:?}");
    assert!(!path(&folder).exists());
}

#[tokio::test]
async fn a_keychain_that_appears_later_does_not_hide_the_file() {
    let (folder, _) = sealed().await;
    let vault = super::vault(&folder, &MemoryKeychain::new(Reach::Ready));
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: true }
    );
}

#[tokio::test]
async fn what_is_damaged_is_told_apart_from_a_wrong_passphrase() {
    let (folder, _) = sealed().await;
    let whole = std::fs::read(path(&folder)).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damaged in [
        b"".to_vec(),
        b"{}".to_vec(),
        whole[..whole.len() - 9].to_vec(),
        flipped,
    ] {
        std::fs::write(path(&folder), damaged).unwrap();
        let vault = super::vault(&folder, &MemoryKeychain::absent());
        let error = vault.unlock(secret(PASSPHRASE)).await.unwrap_err();
        assert!(matches!(error, KeysError::SealedFileDamaged), "{error:?}");
    }
}

#[tokio::test]
async fn two_processes_keep_each_others_keys() {
    let (folder, window) = sealed().await;
    let command_line = super::vault(&folder, &MemoryKeychain::absent());
    command_line.unlock(secret(PASSPHRASE)).await.unwrap();
    let (one, other) = (ProviderId::new("one"), ProviderId::new("other"));
    let (first, second) = tokio::join!(
        window.set(&one, ORIGIN, secret("key-of-one")),
        command_line.set(&other, ORIGIN, secret("key-of-other")),
    );
    first.unwrap();
    second.unwrap();
    for vault in [&window, &command_line] {
        for (id, key) in [(&one, "key-of-one"), (&other, "key-of-other")] {
            assert_eq!(vault.get(id, ORIGIN).await.unwrap(), Some(secret(key)));
        }
    }
}

#[tokio::test]
async fn a_file_put_in_its_place_locks_the_vault() {
    let other_folder = tempfile::tempdir().unwrap();
    let other = vault(&other_folder, &MemoryKeychain::absent());
    other
        .create_sealed_file(secret("another passphrase"))
        .await
        .unwrap();
    let (folder, vault) = sealed().await;
    std::fs::copy(path(&other_folder), path(&folder)).unwrap();
    let error = vault.get(&provider(), ORIGIN).await.unwrap_err();
    assert!(matches!(error, KeysError::SealedFileLocked), "{error:?}");
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: true }
    );
    vault.unlock(secret("another passphrase")).await.unwrap();
    assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
}
