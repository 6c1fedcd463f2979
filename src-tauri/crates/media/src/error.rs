//! What can be wrong with a media file.

use std::io;

use image::ImageError;
use studio_domain::ErrorCode;

/// Why a file could not be used as media.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// The file ends before its content does.
    #[error("the file is cut off before its end")]
    Truncated,
    /// The bytes are not media at all.
    #[error("this is not a media file but {looks_like}")]
    NotMedia {
        /// What the bytes are instead, with its article: `an HTML page`.
        looks_like: &'static str,
    },
    /// Pixels were needed and this is media of another kind.
    #[error("a picture was expected, this is {mime}")]
    NotAnImage {
        /// The type the bytes have.
        mime: &'static str,
    },
    /// The picture has more pixels than can be handled.
    #[error("the picture is too large: {width} × {height} pixels")]
    TooLarge {
        /// Pixels across, as its header says.
        width: u32,
        /// Pixels down, as its header says.
        height: u32,
    },
    /// The format is known and cannot be read.
    #[error("{format} files cannot be read")]
    Unsupported {
        /// The name of the format.
        format: &'static str,
    },
    /// The format is right and the content breaks its rules.
    #[error("the file is damaged")]
    Damaged(#[source] ImageError),
    /// The header of a sound or film makes no sense.
    #[error("the file is damaged: {reason}")]
    DamagedHeader {
        /// What makes no sense.
        reason: &'static str,
    },
    /// What it holds brings its reader to a stop.
    #[error("the file is damaged in a way that stops whoever reads it")]
    Unreadable,
    /// A drawing that does more than be seen.
    #[error("the drawing holds {what}, which the studio does not take")]
    UnsafeSvg {
        /// What it holds, with its article: `a script`.
        what: &'static str,
    },
    /// A picture could not be made smaller.
    #[error("the picture could not be made smaller")]
    Resize(#[from] fast_image_resize::ResizeError),
    /// A picture's bytes and its size do not belong together.
    #[error("the picture could not be made smaller")]
    Layout(#[from] fast_image_resize::ImageBufferError),
    /// A thumbnail could not be encoded.
    #[error("the thumbnail could not be encoded")]
    Encode(#[source] ImageError),
    /// A thumbnail could not be encoded as a JPEG.
    #[error("the thumbnail could not be encoded")]
    EncodeJpeg(#[from] jpeg_encoder::EncodingError),
    /// The sound is of a kind that is not decoded here.
    #[error("the sound cannot be decoded")]
    Sound(#[source] symphonia::core::errors::Error),
    /// Reading or writing failed.
    #[error("the file could not be read or written")]
    Io(#[source] io::Error),
}

impl MediaError {
    /// The code that the window branches on.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::StorageFull => ErrorCode::StorageFull,
            Self::Io(error) if error.kind() == io::ErrorKind::NotFound => ErrorCode::NotFound,
            Self::Io(_)
            | Self::Resize(_)
            | Self::Layout(_)
            | Self::Encode(_)
            | Self::EncodeJpeg(_) => ErrorCode::Internal,
            _ => ErrorCode::InvalidInput,
        }
    }
}

impl MediaError {
    /// Whether the system did not let the file be read, which says nothing of what is in it. What
    /// a decoder finds wrong in the bytes bears no number of the system's.
    #[must_use]
    pub fn is_of_the_system(&self) -> bool {
        matches!(self, Self::Io(error) if error.raw_os_error().is_some())
    }

    /// Whether the bytes are not what they were meant to be, so that getting them once more may
    /// mend it. What the studio does not take is no damage.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        let is_not_taken = matches!(
            self,
            Self::Unsupported { .. } | Self::TooLarge { .. } | Self::UnsafeSvg { .. }
        );
        !is_not_taken && !self.is_of_the_system()
    }
}

impl From<io::Error> for MediaError {
    /// A read that met the end of the file too early means that the file is cut off.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Io(error),
        }
    }
}

/// Sorts what a decoder said. `width` and `height` are what the header claims.
pub(crate) fn from_decoder(error: ImageError, (width, height): (u32, u32)) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge { width, height },
        ImageError::Unsupported(_) => MediaError::Unsupported { format: "Such" },
        ImageError::IoError(error) => error.into(),
        error => MediaError::Damaged(error),
    }
}
