//! Files of the library on their way to a model, made into what it accepts.

use std::path::Path;

use bytes::Bytes;
use studio_domain::{Asset, AssetId, AssetKind};
use studio_providers::{ChatPart, ModelSpec};
use studio_store::assets;

use crate::error::EngineError;
use crate::studio::Parts;

/// The longest side of a picture that is sent, in pixels. No model looks closer.
const LONGEST_SIDE: u32 = 2_048;
/// The most bytes of a picture that is sent: under 5 MB once it is base64.
const MOST_PICTURE_BYTES: usize = 3_700_000;
/// The most bytes of a document that is sent: every service takes that much.
const MOST_DOCUMENT_BYTES: u64 = 20_000_000;

const PDF: &str = "application/pdf";

/// What a model reads beside text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reads {
    pub pictures: bool,
    pub documents: bool,
}

impl Reads {
    /// What the manifest declares of the model.
    pub fn of(model: &ModelSpec) -> Self {
        Self {
            pictures: model.capabilities.vision,
            documents: model.capabilities.pdf,
        }
    }
}

impl Parts {
    /// A file as a part of a message to the model.
    ///
    /// # Errors
    /// When the model does not read it, or the file is gone, damaged or too large.
    pub(super) async fn attachment(
        &self,
        id: AssetId,
        reads: Reads,
        model: &str,
    ) -> Result<ChatPart, EngineError> {
        let asset = assets::get(&self.store, id).await?;
        check(&asset, reads, model)?;
        let path = self.blobs.path(&asset.blob);
        tokio::task::spawn_blocking(move || part_of(&asset, &path))
            .await
            .map_err(|_| EngineError::TaskLost)?
    }
}

/// Whether the model reads the file at all.
fn check(asset: &Asset, reads: Reads, model: &str) -> Result<(), EngineError> {
    let (what, read) = match asset.kind {
        _ if asset.mime == PDF => ("documents", reads.documents),
        AssetKind::Document => ("documents", reads.documents),
        AssetKind::Image => ("pictures", reads.pictures),
        AssetKind::Video => ("films", false),
        AssetKind::Audio => ("sound", false),
    };
    if !read {
        return Err(EngineError::InvalidInput {
            message: format!("{model} does not read {what}."),
            hint: "Choose a model that does, or send the message without the file.",
        });
    }
    if asset.mime == PDF && asset.byte_size > MOST_DOCUMENT_BYTES {
        return Err(EngineError::InvalidInput {
            message: format!("“{}” is larger than 20 MB.", asset.title),
            hint: "Send a part of the document.",
        });
    }
    Ok(())
}

/// Reads the file and makes it fit. Blocks.
fn part_of(asset: &Asset, path: &Path) -> Result<ChatPart, EngineError> {
    if asset.mime == PDF {
        let bytes = std::fs::read(path).map_err(|source| EngineError::File {
            action: "reading the document",
            source,
        })?;
        return Ok(ChatPart::Document {
            mime: PDF.to_owned(),
            name: asset.title.clone(),
            bytes: Bytes::from(bytes),
        });
    }
    let picture = studio_media::fit_picture(path, LONGEST_SIDE, MOST_PICTURE_BYTES)?;
    Ok(ChatPart::Image {
        mime: picture.mime.to_owned(),
        bytes: Bytes::from(picture.bytes),
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use studio_domain::{BlobHash, ErrorCode, UnixMillis};

    use super::*;

    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    const ALL: Reads = Reads {
        pictures: true,
        documents: true,
    };

    fn asset(kind: AssetKind, mime: &str, byte_size: u64) -> Asset {
        Asset {
            id: AssetId::new(UnixMillis::new(0)),
            kind,
            title: "A lake".to_owned(),
            blob: BlobHash::new([7; 32]),
            mime: mime.to_owned(),
            byte_size,
            width: None,
            height: None,
            duration_ms: None,
            generation_id: None,
            created_at: UnixMillis::new(0),
            deleted_at: None,
            rating: None,
            flag: None,
        }
    }

    #[test]
    fn a_model_is_only_sent_what_it_reads() {
        let picture = asset(AssetKind::Image, "image/png", 10);
        let sound = asset(AssetKind::Audio, "audio/mpeg", 10);
        let blind = Reads {
            pictures: false,
            ..ALL
        };
        check(&picture, ALL, "Seer").unwrap();
        let refused = check(&picture, blind, "Poet").unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput);
        assert_eq!(refused.to_string(), "Poet does not read pictures.");
        let refused = check(&sound, ALL, "Seer").unwrap_err();
        assert_eq!(refused.to_string(), "Seer does not read sound.");
    }

    #[test]
    fn a_document_over_the_limit_is_refused() {
        let mut document = asset(AssetKind::Image, PDF, MOST_DOCUMENT_BYTES);
        check(&document, ALL, "Seer").unwrap();
        document.byte_size += 1;
        let refused = check(&document, ALL, "Seer").unwrap_err();
        assert_eq!(refused.to_string(), "“A lake” is larger than 20 MB.");
    }

    #[test]
    fn files_become_parts_by_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let pixel = STANDARD.decode(PIXEL).unwrap();
        std::fs::write(&path, &pixel).unwrap();
        let part = part_of(&asset(AssetKind::Image, "image/png", 10), &path).unwrap();
        let expected = ChatPart::Image {
            mime: "image/png".to_owned(),
            bytes: Bytes::from(pixel),
        };
        assert_eq!(part, expected);
        std::fs::write(&path, b"%PDF-1.7").unwrap();
        let part = part_of(&asset(AssetKind::Image, PDF, 8), &path).unwrap();
        let expected = ChatPart::Document {
            mime: PDF.to_owned(),
            name: "A lake".to_owned(),
            bytes: Bytes::from_static(b"%PDF-1.7"),
        };
        assert_eq!(part, expected);
        let gone = folder.path().join("gone");
        assert!(part_of(&asset(AssetKind::Image, "image/png", 10), &gone).is_err());
    }
}
