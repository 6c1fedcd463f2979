//! The table `transcripts`: what transcriptions wrote down.

use studio_domain::{CacheTag, GenerationId, Transcript};

use crate::rows::to_json;
use crate::{Columns, Store, StoreError, WriteTx};

/// Keeps what a generation wrote down; a second time replaces the first.
///
/// # Errors
/// [`StoreError::Constraint`] at the commit when there is no such generation.
pub async fn put(
    tx: &mut WriteTx,
    id: GenerationId,
    transcript: &Transcript,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(
        "insert into transcripts (generation_id, language, text, segments, words, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (generation_id) do update set
            language = excluded.language, text = excluded.text,
            segments = excluded.segments, words = excluded.words",
    )
    .bind(id.as_bytes().as_slice())
    .bind(transcript.language.as_deref())
    .bind(&transcript.text)
    .bind(to_json(&transcript.segments)?)
    .bind(to_json(&transcript.words)?)
    .bind(now.get())
    .execute(tx.connection())
    .await?;
    tx.changed(CacheTag::Generations);
    Ok(())
}

/// What a generation wrote down; nothing if it wrote none.
///
/// # Errors
/// What the database said.
pub async fn get(store: &Store, id: GenerationId) -> Result<Option<Transcript>, StoreError> {
    sqlx::query("select language, text, segments, words from transcripts where generation_id = ?1")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(store.readers())
        .await?
        .map(|row| {
            Ok(Transcript {
                language: row.maybe_text("language")?,
                text: row.text("text")?,
                segments: row.json("segments")?,
                words: row.json("words")?,
            })
        })
        .transpose()
}
