//! `cargo xtask`: sets up everything the studio needs, then runs, tests, measures or torments it.
//!
//! Built from the standard library alone, because it is the first thing that runs on a new
//! machine. What it downloads goes into one cache folder; only system packages go elsewhere.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program: the terminal is its output"
)]

mod arguments;
mod bench;
mod cargo;
mod checks;
mod command;
mod display;
mod failure;
mod install;
mod journeys;
mod node;
mod project;
mod run;
mod servers;
mod setup;
mod steps;
mod system;
mod test;
mod tools;
mod torture;
mod ui;

use std::process::ExitCode;

use arguments::Request;
use failure::Failure;

fn main() -> ExitCode {
    match arguments::parse(std::env::args().skip(1)).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(request: Request) -> Result<(), Failure> {
    match request {
        Request::Help => {
            println!("{}", arguments::HELP);
            Ok(())
        }
        Request::Run(options) => run::run(&options),
        Request::Test(options) => test::run(&options),
        Request::Bench(options) => bench::run(&options),
        Request::Torture(options) => torture::run(&options),
    }
}
