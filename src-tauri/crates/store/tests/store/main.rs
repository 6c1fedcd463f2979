//! The store against a real database in a folder of its own for each test.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise ends there"
)]

mod asset_sources;
mod assets;
mod blob_store;
mod catalog_models;
mod chunks;
mod connections;
mod conversations;
mod deletions;
mod generations;
mod keeping;
mod keeping_properties;
mod ledger_properties;
mod messages;
mod migrations;
mod opening;
mod paging_properties;
mod provider_settings;
mod purging;
mod schema;
mod support;
mod transactions;
mod transcripts;
mod tree_properties;
