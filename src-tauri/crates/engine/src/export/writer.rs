//! Writing copies: into a folder, into an archive, or to one place.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use studio_domain::{AssetSource, ExportShape, HowMade, Recipe, UnixMillis};
use studio_media::MediaError;
use studio_media::metadata::{Provenance, Telling, copy_telling};
use tokio_util::sync::CancellationToken;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::names::Names;
use crate::error::EngineError;

/// The name of the list in an archive that says what everything in it is.
const LIST: &str = "metadata.json";
/// Files from which on an archive needs the longer form of its tables.
const LARGE: u64 = 0xf000_0000;
/// How often a free name is looked for in a folder.
const MOST_NAMES: u32 = 100_000;

/// One thing to write.
pub(super) struct Item {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) created_at: UnixMillis,
    pub(super) provenance: Option<Provenance>,
    pub(super) recipe: Option<Recipe>,
    pub(super) source: Option<AssetSource>,
}

/// What came of one thing.
pub(super) enum Outcome {
    /// It is there; `untold` when it should say how it was made and its format has no place for it.
    Written { untold: bool },
    /// Its file is not in the library any more, or damaged.
    Missing(String),
}

/// What an archive says about a file in it.
#[derive(Serialize)]
struct Listed {
    file: String,
    created_at: UnixMillis,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<Provenance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipe: Option<Recipe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<AssetSource>,
}

enum Place {
    Folder(PathBuf),
    Archive {
        zip: Box<ZipWriter<BufWriter<File>>>,
        part: PathBuf,
        target: PathBuf,
        list: Vec<Listed>,
    },
}

/// Where an export goes.
pub(super) struct Writer {
    place: Place,
    how_made: HowMade,
    stop: CancellationToken,
}

fn failed(source: io::Error) -> EngineError {
    EngineError::File {
        action: "exporting",
        source,
    }
}

fn zip_failed(error: zip::result::ZipError) -> EngineError {
    failed(match error {
        zip::result::ZipError::Io(error) => error,
        other => io::Error::other(other),
    })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| EngineError::TaskLost)
}

impl Writer {
    pub(super) async fn open(
        target: PathBuf,
        shape: ExportShape,
        how_made: HowMade,
        export: u32,
        stop: CancellationToken,
    ) -> Result<Self, EngineError> {
        blocking(move || {
            let place = match shape {
                ExportShape::Files => {
                    std::fs::create_dir_all(&target).map_err(failed)?;
                    Place::Folder(target)
                }
                ExportShape::Archive => {
                    let part = part_of(&target, export);
                    let file = File::create(&part).map_err(failed)?;
                    Place::Archive {
                        zip: Box::new(ZipWriter::new(BufWriter::new(file))),
                        part,
                        target,
                        list: Vec::new(),
                    }
                }
            };
            Ok(Self {
                place,
                how_made,
                stop,
            })
        })
        .await?
    }

    /// Writes one thing on a thread that may wait, and comes back from there.
    pub(super) async fn write(
        mut self,
        item: Item,
        mut names: Names,
    ) -> Result<((Self, Names), Result<Outcome, EngineError>), EngineError> {
        blocking(move || {
            let outcome = self.write_now(item, &mut names);
            ((self, names), outcome)
        })
        .await
    }

    fn write_now(&mut self, item: Item, names: &mut Names) -> Result<Outcome, EngineError> {
        if self.stop.is_cancelled() {
            return Err(super::stopped());
        }
        let Some((source, length)) = opened(&item.path)? else {
            return Ok(Outcome::Missing(item.name));
        };
        let (how_made, stop) = (self.how_made, &self.stop);
        match &mut self.place {
            Place::Folder(folder) => {
                let (path, file) = fresh(folder, &item.name, names).map_err(failed)?;
                let copied = copy(source, length, file, &item, how_made, stop);
                if !matches!(copied, Ok(Outcome::Written { .. })) {
                    // Whatever is half there is not what was asked for.
                    let _ = std::fs::remove_file(path);
                }
                copied
            }
            Place::Archive { zip, list, .. } => {
                let name = names.give(&item.name);
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Stored)
                    .large_file(length >= LARGE);
                zip.start_file(name.as_str(), options).map_err(zip_failed)?;
                let copied = copy(source, length, &mut **zip, &item, how_made, stop);
                match &copied {
                    Ok(Outcome::Written { .. }) => list.push(listed(name, item)),
                    _ => zip.abort_file().map_err(zip_failed)?,
                }
                copied
            }
        }
    }

    pub(super) async fn finish(self) -> Result<(), EngineError> {
        blocking(move || match self.place {
            Place::Folder(_) => Ok(()),
            Place::Archive {
                zip,
                part,
                target,
                list,
            } => finish_archive(*zip, &part, &target, &list, self.how_made)
                .inspect_err(|_| drop(std::fs::remove_file(&part))),
        })
        .await?
    }

    /// Leaves no archive behind that is not whole.
    pub(super) async fn abandon(self) {
        let abandoned = blocking(move || {
            if let Place::Archive { zip, part, .. } = self.place {
                drop(zip);
                if let Err(error) = std::fs::remove_file(&part) {
                    tracing::warn!(%error, "an unfinished archive is left behind");
                }
            }
        });
        if abandoned.await.is_err() {
            tracing::warn!("an unfinished archive may be left behind");
        }
    }
}

