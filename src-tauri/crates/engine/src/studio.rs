//! The studio as a whole: opening it, its parts, and closing it.

use std::path::PathBuf;
use std::sync::Arc;

use studio_domain::{CacheTag, Clock, JobId, SystemClock};
use studio_jobs::{Runner, RunnerConfig};
use studio_providers::{Catalog, HttpClient, HttpConfig, Programs, Providers};
use studio_store::{BlobStore, Store, StoreConfig};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::budgets;
use crate::calendar::Calendar;
use crate::chores::Chores;
use crate::device_settings::DeviceSettingsFile;
use crate::error::EngineError;
use crate::export::Exports;
use crate::keys::KeyVault;
use crate::ledger::{Executor, forget_old_partials};
use crate::limits::{self, Gate};
use crate::live::Live;
use crate::local::Pulls;
use crate::looks::{self, Looking};
use crate::network;
use crate::offline_voices;
use crate::organise::Acts;
use crate::playback::Playback;
use crate::queue::hold_what_is_found;
use crate::search::Searches;
use crate::search_index::keep_index;
use crate::sound_peaks::SoundPeaks;
use crate::stock_cache::StockCache;
use crate::thumbnails::Thumbnails;
use crate::user_manifests::UserManifests;
use crate::voices::Voices;
use crate::watched::Watched;
use crate::whole_file::WorkFolder;

/// How a studio is opened.
#[derive(Debug, Clone)]
pub struct StudioConfig {
    /// Where everything lies that this studio keeps.
    pub data_folder: PathBuf,
    /// What to call this computer.
    pub device_name: String,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Tells where the user's days and months begin.
    pub calendar: Calendar,
    /// The time limits of requests.
    pub http: HttpConfig,
    /// The providers to offer; absent: those that ship.
    pub catalog: Option<Catalog>,
    /// The programs of this computer that speak.
    pub programs: Programs,
    /// The most bytes that media files may take; absent: as many as the disk holds.
    pub media_quota: Option<u64>,
    /// The most bytes that the database may grow to; absent: as many as the disk holds.
    pub database_quota: Option<u64>,
    /// The origins of the windows that may play media.
    pub window_origins: Vec<String>,
    /// Whether the library may be moved to another folder: somebody remembers where it lies.
    pub can_move: bool,
}

impl StudioConfig {
    /// A studio in `data_folder` with everything else as usual.
    #[must_use]
    pub fn new(data_folder: PathBuf) -> Self {
        Self {
            data_folder,
            device_name: "This computer".to_owned(),
            clock: Arc::new(SystemClock),
            calendar: Calendar::default(),
            http: HttpConfig::default(),
            catalog: None,
            programs: Programs::default(),
            media_quota: None,
            database_quota: None,
            window_origins: Vec::new(),
            can_move: false,
        }
    }
}

/// Facts about an open studio, for the About section.
#[derive(Debug, Clone)]
pub struct StudioFacts {
    /// Where everything lies.
    pub data_folder: PathBuf,
    /// The version of the database's schema.
    pub database_version: u32,
    /// Where sound and video are played from.
    pub playback_origin: String,
}
fn schema_version() -> u32 {
    let newest = studio_store::migrate::MIGRATIONS.last();
    newest.map_or(0, |step| u32::try_from(step.version).unwrap_or(u32::MAX))
}

/// An open studio. Cheap to clone; every clone is the same studio.
#[derive(Clone)]
pub struct Studio {
    pub(crate) parts: Arc<Parts>,
    runner: Arc<Runner<Executor>>,
    playback: Arc<Playback>,
    /// What goes on beside; ends when the last clone is gone.
    _beside: Arc<[AbortOnDropHandle<()>; 4]>,
}

/// What the engine's operations work with.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) calendar: Calendar,
    pub(crate) blobs: BlobStore,
    pub(crate) providers: Providers,
    /// The manifests that the user wrote.
    pub(crate) user_manifests: UserManifests,
    /// The way out that `providers` uses.
    pub(crate) http: HttpClient,
    /// Who may ask a service now.
    pub(crate) gate: Arc<Gate>,
    pub(crate) keys: KeyVault,
    pub(crate) live: Live,
    pub(crate) thumbnails: Thumbnails,
    pub(crate) sound_peaks: SoundPeaks,
    pub(crate) looking: Looking,
    pub(crate) voices: Voices,
    pub(crate) stock: StockCache,
    pub(crate) pulls: Pulls,
    pub(crate) exports: Exports,
    pub(crate) chores: Chores,
    pub(crate) device_settings: DeviceSettingsFile,
    pub(crate) watched: Watched,
    pub(crate) can_move: bool,
    /// What was organised lately, for the way back.
    pub(crate) acts: Acts,
    pub(crate) searches: Searches,
    /// Fires when the studio is being closed.
    pub(crate) closing: CancellationToken,
}

