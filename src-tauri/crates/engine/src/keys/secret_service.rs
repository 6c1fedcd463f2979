//! Looks whether a Secret Service can keep keys, without opening one of its dialogs.

use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};

use super::keychain::Reach;

/// Whether a service answers on the session's bus and its default keyring is open.
pub(super) fn reach() -> Reach {
    match default_keyring_is_locked() {
        Ok(false) => Reach::Ready,
        Ok(true) => Reach::Locked,
        Err(error) => Reach::Absent {
            reason: reason(&error),
        },
    }
}

fn default_keyring_is_locked() -> Result<bool, Error> {
    // Nothing secret is sent over this connection.
    let service = SecretService::connect(EncryptionType::Plain)?;
    service.get_default_collection()?.is_locked()
}

fn reason(error: &Error) -> String {
    let told = error.to_string();
    let says = |words: &[&str]| words.iter().any(|word| told.contains(word));
    if matches!(error, Error::Unavailable) || says(&["Failed to connect to address"]) {
        "No keychain runs in this session: there is no D-Bus session bus.".to_owned()
    } else if matches!(error, Error::NoResult) {
        "The keychain of this session has no keyring yet. Create one in the desktop's password \
         settings."
            .to_owned()
    } else if says(&["DBus.Error.ServiceUnknown", "DBus.Error.Spawn"]) {
        "No keychain runs in this session: no program offers the Secret Service.".to_owned()
    } else {
        format!("The keychain of this session does not answer: {told}.")
    }
}
