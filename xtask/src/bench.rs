//! `cargo xtask bench`: measures the release build, in the same kind of session as the tests.

use crate::arguments::BenchOptions;
use crate::cargo::cargo_for_app;
use crate::command::run as run_command;
use crate::display::Session;
use crate::failure::Failure;
use crate::journeys::Environment;
use crate::setup::Setup;
use crate::system::{self, Consent, Need};

/// The app's own benchmark, and those of the parser, the manifests and the store, which need no
/// window.
const BENCH: [&str; 17] = [
    "bench",
    "--package",
    "studio",
    "--bench",
    "studio",
    "--package",
    "studio-providers",
    "--bench",
    "parser",
    "--bench",
    "manifests",
    "--package",
    "studio-store",
    "--bench",
    "search",
    "--bench",
    "gallery",
];

pub fn run(options: &BenchOptions) -> Result<(), Failure> {
    system::ensure(Need::Tests, Consent::from(options.yes))?;
    let setup = Setup::begin()?;
    setup.ui()?.build()?;
    let bench = || cargo_for_app(&setup.project, &BENCH);
    run_command(bench().arg("--no-run"))?;

    let screenshots = setup.empty_folder("bench-screenshots")?;
    let environment = Environment::for_all_tests(&setup, "release", &screenshots)?;
    let session = Session::open()?;
    let result = run_command(&mut session.wrap(environment.apply(&mut bench())));
    session.end_leftovers();
    result
}
