//! The store against a real database in a folder of its own for each test.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise ends there"
)]

mod asset_makers;
mod asset_marks;
mod asset_recipes;
mod asset_sources;
mod asset_tags;
mod asset_uses;
mod assets;
mod batches;
mod blob_looks;
mod blob_store;
mod budgets;
mod catalog_models;
mod chunks;
mod collections;
mod connections;
mod conversations;
mod deletions;
mod exchange_rates;
mod generations;
mod keeping;
mod keeping_properties;
mod ledger_properties;
mod library_search;
mod messages;
mod migrations;
mod opening;
mod paging_properties;
mod partial_blob;
mod projects;
mod provenance;
mod provider_settings;
mod purging;
mod schema;
mod search;
mod search_properties;
mod spending;
mod support;
mod transactions;
mod transcripts;
mod tree_properties;
