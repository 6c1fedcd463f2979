//! What the window can ask for: each command is one call of the engine.

pub mod activity;
pub mod batches;
pub mod chat;
pub mod conversations;
pub mod export;
pub mod generations;
pub mod imports;
pub mod library;
pub mod local;
pub mod media;
pub mod money;
pub mod network;
pub mod organise;
pub mod providers;
pub mod search;
pub mod settings;
pub mod stock;
pub mod system;
pub mod voices;
