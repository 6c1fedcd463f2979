//! Pure media work: what a file is, whether it is whole, small pictures of large ones, and
//! transcripts as files.
//!
//! Nothing here knows of databases, networks or windows. What a file is, is decided by its bytes
//! alone, never by its name or by what a server called it. Every function blocks and may use much
//! memory and time: call it from a thread that may wait.

mod check;
mod container;
mod decode;
mod error;
mod fitted;
mod format;
mod looks;
pub mod metadata;
mod pdf;
mod peaks;
mod probe;
#[cfg(test)]
mod samples;
mod scaled_jpeg;
mod sound;
mod svg;
mod thumbnail;
pub mod transcript;
mod whole;

pub use check::check_file;
pub use decode::{MAX_PIXELS, MAX_SIDE};
pub use error::MediaError;
pub use fitted::{FittedPicture, fit_picture};
pub use looks::looks;
pub use peaks::{PEAK_SPANS, Peaks, peaks, read_peaks};
pub use probe::{MediaInfo, extension, probe, probe_bytes, probe_file, sniff_file};
pub use thumbnail::{
    Thumbnail, ThumbnailSize, decoded_small, is_whole_thumbnail, thumbnails, write_whole,
};
