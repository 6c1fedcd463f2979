//! Everything the studio keeps on this device: the SQLite database, one file per table, and the
//! blob store beside it.
//!
//! Reads take a [`Store`], writes a [`WriteTx`]. Whoever changes a table names what became stale
//! in the same place, and the names go out once, after the commit.

pub mod asset_parents;
pub mod asset_recipes;
pub mod asset_sources;
pub mod asset_tags;
pub mod asset_uses;
pub mod assets;
pub mod batches;
pub mod blob_listing;
pub mod blob_looks;
mod blob_store;
mod blob_writer;
pub mod blobs;
pub mod budgets;
pub mod catalog_models;
pub mod chunks;
pub mod collection_assets;
pub mod collections;
pub mod connections;
pub mod conversations;
pub mod database_copy;
pub mod deletions;
mod error;
pub mod exchange_rates;
mod file_sync;
pub mod generations;
pub mod graft;
pub mod messages;
pub mod migrate;
mod named;
mod page;
mod partial_blob;
mod positions;
pub mod projects;
pub mod provenance;
pub mod provider_settings;
mod purge;
pub mod replacement;
mod rows;
pub mod search;
pub mod settings;
pub mod spending;
pub mod staging;
pub mod storage_use;
mod store;
pub mod transcripts;
mod tx;

pub use blob_listing::{StoredFile, Taking};
pub use blob_store::BlobStore;
pub use blob_writer::BlobWriter;
pub use error::StoreError;
pub use partial_blob::{PartialBlob, PartialName};
pub use rows::Columns;
pub use sqlx::SqliteConnection;
pub use store::{Store, StoreConfig};
pub use tx::{Snapshot, WriteTx};
