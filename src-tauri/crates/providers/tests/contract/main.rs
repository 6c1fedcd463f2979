//! Contract tests: what is sent to each provider, and what its answers become, over loopback.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod anthropic;
mod catalog;
mod compatible;
mod faults;
mod images;
mod jobs;
mod keys;
mod listening;
mod local;
mod network;
mod openai;
mod programs;
mod protocols;
mod reference;
mod sample;
mod searches;
mod streams;
mod support;
mod ways;
