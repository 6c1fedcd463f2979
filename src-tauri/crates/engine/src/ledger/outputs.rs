//! What a provider made, on its way into the library: brought to the disk, looked at, stored by
//! hash, recorded.

use std::path::Path;

use bytes::Bytes;
use futures::StreamExt;
use studio_domain::{Asset, AssetId, AssetKind, BlobHash, Modality};
use studio_media::{MediaError, MediaInfo};
use studio_providers::{FileMark, MediaOutput, OutputSource, ProviderErrorKind};
use studio_store::assets::{self, NewAsset};
use studio_store::{PartialBlob, blobs, generations};
use url::Url;

use super::Run;
use super::fetching::{Arrived, Expected, Fetching, Source};
use super::storing::until_stored;
use super::trouble::Trouble;
use crate::endpoints::Target;
use crate::error::EngineError;
use crate::generate::in_words;

/// The most characters of a prompt that become a title.
const TITLE_LENGTH: usize = 80;
/// How often in one turn a file that broke off is gone on with, as long as some of it came.
const MOST_RESUMES: u32 = 8;
/// How often in one turn a damaged file is fetched.
const MOST_FETCHES: u32 = 2;

const IN_OTHER_HANDS: EngineError = EngineError::NotNow("Another window is fetching this.");

impl Run {
    /// Stores the expected outputs that are not stored yet. Every one is tried; the trouble that
    /// can best be mended is told.
    pub(super) async fn store_expected(
        &self,
        target: &Target,
        fetching: &mut Fetching,
    ) -> Result<Option<Trouble>, EngineError> {
        let taken = generations::output_positions(&self.parts.store, self.id).await?;
        let mut worst: Option<Trouble> = None;
        for at in 0..fetching.outputs.len() {
            if taken.contains(&fetching.outputs[at].position) {
                continue;
            }
            if let Err(error) = self.store_one(target, fetching, at).await {
                tracing::warn!(id = %self.id, %error, "an output could not be stored");
                let trouble = Trouble::of(error, &fetching.outputs[at].source)?;
                if worst
                    .as_ref()
                    .is_none_or(|worst| trouble.rank() < worst.rank())
                {
                    worst = Some(trouble);
                }
            }
        }
        Ok(worst)
    }

    /// Stores what a job has ready before its end, as far as that works now: at its end it is
    /// expected like the rest.
    pub(super) async fn store_early(&self, target: &Target, outputs: Vec<MediaOutput>) {
        if outputs.is_empty() {
            return;
        }
        let stored = async {
            let mut early = Fetching {
                outputs: self.expect(outputs).await?,
                is_early: true,
                ..Fetching::default()
            };
            self.store_expected(target, &mut early).await
        };
        if let Err(error) = stored.await {
            tracing::warn!(id = %self.id, %error, "an early output could not be stored");
        }
    }

    /// What is to be stored of these outputs. Bytes that came in the answer are on the disk when
    /// this returns.
    pub(super) async fn expect(
        &self,
        outputs: Vec<MediaOutput>,
    ) -> Result<Vec<Expected>, EngineError> {
        let taken = until_stored!(
            self,
            generations::output_positions(&self.parts.store, self.id).await
        );
        let mut expected = Vec::with_capacity(outputs.len());
        for output in outputs {
            let position = output.position;
            let source = match output.source {
                OutputSource::Url { url, expires_at } => {
                    Source::address(url, expires_at, self.now())
                }
                OutputSource::Bytes(_) if taken.contains(&position) => continue,
                OutputSource::Bytes(bytes) => self.hold(position, &bytes).await?,
            };
            expected.push(Expected {
                position,
                source,
                mark: FileMark::default(),
                arrived: None,
                is_unusable: false,
            });
        }
        Ok(expected)
    }

    /// Brings bytes to the disk, where a restart finds them.
    async fn hold(&self, position: u32, bytes: &Bytes) -> Result<Source, EngineError> {
        let mut partial = self.partial(position).await?;
        until_stored!(self, fill(&mut partial, bytes).await);
        Ok(Source::Here(arrived(&partial)))
    }

    async fn partial(&self, position: u32) -> Result<PartialBlob, EngineError> {
        let name = self.partial_name(position);
        let partial = until_stored!(self, self.parts.blobs.partial(name).await);
        partial.ok_or(IN_OTHER_HANDS)
    }

    async fn whole_partial(&self, position: u32) -> Result<PartialBlob, EngineError> {
        let name = self.partial_name(position);
        let partial = until_stored!(self, self.parts.blobs.whole_partial(name).await);
        partial.ok_or(IN_OTHER_HANDS)
    }

