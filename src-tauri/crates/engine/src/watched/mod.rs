//! Watched folders: what is put into them comes into the library, as a copy. The originals are
//! never touched.

mod files;
mod pending;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use studio_domain::{
    CacheTag, ErrorCode, Imported, Problem, RefusedFile, WatchedFolder, WatchedFolders,
};
use studio_store::assets;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::files::{Facts, Seen};
use self::pending::Pending;
use crate::device_settings::WatchedSetting;
use crate::error::EngineError;
use crate::studio::Studio;

/// How often files that may be finished are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often folders are looked through whole, in case the system told nothing.
const SCAN_EVERY: Duration = Duration::from_secs(600);
/// How many refused files are remembered.
const REFUSED: usize = 200;

/// What is known of the watched folders while the studio runs.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    state: Mutex<State>,
    /// Tells the watcher that the folders changed.
    changed: tokio::sync::Notify,
}

#[derive(Debug, Default)]
struct State {
    added: BTreeMap<PathBuf, u32>,
    problems: BTreeMap<PathBuf, Problem>,
    refused: VecDeque<RefusedFile>,
}

impl Watched {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Studio {
    /// The watched folders, and what was not taken from them.
    #[must_use]
    pub fn watched_folders(&self) -> WatchedFolders {
        let settings = self.parts.device_settings.get().watched;
        let state = self.parts.watched.state();
        WatchedFolders {
            folders: settings
                .into_iter()
                .map(|setting| WatchedFolder {
                    added: state.added.get(&setting.folder).copied().unwrap_or(0),
                    problem: state.problems.get(&setting.folder).cloned(),
                    folder: setting.folder.display().to_string(),
                    paused: setting.paused,
                })
                .collect(),
            refused: state.refused.iter().cloned().collect(),
        }
    }

    /// Watches a folder from now on. What lies in it comes in too.
    ///
    /// # Errors
    /// When it is no folder, is watched already, or holds the library.
    pub fn watch_folder(&self, folder: String) -> Result<(), EngineError> {
        let wrong = |message: &str| EngineError::InvalidInput {
            message: message.to_owned(),
            hint: "Choose another folder.",
        };
        let folder = Path::new(&folder)
            .canonicalize()
            .map_err(|_| wrong("This folder cannot be read."))?;
        let data = self.parts.store.folder();
        let data = data.canonicalize().unwrap_or_else(|_| data.to_owned());
        if !folder.is_dir() {
            return Err(wrong("This is not a folder."));
        }
        if data.starts_with(&folder) || folder.starts_with(&data) {
            return Err(wrong("This folder holds the library itself."));
        }
        self.change_watched(|watched| {
            if !watched.iter().any(|setting| setting.folder == folder) {
                watched.push(WatchedSetting {
                    folder,
                    paused: false,
                });
            }
        })
    }

    /// Leaves a folder alone for now, or watches it again.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn pause_watched_folder(&self, folder: String, paused: bool) -> Result<(), EngineError> {
        self.change_watched(|watched| {
            let found = watched
                .iter_mut()
                .find(|setting| setting.folder == Path::new(&folder));
            if let Some(setting) = found {
                setting.paused = paused;
            }
        })
    }

    /// Watches a folder no longer. What came in stays.
    ///
    /// # Errors
    /// When the setting cannot be written.
    pub fn unwatch_folder(&self, folder: String) -> Result<(), EngineError> {
        self.change_watched(|watched| {
            watched.retain(|setting| setting.folder != Path::new(&folder))
        })
    }

    /// Forgets the list of files that were not taken.
    pub fn forget_refused_files(&self) {
        self.parts.watched.state().refused.clear();
        self.parts.store.announce(&[CacheTag::Storage]);
    }

    fn change_watched(
        &self,
        change: impl FnOnce(&mut Vec<WatchedSetting>),
    ) -> Result<(), EngineError> {
        self.parts
            .device_settings
            .change(|settings| change(&mut settings.watched))?;
        self.parts.watched.changed.notify_one();
        self.parts.store.announce(&[CacheTag::Storage]);
        Ok(())
    }

    /// Watches for as long as the studio is open.
    pub(crate) fn watch_folders_in_background(&self) {
        let studio = self.clone();
        let closing = self.parts.closing.clone();
        tokio::spawn(async move {
            studio.watch_folders(&closing).await;
        });
    }

    async fn watch_folders(&self, closing: &CancellationToken) {
        let mut seen = Seen::open(self.parts.store.folder());
        loop {
            let folders = self.folders_to_watch();
            tokio::select! {
                () = closing.cancelled() => return,
                // With nothing to watch there is nothing to do until that changes.
                () = self.parts.watched.changed.notified(), if folders.is_empty() => {}
                () = self.watch_these(&folders, &mut seen), if !folders.is_empty() => {}
            }
        }
    }

    fn folders_to_watch(&self) -> Vec<PathBuf> {
        let settings = self.parts.device_settings.get().watched;
        let watched = settings.into_iter().filter(|setting| !setting.paused);
        watched.map(|setting| setting.folder).collect()
    }

