//! Whole-app tests: the studio without a window, and journeys in real windows.
//!
//! Run them with `cargo xtask test`, which provides the programs and servers they need.
//! `docs/TESTING.md` tells which kind of test belongs where.

#![cfg(test)]

mod driver;
mod engine;
mod journeys;
mod stage;
mod wire;
