//! Puts the parts together: conversations, everything else that is made, the ledger, the library, providers and keys.
//!
//! Everything a window can ask for is a method of [`Studio`]; nothing here knows of windows.
//! A generation lives here and in the database, never in a window: windows attach to it with
//! [`Studio::watch_generation`] and let go of it again.

mod archive;
mod backup;
mod batches;
mod budgets;
mod cache_folder;
mod calendar;
mod catalog;
mod chat;
mod chores;
mod collections;
mod connections;
mod conversations;
mod device_settings;
mod endpoints;
mod error;
mod exchange;
mod export;
mod generate;
mod generations;
mod import;
mod keys;
mod ledger;
mod library;
mod library_check;
mod library_repair;
mod limits;
mod live;
mod local;
mod looks;
mod media_files;
mod network;
mod offline_voices;
mod organise;
mod playback;
mod posters;
mod projects;
mod provenance;
mod queue;
mod recipes;
mod relocation;
mod search;
mod search_index;
mod settings;
mod sound_peaks;
mod spending;
mod stock;
mod stock_cache;
mod storage_use;
mod studio;
mod tally;
#[cfg(test)]
mod test_library;
mod thumbnails;
mod transcripts;
mod trash;
mod user_manifests;
mod voices;
mod watch;
mod watched;
mod whole_file;
mod workbench;

pub use budgets::OverBudget;
pub use calendar::Calendar;
pub use error::EngineError;
pub use import::MOST_PASTED_BYTES;
pub use media_files::{MediaFile, MediaRequest};
pub use playback::range;
pub use relocation::library_folder;
pub use studio::{Studio, StudioConfig, StudioFacts};
pub use studio_media::ThumbnailSize;
pub use studio_providers::{Catalog, HttpConfig, ManifestCheck, Programs, manifest_schema};
pub use thumbnails::MOST_POSTER_BYTES;
pub use transcripts::TranscriptFile;