    async fn store_one(
        &self,
        target: &Target,
        fetching: &mut Fetching,
        at: usize,
    ) -> Result<(), EngineError> {
        let Expected {
            position,
            source,
            arrived,
            ..
        } = fetching.outputs[at].clone();
        if let Some(arrived) = arrived {
            match self.store_held(position, arrived).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) if is_damage(&error) => {
                    fetching.outputs[at].mark = FileMark::default();
                    fetching.outputs[at].is_unusable = true;
                }
                Err(error) => return Err(error),
            }
            fetching.outputs[at].arrived = None;
        }
        match source {
            Source::Here(arrived) if self.store_held(position, arrived).await? => Ok(()),
            Source::Here(_) => Err(EngineError::NotFound("What had arrived")),
            Source::Address { url, .. } => self.store_fetched(target, fetching, at, &url).await,
        }
    }

    /// Stores bytes that are on the disk; not where they are gone from there.
    async fn store_held(&self, position: u32, arrived: Arrived) -> Result<bool, EngineError> {
        let Arrived { hash, byte_size } = arrived;
        let mut held = self.whole_partial(position).await?;
        if held.hash() == hash {
            let info = self.look_at(held.settled().await?).await?;
            check_kind(self.row.kind, info)?;
            self.keep(&mut held, info, position).await?;
            return Ok(true);
        }
        held.discard().await?;
        if !self.parts.blobs.exists(&hash).await {
            return Ok(false);
        }
        // They were brought to their place, and that was not recorded.
        let info = self.look_at(&self.parts.blobs.path(&hash)).await?;
        self.record(hash, byte_size, info, position).await?;
        Ok(true)
    }

    /// Fetches a file and stores it. One that is damaged is fetched again from its beginning.
    async fn store_fetched(
        &self,
        target: &Target,
        fetching: &mut Fetching,
        at: usize,
        url: &Url,
    ) -> Result<(), EngineError> {
        let position = fetching.outputs[at].position;
        let mut partial = match fetching.outputs[at].is_unusable {
            true => self.whole_partial(position).await?,
            false => self.partial(position).await?,
        };
        let mut fetches = 0;
        loop {
            self.fetch_whole(target, fetching, at, url, &mut partial)
                .await?;
            fetches += 1;
            until_stored!(self, partial.sync().await);
            fetching.outputs[at].arrived = Some(arrived(&partial));
            self.keep_fetching(fetching).await?;
            match self.look_at(partial.settled().await?).await {
                Ok(info) => {
                    check_kind(self.row.kind, info)?;
                    return self.keep(&mut partial, info, position).await;
                }
                // What came stays until the file comes anew: its address may have worked only once.
                Err(damage) if is_damage(&damage) => {
                    fetching.outputs[at].arrived = None;
                    fetching.outputs[at].mark = FileMark::default();
                    fetching.outputs[at].is_unusable = true;
                    if fetches == MOST_FETCHES {
                        return Err(damage);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Fetches what is missing of a file. Where it breaks off it is gone on with at once, as long
    /// as some of it came.
    async fn fetch_whole(
        &self,
        target: &Target,
        fetching: &mut Fetching,
        at: usize,
        url: &Url,
        partial: &mut PartialBlob,
    ) -> Result<(), EngineError> {
        let mut resumes = 0;
        loop {
            let length = fetching.outputs[at].mark.length;
            if partial.length() > 0 && length == Some(partial.length()) {
                return Ok(());
            }
            let before = partial.length();
            match self.fetch_once(target, fetching, at, url, partial).await {
                Err(EngineError::Provider(error))
                    if error.kind == ProviderErrorKind::CutOff
                        && partial.length() != before
                        && resumes < MOST_RESUMES =>
                {
                    resumes += 1;
                    let have = partial.length();
                    tracing::info!(id = %self.id, have, "a file broke off and is gone on with");
                }
                fetched => return fetched,
            }
        }
    }

    async fn fetch_once(
        &self,
        target: &Target,
        fetching: &mut Fetching,
        at: usize,
        url: &Url,
        partial: &mut PartialBlob,
    ) -> Result<(), EngineError> {
        let mark = fetching.outputs[at].mark.clone();
        let providers = &self.parts.providers;
        let have = match mark == FileMark::default() {
            // Nothing tells what these are the beginning of.
            true => 0,
            false => partial.length(),
        };
        let mut fetch = providers.fetch(&target.endpoint, url, have, &mark).await?;
        if fetch.begins_at == 0 {
            fetching.outputs[at].is_unusable = false;
            partial.restart().await?;
        }
        if fetch.mark != mark {
            fetching.outputs[at].mark = fetch.mark;
            self.keep_fetching(fetching).await?;
        }
        while let Some(piece) = fetch.pieces.next().await {
            let piece: Bytes = piece?;
            until_stored!(self, partial.append(&piece).await);
        }
        Ok(())
    }

    /// Brings the bytes to their place and records them.
    async fn keep(
        &self,
        partial: &mut PartialBlob,
        info: MediaInfo,
        position: u32,
    ) -> Result<(), EngineError> {
        let (hash, byte_size) = until_stored!(self, partial.finish().await);
        self.record(hash, byte_size, info, position).await
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
    async fn look_at(&self, path: &Path) -> Result<MediaInfo, EngineError> {
        let path = path.to_owned();
        let looked = tokio::task::spawn_blocking(move || studio_media::check_file(&path)).await;
        match looked {
            Ok(looked) => Ok(looked?),
            Err(panic) if panic.is_panic() => Err(MediaError::Unreadable.into()),
            Err(_) => Err(EngineError::TaskLost),
        }
    }

    async fn record(
        &self,
        hash: BlobHash,
        byte_size: u64,
        info: MediaInfo,
        position: u32,
    ) -> Result<(), EngineError> {
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
        let write = || self.write_record(&asset, byte_size, info.mime, position);
        until_stored!(self, write().await);
        Ok(())
    }

    async fn write_record(
        &self,
        asset: &NewAsset,
        byte_size: u64,
        mime: &str,
        position: u32,
    ) -> Result<(), EngineError> {
        let taken = generations::output_positions(&self.parts.store, self.id).await?;
        if taken.contains(&position) {
            // It was recorded at a try whose own end was not seen.
            return Ok(());
        }
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

/// Whether the bytes are to blame.
fn is_damage(error: &EngineError) -> bool {
    matches!(error, EngineError::Media(cause) if cause.is_damage())
}

fn arrived(partial: &PartialBlob) -> Arrived {
    Arrived {
        hash: partial.hash(),
        byte_size: partial.length(),
    }
}

async fn fill(partial: &mut PartialBlob, bytes: &Bytes) -> Result<(), EngineError> {
    partial.restart().await?;
    partial.append(bytes).await?;
    Ok(partial.sync().await?)
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
