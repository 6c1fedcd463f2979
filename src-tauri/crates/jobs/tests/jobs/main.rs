//! The queue and its runner against a real database, alone and from two sides at once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise ends there"
)]

mod activity;
mod ledger_model;
mod line;
mod queue;
mod runner;
mod spared;
mod support;
mod two_owners;
