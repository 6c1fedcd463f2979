//! Things that leave the library.

use studio_domain::{AssetId, ExportProgress, ExportShape, Exported, HowMade};
use studio_engine::Studio;
use tauri::State;
use tauri::ipc::Channel;

use crate::desktop::Desktop;
use crate::error::CommandError;

/// The name that is proposed for an archive.
const ARCHIVE: &str = "Studio export.zip";

/// Asks where to, and writes things to a folder or into an archive, until all are written. Nothing
/// when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub async fn export_assets(
    desktop: State<'_, Box<dyn Desktop>>,
    studio: State<'_, Studio>,
    ids: Vec<AssetId>,
    shape: ExportShape,
    how_made: HowMade,
    updates: Channel<ExportProgress>,
) -> Result<Option<Exported>, CommandError> {
    let target = match shape {
        ExportShape::Files => desktop.choose_folder().await,
        ExportShape::Archive => desktop.choose_save_target(ARCHIVE).await,
    };
    let Some(target) = target else {
        return Ok(None);
    };
    // A window that let go of the channel does not stop the export.
    let tell = move |progress| drop(updates.send(progress));
    let exported = studio
        .export_assets(ids, target, shape, how_made, tell)
        .await?;
    Ok(Some(exported))
}

/// Stops an export.
#[tauri::command]
#[specta::specta]
pub fn cancel_export(studio: State<'_, Studio>, export_id: u32) {
    studio.cancel_export(export_id);
}
