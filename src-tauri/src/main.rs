//! Starts the studio, or does what a terminal asks of it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let words = std::env::args_os().skip(1);
    let words: Vec<String> = words
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    studio_lib::command_line::answer(&words).unwrap_or_else(studio_lib::run)
}