    /// Watches these folders until others are to be watched. A file that is being taken in then is
    /// taken in whole, so that it is counted.
    async fn watch_these(&self, folders: &[PathBuf], seen: &mut Seen) {
        let (told, mut heard) = mpsc::unbounded_channel();
        // Held for as long as it is listened to.
        let _watcher = self.listen(folders, told);
        let mut pending = Pending::default();
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut scan = tokio::time::interval(SCAN_EVERY);
        loop {
            tokio::select! {
                () = self.parts.watched.changed.notified() => return,
                Some(path) = heard.recv() => {
                    if files::is_looked_at(folders, &path) {
                        self.note(path, seen, &mut pending);
                    }
                }
                _ = scan.tick() => self.look_through(folders.to_vec(), seen, &mut pending).await,
                _ = look.tick(), if !pending.is_empty() => {
                    let now = self.parts.store.clock().now();
                    let new = pending.new_folders(now);
                    self.look_through(new, seen, &mut pending).await;
                    let finished = pending.finished(now, files::facts);
                    for (path, facts) in &finished {
                        if self.folders_to_watch() != folders {
                            break;
                        }
                        self.take(folders, path, *facts, seen).await;
                    }
                    if !finished.is_empty() {
                        seen.keep();
                    }
                }
            }
        }
    }

    /// Has the system tell of changes. A folder that it cannot watch is looked through now and
    /// then all the same.
    fn listen(
        &self,
        folders: &[PathBuf],
        told: mpsc::UnboundedSender<PathBuf>,
    ) -> Option<RecommendedWatcher> {
        let mut problems = BTreeMap::new();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Being read changes nothing, and looking at what changed is reading.
            let told_of = event.ok().filter(|event| !event.kind.is_access());
            for path in told_of.map(|event| event.paths).unwrap_or_default() {
                // Nobody listens any more when the folders are being changed.
                let _ = told.send(path);
            }
        });
        let mut problem = |folder: &PathBuf, error: &notify::Error| {
            let problem = Problem::new(
                ErrorCode::Internal,
                "The system does not tell of changes in this folder.",
            )
            .with_hint("It is looked through every ten minutes.")
            .with_details(error.to_string());
            problems.insert(folder.clone(), problem);
        };
        let watcher = match watcher {
            Ok(mut watcher) => {
                for folder in folders {
                    if let Err(error) = watcher.watch(folder, RecursiveMode::Recursive) {
                        problem(folder, &error);
                    }
                }
                Some(watcher)
            }
            Err(error) => {
                folders.iter().for_each(|folder| problem(folder, &error));
                None
            }
        };
        self.parts.watched.state().problems = problems;
        self.parts.store.announce(&[CacheTag::Storage]);
        watcher
    }

    async fn look_through(&self, folders: Vec<PathBuf>, seen: &Seen, pending: &mut Pending) {
        for path in files::in_folders(folders).await {
            self.note(path, seen, pending);
        }
    }

    fn note(&self, path: PathBuf, seen: &Seen, pending: &mut Pending) {
        let now = self.parts.store.clock().now();
        if path.is_dir() && !path.is_symlink() {
            pending.note_folder(path, now);
        } else if let Some(facts) = files::facts(&path)
            && !seen.has(&path, facts)
        {
            pending.note(path, facts, now);
        }
    }

    /// Takes a finished file in, unless the library has its bytes: in the trash too, because that
    /// is where somebody put them.
    async fn take(&self, folders: &[PathBuf], path: &Path, facts: Facts, seen: &mut Seen) {
        let taken = match self.is_known(path).await {
            Ok(true) => None,
            Ok(false) => self.import_files(vec![path.to_owned()]).await.pop(),
            Err(error) => Some(Imported::Refused {
                name: String::new(),
                problem: error.problem(),
            }),
        };
        let folder = folders.iter().find(|folder| path.starts_with(folder));
        let mut is_settled = true;
        {
            let mut state = self.parts.watched.state();
            match taken {
                Some(Imported::Added { .. }) => {
                    if let Some(folder) = folder {
                        *state.added.entry(folder.clone()).or_default() += 1;
                    }
                }
                Some(Imported::Refused { problem, .. }) => {
                    // A full disk says nothing of the file: it is tried again.
                    is_settled = problem.code != ErrorCode::StorageFull;
                    state.refuse(RefusedFile {
                        file: path.display().to_string(),
                        problem,
                        at: self.parts.store.clock().now(),
                    });
                }
                Some(Imported::Present { .. }) | None => {}
            }
        }
        if is_settled {
            seen.add(path, facts);
        }
        self.parts.store.announce(&[CacheTag::Storage]);
    }

    async fn is_known(&self, path: &Path) -> Result<bool, EngineError> {
        let path = path.to_owned();
        let hashed =
            tokio::task::spawn_blocking(move || studio_store::blob_listing::hash_file(&path)).await;
        let hashed = hashed.map_err(|_| EngineError::TaskLost)?;
        let hash = hashed.map_err(|source| EngineError::File {
            action: "reading the file",
            source,
        })?;
        Ok(assets::by_blob(&self.parts.store, &hash).await?.is_some())
    }
}

impl State {
    fn refuse(&mut self, file: RefusedFile) {
        self.refused.retain(|other| other.file != file.file);
        self.refused.push_front(file);
        self.refused.truncate(REFUSED);
    }
}