/// Saves a copy of one thing in place of whatever is there.
pub(super) async fn save(
    item: Item,
    target: PathBuf,
    how_made: HowMade,
) -> Result<(), EngineError> {
    blocking(move || {
        let missing = EngineError::NotFound("The file");
        let Some((source, length)) = opened(&item.path)? else {
            return Err(missing);
        };
        let part = part_of(&target, 0);
        let file = File::create(&part).map_err(failed)?;
        let stop = CancellationToken::new();
        let outcome = copy(source, length, file, &item, how_made, &stop);
        let saved = match outcome {
            Ok(Outcome::Written { .. }) => std::fs::rename(&part, &target).map_err(failed),
            Ok(Outcome::Missing(_)) => Err(missing),
            Err(error) => Err(error),
        };
        saved.inspect_err(|_| drop(std::fs::remove_file(&part)))
    })
    .await?
}

/// A file beside the target, for what is not whole yet.
fn part_of(target: &Path, export: u32) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{export}.part"));
    target.with_file_name(name)
}

/// A file of the library; nothing where it is gone.
fn opened(path: &Path) -> Result<Option<(BufReader<File>, u64)>, EngineError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let length = file.metadata().map_err(failed)?.len();
    Ok(Some((BufReader::new(file), length)))
}

/// A new file in a folder, under the first name that nothing there has.
fn fresh(folder: &Path, name: &str, names: &mut Names) -> io::Result<(PathBuf, File)> {
    for _ in 0..MOST_NAMES {
        let path = folder.join(names.give(name));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((path, opened?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn copy(
    mut source: BufReader<File>,
    length: u64,
    target: impl Write,
    item: &Item,
    how_made: HowMade,
    stop: &CancellationToken,
) -> Result<Outcome, EngineError> {
    let mut target = Stoppable {
        inner: BufWriter::with_capacity(256 * 1024, target),
        stop,
    };
    let copied = match (how_made, &item.provenance) {
        (HowMade::Include, Some(provenance)) => {
            copy_telling(&mut source, length, &mut target, Telling::Embed(provenance))
                .map(|has_told| !has_told)
        }
        (HowMade::Remove, _) => {
            copy_telling(&mut source, length, &mut target, Telling::Strip).map(|_| false)
        }
        // It was made elsewhere, and says what it says.
        (HowMade::Include, None) => source
            .rewind()
            .and_then(|()| io::copy(&mut source, &mut target))
            .map(|_| false)
            .map_err(MediaError::Io),
    };
    let flushed = copied.and_then(|untold| {
        target.flush()?;
        Ok(untold)
    });
    match flushed {
        Ok(untold) => Ok(Outcome::Written { untold }),
        Err(MediaError::Io(error)) => Err(failed(error)),
        Err(_) => Ok(Outcome::Missing(item.name.clone())),
    }
}

/// Refuses further bytes once somebody asked for a stop.
struct Stoppable<'a, W: Write> {
    inner: BufWriter<W>,
    stop: &'a CancellationToken,
}

impl<W: Write> Write for Stoppable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.is_cancelled() {
            return Err(io::Error::other("stopped"));
        }
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn listed(file: String, item: Item) -> Listed {
    Listed {
        file,
        created_at: item.created_at,
        made: item.provenance,
        recipe: item.recipe,
        source: item.source,
    }
}

fn finish_archive(
    mut zip: ZipWriter<BufWriter<File>>,
    part: &Path,
    target: &Path,
    list: &[Listed],
    how_made: HowMade,
) -> Result<(), EngineError> {
    // The terms that a thing may be used on are no matter of how it was made: they stay with it.
    let wanted = |listed: &&Listed| how_made == HowMade::Include || listed.source.is_some();
    let wanted: Vec<&Listed> = list.iter().filter(wanted).collect();
    if !wanted.is_empty() {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(LIST, options).map_err(zip_failed)?;
        serde_json::to_writer_pretty(&mut zip, &wanted).map_err(|error| failed(error.into()))?;
    }
    let file = zip.finish().map_err(zip_failed)?;
    let file = file
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    std::fs::rename(part, target).map_err(failed)
}
