//! What a provider made, on its way into the library: stored by hash, looked at, recorded.

use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use studio_domain::{Asset, AssetId, AssetKind, BlobHash, ErrorCode, Modality};
use studio_media::MediaInfo;
use studio_providers::{MediaOutput, OutputSource};
use studio_store::assets::{self, NewAsset};
use studio_store::{blobs, generations};

use super::Run;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::generate::in_words;

/// How long to wait before bytes that the disk refused are written again.
const DISK_RETRY: Duration = Duration::from_secs(2);
/// The most characters of a prompt that become a title.
const TITLE_LENGTH: usize = 80;

impl Run {
    /// Stores outputs that are not stored yet. Every one is tried; the first error is told.
    pub(super) async fn store_outputs(
        &self,
        target: &Target,
        outputs: Vec<MediaOutput>,
    ) -> Result<(), EngineError> {
        let taken = generations::output_positions(&self.parts.store, self.id).await?;
        let mut first_error = None;
        for output in outputs {
            if taken.contains(&output.position) {
                continue;
            }
            if let Err(error) = self.store_output(target, output).await {
                tracing::warn!(id = %self.id, %error, "an output could not be stored");
                first_error.get_or_insert(error);
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    async fn store_output(&self, target: &Target, output: MediaOutput) -> Result<(), EngineError> {
        let (hash, byte_size) = loop {
            match self.write_bytes(target, &output.source).await {
                Err(error) if error.code() == ErrorCode::StorageFull => {
                    self.tell_of_problem(error.problem()).await;
                    tokio::select! {
                        () = tokio::time::sleep(DISK_RETRY) => {}
                        () = self.stop.cancelled() => return Err(error),
                    }
                }
                written => break written?,
            }
        };
        let looked = self.look_at(hash).await;
        let info = match looked.and_then(|info| check_kind(self.row.kind, info).map(|()| info)) {
            Ok(info) => info,
            Err(refused) => {
                // What nobody will record must not take room.
                self.parts.forget_refused(&hash).await?;
                return Err(refused);
            }
        };
        let asset = NewAsset {
            id: AssetId::new(self.parts.store.clock().now()),
            kind: info.kind,
            title: self.title().await?,
            blob: hash,
            width: info.width,
            height: info.height,
            duration_ms: info.duration_ms,
            generation_id: Some(self.id),
        };
        self.record(&asset, byte_size, info.mime, output.position)
            .await
    }

    async fn write_bytes(
        &self,
        target: &Target,
        source: &OutputSource,
    ) -> Result<(BlobHash, u64), EngineError> {
        let mut writer = self.parts.blobs.writer().await?;
        match source {
            OutputSource::Bytes(bytes) => writer.write(bytes).await?,
            OutputSource::Url { url, .. } => {
                let mut stream = self.parts.providers.download(&target.endpoint, url).await?;
                while let Some(piece) = stream.next().await {
                    let piece: Bytes = piece?;
                    writer.write(&piece).await?;
                }
            }
        }
        Ok(writer.finish().await?)
    }

    /// The beginning of the prompt; without one, what the first input is called.
    async fn title(&self) -> Result<String, EngineError> {
        if let Some(prompt) = &self.row.prompt {
            return Ok(title(prompt));
        }
        let inputs = generations::get(&self.parts.store, self.id).await?.inputs;
        Ok(inputs
            .into_iter()
            .next()
            .map_or_else(String::new, |input| input.asset.title))
    }

    /// Looks at the file whole, so that a damaged one is never shown as done.
    async fn look_at(&self, hash: BlobHash) -> Result<MediaInfo, EngineError> {
        let path = self.parts.blobs.path(&hash);
        let looked = tokio::task::spawn_blocking(move || studio_media::check_file(&path)).await;
        Ok(looked.map_err(|_| EngineError::TaskLost)??)
    }

    async fn record(
        &self,
        asset: &NewAsset,
        byte_size: u64,
        mime: &str,
        position: u32,
    ) -> Result<(), EngineError> {
        loop {
            match self.write_record(asset, byte_size, mime, position).await {
                Err(error) if error.code() == ErrorCode::StorageFull => {
                    self.tell_of_problem(error.problem()).await;
                    tokio::select! {
                        () = tokio::time::sleep(DISK_RETRY) => {}
                        () = self.stop.cancelled() => return Err(error),
                    }
                }
                written => return written,
            }
        }
    }

    async fn write_record(
        &self,
        asset: &NewAsset,
        byte_size: u64,
        mime: &str,
        position: u32,
    ) -> Result<(), EngineError> {
        let mut tx = self.parts.store.write_durable().await?;
        blobs::record(&mut tx, &asset.blob, byte_size, mime).await?;
        assets::insert(&mut tx, asset).await?;
        generations::add_output(&mut tx, self.id, position, asset.id).await?;
        generations::mark_first_output(&mut tx, self.id).await?;
        tx.commit().await?;
        let generation = generations::get(&self.parts.store, self.id).await?;
        let newest: Option<&Asset> = generation.outputs.iter().find(|made| made.id == asset.id);
        tracing::info!(id = %self.id, stored = newest.is_some(), "an output is in the library");
        self.parts.live.open(self.id).changed(generation);
        Ok(())
    }
}

/// What was asked for is what came: a page of music in place of a film is no film.
fn check_kind(asked: Modality, info: MediaInfo) -> Result<(), EngineError> {
    let expected = match asked {
        Modality::Image | Modality::ImageEdit => AssetKind::Image,
        Modality::Video => AssetKind::Video,
        Modality::Speech | Modality::Sound | Modality::Music => AssetKind::Audio,
        Modality::Chat | Modality::Transcription | Modality::Embedding => return Ok(()),
    };
    if info.kind == expected {
        return Ok(());
    }
    Err(EngineError::WrongOutput {
        expected: in_words(expected),
        found: in_words(info.kind),
        mime: info.mime,
    })
}

/// The beginning of a prompt, on one line.
pub(crate) fn title(prompt: &str) -> String {
    let line = prompt.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TITLE_LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(title("  a\n cat "), "a cat");
        let long = title(&"ü".repeat(500));
        assert_eq!(long.chars().count(), 81);
        assert!(long.ends_with('…'));
    }
}
