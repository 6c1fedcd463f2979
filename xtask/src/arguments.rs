//! What was asked for on the command line.

use crate::failure::Failure;

pub const HELP: &str = "\
cargo xtask run   [--headless] [--release] [--yes]   set up, build and open the studio
cargo xtask test  [--only STEP]... [--name TEXT]     set up and check everything, as CI does
cargo xtask bench [--yes]                            measure the release build
cargo xtask torture [--generations N] [--seed S] [--kills N]
                                                     kill the studio over a broken service

  --headless    walk the first run in a virtual display and write screenshots
                (the default where there is no display)
  --release     build with optimisations
  --only STEP   run this step alone; repeat it for several. The steps, in order:
                format, budgets, ui-build, ui-types, ui-lint, clippy, unused,
                licences, ui-tests, rust-tests, hermetic
  --name TEXT   of the Rust tests run only those whose names hold this
  --generations N  how much is asked for; 500 without this
  --seed S      repeats the chances of another run, which printed its seed
  --kills N     how often the studio is killed; a fifth of the generations without this
  --yes         install missing system packages without asking
                (also where CI is set or there is no terminal)

Downloads go to STUDIO_CACHE, or to studio-xtask in the system's cache folder.";

/// One of the commands, with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Help,
    Run(RunOptions),
    Test(TestOptions),
    Bench(BenchOptions),
    Torture(TortureOptions),
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    pub headless: bool,
    pub release: bool,
    pub yes: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct TestOptions {
    /// The names of the steps to run; all of them when empty.
    pub only: Vec<String>,
    /// Part of the names of the Rust tests to run; all of them when absent.
    pub name: Option<String>,
    pub yes: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct BenchOptions {
    pub yes: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct TortureOptions {
    pub generations: Option<u64>,
    pub seed: Option<u64>,
    pub kills: Option<u64>,
}

/// Reads the arguments after the program's name.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut arguments = arguments.peekable();
    match arguments.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Ok(Request::Help),
        Some("run") => parse_run(arguments),
        Some("test") => parse_test(arguments),
        Some("bench") => parse_bench(arguments),
        Some("torture") => parse_torture(arguments),
        Some(other) => Err(unknown(other)),
    }
}

fn parse_run(arguments: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut options = RunOptions::default();
    for argument in arguments {
        match argument.as_str() {
            "--headless" => options.headless = true,
            "--release" => options.release = true,
            "--yes" => options.yes = true,
            other => return Err(unknown(other)),
        }
    }
    Ok(Request::Run(options))
}

fn parse_test(mut arguments: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut options = TestOptions::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => match arguments.next() {
                Some(step) => options.only.push(step),
                None => return Err(Failure::Usage("--only needs the name of a step".into())),
            },
            "--name" => match arguments.next() {
                Some(name) => options.name = Some(name),
                None => {
                    return Err(Failure::Usage(
                        "--name needs a part of a test's name".into(),
                    ));
                }
            },
            "--yes" => options.yes = true,
            other => return Err(unknown(other)),
        }
    }
    Ok(Request::Test(options))
}

fn parse_bench(arguments: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut options = BenchOptions::default();
    for argument in arguments {
        match argument.as_str() {
            "--yes" => options.yes = true,
            other => return Err(unknown(other)),
        }
    }
    Ok(Request::Bench(options))
}

fn parse_torture(mut arguments: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut options = TortureOptions::default();
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--generations" => &mut options.generations,
            "--seed" => &mut options.seed,
            "--kills" => &mut options.kills,
            other => return Err(unknown(other)),
        };
        let number = arguments.next().and_then(|word| word.parse().ok());
        *place = Some(number.ok_or_else(|| Failure::Usage(format!("{argument} needs a number")))?);
    }
    Ok(Request::Torture(options))
}

fn unknown(argument: &str) -> Failure {
    Failure::Usage(format!("I do not know {argument:?}\n\n{HELP}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, Failure> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn several_steps_can_be_named() {
        let request = parsed("test --only clippy --only budgets --name draft").unwrap();
        let only = vec!["clippy".to_owned(), "budgets".to_owned()];
        assert_eq!(
            request,
            Request::Test(TestOptions {
                only,
                name: Some("draft".to_owned()),
                yes: false
            })
        );
    }

    #[test]
    fn an_unknown_option_is_refused_and_the_help_shown() {
        let failure = parsed("run --fast").unwrap_err();
        assert!(failure.to_string().contains("--fast"));
        assert!(failure.to_string().contains("--headless"));
    }

    #[test]
    fn torture_takes_numbers_only() {
        let request = parsed("torture --generations 20 --seed 7").unwrap();
        let options = TortureOptions {
            generations: Some(20),
            seed: Some(7),
            kills: None,
        };
        assert_eq!(request, Request::Torture(options));
        assert!(parsed("torture --seed seven").is_err());
        assert!(parsed("torture --seed").is_err());
    }

    #[test]
    fn a_step_must_follow_only() {
        assert!(parsed("test --only").is_err());
    }
}
