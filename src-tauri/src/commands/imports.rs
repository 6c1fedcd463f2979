//! Files that come into the library from outside.

use studio_domain::{AssetKind, Imported};
use studio_engine::{MOST_PASTED_BYTES, Studio};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};

use crate::desktop::Desktop;
use crate::error::CommandError;

/// The command that [`import_bytes`] is. Its body is bytes, so it is not among the typed ones.
pub const IMPORT_BYTES: &str = "import_bytes";

/// The header that names what is pasted or dropped, percent-encoded.
const FILE_NAME: &str = "x-file-name";

/// Asks which files, and brings them into the library. Nothing when the person changed their
/// mind.
#[tauri::command]
#[specta::specta]
pub async fn pick_files(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    kinds: Vec<AssetKind>,
) -> Result<Vec<Imported>, CommandError> {
    let files = desktop.choose_files(&kinds).await;
    Ok(studio.import_files(files).await)
}

/// Brings in what was pasted or dropped: the body is its bytes, a header its name.
#[tauri::command]
pub async fn import_bytes(
    studio: State<'_, Studio>,
    request: Request<'_>,
) -> Result<Imported, CommandError> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(CommandError::refused("The bytes of the file are missing."));
    };
    if bytes.len() > MOST_PASTED_BYTES {
        return Err(CommandError::refused(
            "This is more than can be pasted or dropped at once. Choose the file instead.",
        ));
    }
    let name = request
        .headers()
        .get(FILE_NAME)
        .and_then(|value| value.to_str().ok())
        .map(decoded)
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "pasted".to_owned());
    Ok(studio.import_bytes(name, bytes.clone()).await)
}

/// Percent-encoded text as it was. What is no such encoding stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let encoded = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match encoded {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_come_through_whole() {
        assert_eq!(decoded("a%20caf%C3%A9%2Fb.png"), "a café/b.png");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("50%zz"), "50%zz");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }
}
