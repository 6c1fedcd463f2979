//! `cargo xtask torture`: kills the studio again and again over a service that does everything
//! wrong, and reckons what came of it.

use std::process::Command;

use crate::arguments::TortureOptions;
use crate::cargo::cargo;
use crate::command::run as run_command;
use crate::failure::Failure;
use crate::project::Project;

const BUILD: [&str; 5] = [
    "build",
    "--package",
    "studio-engine",
    "--example",
    "torture",
];

pub fn run(options: &TortureOptions) -> Result<(), Failure> {
    let project = Project::find()?;
    run_command(&mut cargo(&project, &BUILD))?;
    let harness = project.built("debug", "examples/torture");
    run_command(Command::new(harness).args(words(options)))
}

fn words(options: &TortureOptions) -> Vec<String> {
    let numbers = [
        ("--generations", options.generations),
        ("--seed", options.seed),
        ("--kills", options.kills),
    ];
    let given = numbers
        .into_iter()
        .filter_map(|(name, number)| Some((name, number?)));
    given
        .flat_map(|(name, number)| [name.to_owned(), number.to_string()])
        .chain(["--full-disk".to_owned()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_always_fills_up_and_only_what_was_given_is_passed_on() {
        assert_eq!(words(&TortureOptions::default()), ["--full-disk"]);
        let options = TortureOptions {
            seed: Some(7),
            ..TortureOptions::default()
        };
        assert_eq!(words(&options), ["--seed", "7", "--full-disk"]);
    }
}
