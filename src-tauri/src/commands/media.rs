//! Bytes about media, to and from the window: never as JSON, so not among the typed commands.

use studio_domain::BlobHash;
use studio_engine::{MOST_POSTER_BYTES, Studio};
use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};

use crate::error::CommandError;

/// The commands of this module.
pub const COMMANDS: [&str; 2] = ["audio_peaks", "store_poster"];

/// The header that names the film a poster is of.
const BLOB: &str = "x-blob";

/// The shape of a sound, in at least `wanted` spans where it is so long: the least and the
/// greatest sample of each, as signed bytes.
#[tauri::command]
pub async fn audio_peaks(
    studio: State<'_, Studio>,
    blob: BlobHash,
    wanted: u32,
) -> Result<Response, CommandError> {
    let peaks = studio.audio_peaks(blob, wanted as usize).await?;
    Ok(Response::new(peaks))
}

/// Keeps a picture that the window made of a film: the body is its bytes, a header the film.
#[tauri::command]
pub async fn store_poster(
    studio: State<'_, Studio>,
    request: Request<'_>,
) -> Result<(), CommandError> {
    let film = request.headers().get(BLOB).and_then(|it| it.to_str().ok());
    let film: Option<BlobHash> = film.and_then(|film| film.parse().ok());
    let (Some(film), InvokeBody::Raw(bytes)) = (film, request.body()) else {
        return Err(CommandError::refused("The film or its picture is missing."));
    };
    if bytes.len() > MOST_POSTER_BYTES {
        return Err(CommandError::refused(
            "The picture of the film is too large.",
        ));
    }
    Ok(studio.store_poster(film, bytes.clone()).await?)
}
