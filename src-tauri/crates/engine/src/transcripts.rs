//! What transcriptions wrote down, shown and saved.

use std::path::PathBuf;

use studio_domain::{GenerationId, Transcript, TranscriptFormat};
use studio_media::transcript::formatted;
use studio_store::{generations, transcripts};

use crate::error::EngineError;
use crate::library::named;
use crate::studio::Studio;

/// A transcript as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptFile {
    /// The name it would have.
    pub name: String,
    /// What it holds.
    pub text: String,
}

impl Studio {
    /// What a transcription wrote down; nothing while it runs, or for any other generation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get_transcript(
        &self,
        generation_id: GenerationId,
    ) -> Result<Option<Transcript>, EngineError> {
        Ok(transcripts::get(&self.parts.store, generation_id).await?)
    }

    /// A transcript as a file of this format.
    ///
    /// # Errors
    /// When there is none, or subtitles are asked for and it has no times.
    pub async fn transcript_file(
        &self,
        generation_id: GenerationId,
        format: TranscriptFormat,
    ) -> Result<TranscriptFile, EngineError> {
        let transcript = self
            .get_transcript(generation_id)
            .await?
            .ok_or(EngineError::NotFound("The transcript"))?;
        let text = formatted(&transcript, format).ok_or(EngineError::InvalidInput {
            message: "This transcript has no times, so it cannot become subtitles.".to_owned(),
            hint: "Save it as text, or transcribe it with a model that gives times.",
        })?;
        let generation = generations::get(&self.parts.store, generation_id).await?;
        let title = generation.inputs.first().map(|input| &input.asset.title);
        let title = title.map(String::as_str).unwrap_or_default();
        Ok(TranscriptFile {
            name: named(title, "transcript", format.extension()),
            text,
        })
    }

    /// Saves a transcript.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn export_transcript(
        &self,
        file: TranscriptFile,
        target: PathBuf,
    ) -> Result<(), EngineError> {
        let written = tokio::fs::write(target, file.text).await;
        written.map_err(|source| EngineError::File {
            action: "saving the transcript",
            source,
        })
    }
}