impl Studio {
    /// Opens the studio: database, keys, playback server and queue. Work whose lease has run out
    /// is picked up again.
    ///
    /// # Errors
    /// When the database cannot be opened or is newer than this version, or no port is free.
    pub async fn open(config: StudioConfig) -> Result<Self, EngineError> {
        let store = Store::open(StoreConfig {
            folder: config.data_folder.clone(),
            clock: Arc::clone(&config.clock),
            device_name: config.device_name,
            reader_connections: 4,
        })
        .await?;
        if let Some(quota) = config.database_quota {
            store.limit_size(quota).await?;
        }
        WorkFolder::sweep(&config.data_folder);
        let mut blobs = BlobStore::open(config.data_folder.join("blobs")).await?;
        if let Some(quota) = config.media_quota {
            blobs = blobs.with_quota(quota)?;
        }
        let keys = KeyVault::open(&config.data_folder).await;
        let gate = Gate::new(limits::stored(&store).await, Arc::clone(&config.clock));
        let gate = Arc::new(gate);
        let (network, password_is_late) = network::at_start(&store, &keys).await;
        let http =
            HttpClient::with_network(config.http, &network)?.observed_by(Arc::<Gate>::clone(&gate));
        let catalog = match config.catalog {
            Some(catalog) => catalog,
            None => Catalog::built_in()?,
        };
        let folder = offline_voices::folder(&store, &config.data_folder).await?;
        config.programs.set_piper_voices(folder);
        let ffmpeg = config.programs.find_named("ffmpeg");
        let cache = config.data_folder.join("cache");
        let (user_manifests, catalog) =
            UserManifests::open(config.data_folder.join("providers"), catalog).await;
        let providers = Providers::new(catalog, http.clone(), Arc::clone(&config.clock))
            .with_programs(config.programs);
        let parts = Arc::new(Parts {
            keys,
            live: Live::default(),
            thumbnails: Thumbnails::new(
                cache.join("thumbnails"),
                Arc::clone(&config.clock),
                ffmpeg,
            ),
            sound_peaks: SoundPeaks::new(cache.join("peaks"), Arc::clone(&config.clock)),
            looking: Looking::default(),
            voices: Voices::default(),
            stock: StockCache::new(cache.join("stock")),
            pulls: Pulls::default(),
            exports: Exports::default(),
            chores: Chores::default(),
            device_settings: DeviceSettingsFile::open(&config.data_folder),
            watched: Watched::default(),
            can_move: config.can_move,
            acts: Acts::default(),
            searches: Searches::default(),
            store,
            calendar: config.calendar,
            blobs,
            providers,
            user_manifests,
            http,
            gate,
            closing: CancellationToken::new(),
        });
        hold_what_is_found(&parts).await;
        forget_old_partials(&parts).await;
        let playback = Playback::bind(Arc::clone(&parts) as Arc<_>, config.window_origins).await?;
        let runner = Runner::start(
            parts.store.clone(),
            Arc::new(Executor::new(Arc::clone(&parts))),
            RunnerConfig::new(JobId::new(config.clock.now()).to_string()),
        );
        let runner = Arc::new(runner);
        let turns = limits::keep_turns(Arc::clone(&parts), Arc::downgrade(&runner));
        let levels = budgets::keep_levels(Arc::clone(&parts));
        if password_is_late {
            network::bring_password_later(&parts);
        }
        let index = keep_index(Arc::clone(&parts));
        let studio = Self {
            _beside: Arc::new([
                AbortOnDropHandle::new(tokio::spawn(turns)),
                AbortOnDropHandle::new(tokio::spawn(levels)),
                AbortOnDropHandle::new(tokio::spawn(index)),
                AbortOnDropHandle::new(tokio::spawn(looks::keep_looking(Arc::clone(&parts)))),
            ]),
            parts,
            runner,
            playback: Arc::new(playback),
        };
        studio.empty_old_trash_in_background();
        studio.back_up_in_background();
        studio.watch_folders_in_background();
        Ok(studio)
    }

    /// Groups of answers that became stale, as they become so.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Vec<CacheTag>> {
        self.parts.store.subscribe()
    }

    /// Facts for the About section.
    #[must_use]
    pub fn facts(&self) -> StudioFacts {
        StudioFacts {
            data_folder: self.parts.store.folder().to_owned(),
            database_version: schema_version(),
            playback_origin: self.playback.origin(),
        }
    }

    /// The part of a playback address before the blob's hash.
    #[must_use]
    pub fn playback_base(&self) -> String {
        self.playback.base()
    }

    /// Ends the work in hand in good order and closes the database. What still runs at a
    /// provider is picked up at the next start.
    pub async fn stop(&self) {
        self.parts.closing.cancel();
        self.runner.stop().await;
        self.parts.store.close().await;
    }

    /// Has the queue looked at now.
    pub(crate) fn wake(&self) {
        self.runner.wake();
    }

    /// The queue's runner.
    pub(crate) fn runner(&self) -> &Runner<Executor> {
        &self.runner
    }
}
