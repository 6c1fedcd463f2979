//! How a file was made, written into it and read from it, without touching a pixel or a sample.
//!
//! What the studio writes is one JSON object in the XMP packet that every format has a place for
//! (`docs/metadata.md`). What is read besides are the words of AUTOMATIC1111, ComfyUI and
//! InvokeAI. A file is a stranger: whatever it holds is bounded, and nothing in it is an error
//! that keeps it out of the library.

mod automatic1111;
mod comfyui;
mod exif;
mod found;
mod id3;
mod invokeai;
mod iso;
mod jpeg;
mod packet;
mod plan;
mod png;
mod provenance;
mod riff;
#[cfg(test)]
mod tests;
mod wav;
mod webp;
mod wide_text;
mod workflow;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::Path;

use studio_domain::Recipe;

use crate::MediaError;
use crate::format::Format;
use found::Found;
use plan::Plan;
pub use provenance::Provenance;

/// What a copy of a file is to say about how it was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Telling<'a> {
    /// This, and whatever else it said before.
    Embed(&'a Provenance),
    /// Nothing: what the studio wrote goes, and what other known programs wrote. The colour
    /// profile, the orientation and what a camera wrote stay.
    Strip,
}

impl Telling<'_> {
    fn provenance(&self) -> Option<&Provenance> {
        match self {
            Self::Embed(provenance) => Some(provenance),
            Self::Strip => None,
        }
    }

    fn strips(&self) -> bool {
        matches!(self, Self::Strip)
    }
}

/// The formats that can tell.
#[derive(Debug, Clone, Copy)]
enum Place {
    Png,
    Jpeg,
    Webp,
    Wav,
    Mp3,
    Iso,
}

impl Place {
    fn of(format: Format) -> Option<Self> {
        match format {
            Format::Png => Some(Self::Png),
            Format::Jpeg => Some(Self::Jpeg),
            Format::Webp => Some(Self::Webp),
            Format::Wav => Some(Self::Wav),
            Format::Mp3 => Some(Self::Mp3),
            Format::Mp4 | Format::M4a | Format::QuickTime => Some(Self::Iso),
            _ => None,
        }
    }

    fn read(self, source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
        match self {
            Self::Png => png::read(source, length),
            Self::Jpeg => jpeg::read(source, length),
            Self::Webp => webp::read(source, length),
            Self::Wav => wav::read(source, length),
            Self::Mp3 => id3::read(source, length),
            Self::Iso => iso::read(source, length),
        }
    }

    fn plan(
        self,
        source: &mut (impl Read + Seek),
        length: u64,
        telling: Telling<'_>,
    ) -> Result<Plan, MediaError> {
        match self {
            Self::Png => png::plan(source, length, telling),
            Self::Jpeg => jpeg::plan(source, length, telling),
            Self::Webp => webp::plan(source, length, telling),
            Self::Wav => wav::plan(source, length, telling),
            Self::Mp3 => id3::plan(source, length, telling),
            Self::Iso => iso::plan(source, length, telling),
        }
    }
}

/// What the file at `path` says about how it was made; nothing where it says nothing that is
/// understood.
///
/// # Errors
/// [`MediaError::Io`] when it cannot be read. What is damaged says nothing.
pub fn recipe_of_file(path: &Path) -> Result<Option<Recipe>, MediaError> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    match recipe(&mut BufReader::new(file), length) {
        Err(MediaError::Io(error)) => Err(MediaError::Io(error)),
        told => Ok(told.ok().flatten()),
    }
}

/// What a file of `length` bytes says about how it was made.
///
/// # Errors
/// When it is not media, damaged, or cannot be read.
pub fn recipe(source: &mut (impl Read + Seek), length: u64) -> Result<Option<Recipe>, MediaError> {
    let format = Format::read(source)?;
    let Some(place) = Place::of(format) else {
        return Ok(None);
    };
    Ok(found::recipe_of(&place.read(source, length)?))
}

/// Copies a file of `length` bytes with what is to be told about how it was made. False when its
/// format has no place for that, or the file is not as its format wants it: then the copy is as
/// the original is.
///
/// # Errors
/// [`MediaError::Io`] when the file cannot be read or the copy cannot be written.
pub fn copy_telling(
    source: &mut (impl Read + Seek),
    length: u64,
    target: &mut impl Write,
    telling: Telling<'_>,
) -> Result<bool, MediaError> {
    let planned = Format::read(source).and_then(|format| match Place::of(format) {
        Some(place) => place.plan(source, length, telling).map(Some),
        None => Ok(None),
    });
    match planned {
        Ok(Some(plan)) => {
            plan.write(source, target)?;
            Ok(true)
        }
        Err(MediaError::Io(error)) => Err(MediaError::Io(error)),
        // Its bytes are the person's own: they leave as they are.
        Ok(None) | Err(_) => {
            source.rewind()?;
            io::copy(source, target)?;
            Ok(false)
        }
    }
}
