//! What can go wrong with the place where keys are kept.

use std::io;

use studio_domain::ErrorCode;

/// Why a key could not be kept, read or forgotten. None of these holds a key or a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// Neither a keychain nor a sealed file is there.
    #[error("There is no place to keep keys. {reason}")]
    NoPlace {
        /// Why the keychain cannot be used, as a sentence.
        reason: String,
    },
    /// The keychain is locked and nobody unlocked it.
    #[error("The keychain is locked.")]
    KeychainLocked(#[source] keyring::Error),
    /// The keychain took too long, for example because its dialog was left open.
    #[error("The keychain did not answer in time.")]
    KeychainSilent,
    /// The keychain failed.
    #[error("The keychain did not accept that.")]
    Keychain(#[source] keyring::Error),
    /// The keychain holds something under this name that is no key.
    #[error("What the keychain holds for this provider is no key. Set the key again.")]
    NotAKey,
    /// A sealed file was asked for although the keychain works.
    #[error("The keychain of this computer can be used, so no sealed file is needed.")]
    NotNeeded,
    /// There is a sealed file already; it is never overwritten.
    #[error("There is a sealed key file already. Enter its passphrase to use it.")]
    AlreadySealed,
    /// There is no sealed file to unlock.
    #[error("There is no sealed key file.")]
    NotSealed,
    /// The sealed file needs its passphrase first.
    #[error("The sealed key file is locked. Enter its passphrase first.")]
    SealedFileLocked,
    /// The passphrase opens nothing.
    #[error("The passphrase is wrong.")]
    WrongPassphrase,
    /// The passphrase is too easy to guess.
    #[error("The passphrase needs at least {minimum} characters.")]
    PassphraseTooShort {
        /// How many characters it needs.
        minimum: usize,
    },
    /// The sealed file was changed by something else, or cut off.
    #[error("The sealed key file is damaged.")]
    SealedFileDamaged,
    /// The sealed file could not be read or written.
    #[error("The sealed key file could not be read or written.")]
    File(#[source] io::Error),
    /// A key could not be sealed.
    #[error("The keys could not be sealed.")]
    Seal(#[source] age::EncryptError),
    /// A key is bound to the server it was entered for, and this names none.
    #[error("A key belongs to a server, and “{origin}” names none.")]
    NoOrigin {
        /// What was given.
        origin: String,
    },
    /// The thread that did the work ended without an answer.
    #[error("A background task ended without an answer.")]
    TaskLost,
}

impl KeysError {
    /// The code that the window branches on.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NoPlace { .. }
            | Self::KeychainLocked(_)
            | Self::KeychainSilent
            | Self::Keychain(_)
            | Self::NotAKey
            | Self::SealedFileLocked
            | Self::SealedFileDamaged => ErrorCode::KeychainUnavailable,
            Self::NotNeeded | Self::AlreadySealed => ErrorCode::Conflict,
            Self::NotSealed => ErrorCode::NotFound,
            Self::WrongPassphrase | Self::PassphraseTooShort { .. } | Self::NoOrigin { .. } => {
                ErrorCode::InvalidInput
            }
            Self::File(error) if is_full(error) => ErrorCode::StorageFull,
            Self::File(_) | Self::Seal(_) | Self::TaskLost => ErrorCode::Internal,
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
