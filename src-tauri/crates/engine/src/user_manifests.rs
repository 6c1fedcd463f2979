//! Manifests that the user wrote: files in a folder of the data folder, read beside those that
//! ship. A wrong one is told with its line and breaks nothing else.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use studio_domain::{ErrorCode, Problem, ProviderId, UserManifest};
use studio_providers::{Catalog, ManifestError};

use crate::error::EngineError;
use crate::studio::Studio;

/// The most bytes of a file that is read; the longest that ships has a tenth of that.
const MOST_BYTES: u64 = 1024 * 1024;

/// The folder of the user's manifests, and what it held when it was last read.
#[derive(Debug)]
pub(crate) struct UserManifests {
    folder: PathBuf,
    shipped: Catalog,
    found: RwLock<Vec<UserManifest>>,
}

/// A file as it was read.
struct File {
    name: String,
    text: io::Result<String>,
}

impl UserManifests {
    /// Reads the folder, and joins what is right there to the manifests that ship.
    pub(crate) async fn open(folder: PathBuf, shipped: Catalog) -> (Self, Catalog) {
        let (catalog, found) = join(&shipped, &read(&folder).await);
        let manifests = Self {
            folder,
            shipped,
            found: RwLock::new(found),
        };
        (manifests, catalog)
    }

    fn found(&self) -> Vec<UserManifest> {
        let found = self.found.read().unwrap_or_else(PoisonError::into_inner);
        found.clone()
    }

    /// Reads the folder anew. Answers with the catalogue that comes of it and what was there
    /// before.
    async fn reload(&self) -> (Catalog, Vec<UserManifest>) {
        let (catalog, found) = join(&self.shipped, &read(&self.folder).await);
        let mut current = self.found.write().unwrap_or_else(PoisonError::into_inner);
        (catalog, std::mem::replace(&mut current, found))
    }
}

impl Studio {
    /// The manifests in the user's folder, wrong ones too, as they were last read.
    #[must_use]
    pub fn user_manifests(&self) -> Vec<UserManifest> {
        self.parts.user_manifests.found()
    }

    /// Reads the user's manifests anew and uses them from now on.
    ///
    /// # Errors
    /// When the windows cannot be told.
    pub async fn reload_manifests(&self) -> Result<Vec<UserManifest>, EngineError> {
        let (catalog, before) = self.parts.user_manifests.reload().await;
        self.parts.providers.replace_catalog(catalog);
        let now = self.user_manifests();
        for id in before
            .iter()
            .chain(&now)
            .filter_map(|one| one.provider_id.as_ref())
        {
            self.parts.voices.forget(id);
        }
        self.tell_of_providers().await?;
        Ok(now)
    }

    /// The folder for the user's manifests, which is made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn manifests_folder(&self) -> Result<PathBuf, EngineError> {
        let folder = &self.parts.user_manifests.folder;
        let made = tokio::fs::create_dir_all(folder).await;
        made.map_err(|source| EngineError::File {
            action: "making the folder for manifests",
            source,
        })?;
        Ok(folder.clone())
    }
}

/// The manifests that ship, with the right ones of these files behind them.
fn join(shipped: &Catalog, files: &[File]) -> (Catalog, Vec<UserManifest>) {
    let mut catalog = shipped.clone();
    let found = files.iter().map(|file| match &file.text {
        Ok(text) => match catalog.add(&file.name, text) {
            Ok(manifest) => UserManifest {
                file: file.name.clone(),
                provider_id: Some(ProviderId::new(manifest.id.as_str())),
                name: Some(manifest.name.clone()),
                problem: None,
            },
            Err(error) => with_problem(&file.name, fault(&error)),
        },
        Err(error) => with_problem(&file.name, unreadable(error)),
    });
    let found = found.collect();
    (catalog, found)
}

fn with_problem(file: &str, problem: Problem) -> UserManifest {
    UserManifest {
        file: file.to_owned(),
        provider_id: None,
        name: None,
        problem: Some(problem),
    }
}

fn fault(error: &ManifestError) -> Problem {
    let message = format!("Line {}: {}", error.line(), error.message());
    Problem::new(ErrorCode::InvalidInput, message)
        .with_hint("Correct the file, then read the folder again.")
}

fn unreadable(error: &io::Error) -> Problem {
    Problem::new(ErrorCode::InvalidInput, "The file cannot be read.")
        .with_hint("It must be text of at most 1 MB that this account may read.")
        .with_details(error.to_string())
}

/// The files that could be manifests, by name. A folder that is not there holds none.
async fn read(folder: &Path) -> Vec<File> {
    let mut names = match names(folder).await {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            tracing::warn!(%error, "the folder of manifests cannot be read");
            Vec::new()
        }
    };
    names.sort();
    let mut files = Vec::with_capacity(names.len());
    for name in names {
        let text = read_file(&folder.join(&name)).await;
        files.push(File { name, text });
    }
    files
}

async fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Editors keep their own hidden files beside the one that is open.
        if name.ends_with(".toml") && !name.starts_with('.') {
            names.push(name);
        }
    }
    Ok(names)
}

async fn read_file(file: &Path) -> io::Result<String> {
    let about = tokio::fs::metadata(file).await?;
    if !about.is_file() || about.len() > MOST_BYTES {
        return Err(io::Error::other("it is no file of at most 1 MB"));
    }
    tokio::fs::read_to_string(file).await
}
