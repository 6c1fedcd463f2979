//! The studio and the services it asks: whose turn it is, and which way requests go.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod desk;
mod network;
mod queue;
mod turns;
