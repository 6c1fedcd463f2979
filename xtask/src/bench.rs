//! `cargo xtask bench`: measures the release build, in the same kind of session as the tests.

use crate::arguments::BenchOptions;
use crate::cargo::{cargo, cargo_for_app};
use crate::command::run as run_command;
use crate::display::Session;
use crate::failure::Failure;
use crate::journeys::Environment;
use crate::project::Project;
use crate::servers::sharp;
use crate::setup::Setup;
use crate::system::{self, Consent, Need};

/// The app's own benchmark, and those of the parser, the manifests, the store and the library,
/// which need no window.
const BENCH: [&str; 21] = [
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
    "studio-engine",
    "--bench",
    "library",
    "--package",
    "studio-store",
    "--bench",
    "search",
    "--bench",
    "gallery",
];

/// The queue beside another of its kind: a crate of its own, with what only it is measured against.
const QUEUE: [&str; 5] = [
    "run",
    "--release",
    "--locked",
    "--manifest-path",
    "benches/peers/queue/Cargo.toml",
];

pub fn run(options: &BenchOptions) -> Result<(), Failure> {
    if options.queue {
        return run_command(&mut cargo(&Project::find()?, &QUEUE));
    }
    system::ensure(Need::Benches, Consent::from(options.yes))?;
    let setup = Setup::begin()?;
    setup.ui()?.build()?;
    let sharp = sharp::ensure(&setup.project, setup.node()?)?;
    let bench = || {
        let mut bench = cargo_for_app(&setup.project, &BENCH);
        bench.env("STUDIO_SHARP", &sharp);
        if options.full {
            bench.env("STUDIO_BENCH_FULL", "1");
        }
        bench
    };
    run_command(bench().arg("--no-run"))?;

    let screenshots = setup.empty_folder("bench-screenshots")?;
    let environment = Environment::for_all_tests(&setup, "release", &screenshots)?;
    let session = Session::open()?;
    let result = run_command(&mut session.wrap(environment.apply(&mut bench())));
    session.end_leftovers();
    result?;
    run_command(&mut cargo(&setup.project, &QUEUE))
}
