//! The studio without a window: engine, store, queue and shell as they work together.

mod bad_input;
mod bindings;
mod command_line;
mod crash;
mod foreign_servers;
mod imports;
mod lab;
mod playback;
pub mod secrets;
mod shell;
mod two_processes;
