//! Things that leave the library, as files or as one archive, with or without what says how they
//! were made. What is in the library is never changed.

mod names;
mod writer;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use studio_domain::{
    AssetDetail, AssetId, ErrorCode, ExportProgress, ExportShape, Exported, HowMade, Problem,
};
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::library::file_name;
use crate::recipes;
use crate::studio::Studio;
use names::Names;
use writer::{Item, Outcome, Writer};

/// What is being exported.
#[derive(Debug, Default)]
pub(crate) struct Exports(Mutex<Running>);

#[derive(Debug, Default)]
struct Running {
    latest: u32,
    stops: HashMap<u32, CancellationToken>,
}

impl Exports {
    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, stop: CancellationToken) -> u32 {
        let mut running = self.running();
        running.latest = running.latest.wrapping_add(1);
        let export = running.latest;
        running.stops.insert(export, stop);
        export
    }
}

/// Forgets an export when it ends, however it ends.
struct Turn<'a> {
    exports: &'a Exports,
    export: u32,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.exports.running().stops.remove(&self.export);
    }
}

impl Studio {
    /// Writes things to a folder, each as a file under a name that nothing there has, or into an
    /// archive. `tell` hears how far it is. What is missing is told and keeps nothing else back.
    ///
    /// # Errors
    /// When the target cannot be written, and [`ErrorCode::Cancelled`] when it was stopped: then
    /// the files that were finished stay, and an archive is not there at all.
    pub async fn export_assets(
        &self,
        ids: Vec<AssetId>,
        target: PathBuf,
        shape: ExportShape,
        how_made: HowMade,
        tell: impl Fn(ExportProgress) + Send,
    ) -> Result<Exported, EngineError> {
        let stop = self.parts.closing.child_token();
        let export = self.parts.exports.begin(stop.clone());
        let _turn = Turn {
            exports: &self.parts.exports,
            export,
        };
        let mut writer =
            Writer::open(target.clone(), shape, how_made, export, stop.clone()).await?;
        let mut names = Names::default();
        let mut exported = Exported {
            target: target.display().to_string(),
            written: 0,
            missing: Vec::new(),
            untold: 0,
        };
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        for (done, id) in (0..).zip(ids) {
            let detail = match self.get_asset(id).await {
                Ok(detail) => detail,
                Err(error) if error.code() == ErrorCode::NotFound => {
                    exported.missing.push(id.to_string());
                    continue;
                }
                Err(error) => {
                    writer.abandon().await;
                    return Err(error);
                }
            };
            let name = file_name(&detail.asset);
            tell(ExportProgress {
                export,
                done,
                total,
                name: name.clone(),
            });
            let item = self.item(detail, name, how_made);
            let (next, outcome) = writer.write(item, names).await?;
            (writer, names) = next;
            match outcome {
                Ok(Outcome::Written { untold }) => {
                    exported.written += 1;
                    exported.untold += u32::from(untold);
                }
                Ok(Outcome::Missing(name)) => exported.missing.push(name),
                Err(error) => {
                    writer.abandon().await;
                    return Err(if stop.is_cancelled() {
                        stopped()
                    } else {
                        error
                    });
                }
            }
        }
        writer.finish().await?;
        Ok(exported)
    }

    fn item(&self, detail: AssetDetail, name: String, how_made: HowMade) -> Item {
        let generation = detail.generation.as_ref();
        Item {
            path: self.parts.blobs.path(&detail.asset.blob),
            name,
            created_at: detail.asset.created_at,
            provenance: generation
                .filter(|_| how_made == HowMade::Include)
                .map(recipes::provenance),
            recipe: detail.recipe.filter(|_| how_made == HowMade::Include),
            source: detail.source,
        }
    }

    /// Stops an export. One that has ended is none to stop.
    pub fn cancel_export(&self, export: u32) {
        if let Some(stop) = self.parts.exports.running().stops.get(&export) {
            stop.cancel();
        }
    }

    /// Saves a copy of one asset.
    ///
    /// # Errors
    /// When the file is gone or the copy cannot be written.
    pub async fn export_asset(
        &self,
        id: AssetId,
        target: PathBuf,
        how_made: HowMade,
    ) -> Result<(), EngineError> {
        let detail = self.get_asset(id).await?;
        let item = self.item(detail, String::new(), how_made);
        writer::save(item, target, how_made).await
    }
}

fn stopped() -> EngineError {
    EngineError::Chore(Problem::new(ErrorCode::Cancelled, "Stopped."))
}
