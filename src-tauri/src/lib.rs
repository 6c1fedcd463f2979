//! The shell: windows, commands, events and media delivery over the engine.
//!
//! It knows Tauri and nothing of how things are done; every command is one call of
//! [`studio_engine::Studio`].

pub mod bindings;
pub mod command_line;
mod commands;
mod desktop;
mod error;
mod events;
pub mod folders;
pub mod logging;
pub mod media_protocol;
mod notifications;
mod preferences;
mod startup;
mod ui_problems;
mod window;

pub use desktop::{Choice, Desktop, Files};
pub use error::CommandError;
pub use startup::{Opened, SystemStart, builder, run};
