//! The engine against a server of its own on this computer, for each test in a folder of its own.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets a surprise ends there"
)]

mod attachments;
mod batches;
mod budgets;
mod catalog;
mod chatting;
mod cinema;
mod exporting;
mod fetching;
mod finding;
mod generating;
#[path = "../../torture/http.rs"]
mod http;
mod importing;
mod inputs;
mod keeping;
mod local;
mod looking;
mod organising;
mod polling;
mod scripted;
mod searching;
mod settings;
mod spending;
mod stock;
mod support;
mod transcribing;
mod user_manifests;
mod voices;
mod watching;
