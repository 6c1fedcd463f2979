//! The torture harness: a service that does everything wrong, a studio that is killed again and
//! again over it, and a reckoning between the two. `cargo xtask torture` runs it.

mod account;
mod chance;
mod check;
mod clock;
mod disk;
mod faults;
mod http;
mod made;
mod provider;
mod run;
mod studio;
mod table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use run::Plan;
use studio::Start;
use studio_domain::{Clock, SystemClock};

const USAGE: &str = "torture [--generations N] [--seed S] [--kills N] [--full-disk] [--no-mount]";

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match perform(&words).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(words: &[&str]) -> io::Result<bool> {
    match words {
        ["provider", seed, account] => {
            provider::serve(number(seed)?, Path::new(account)).map(|()| true)
        }
        ["studio", data, scratch, generations, seed, quota @ ..] => {
            let start = Start {
                data: PathBuf::from(data),
                scratch: PathBuf::from(scratch),
                generations: number(generations)?,
                seed: number(seed)?,
                quota: match quota {
                    [media, database] => Some((number(media)?, number(database)?)),
                    _ => None,
                },
            };
            studio::run(start).await.map(|()| true)
        }
        options => run::run(plan(options)?).await,
    }
}

fn plan(options: &[&str]) -> io::Result<Plan> {
    let mut plan = Plan {
        generations: 500,
        seed: seed_of_now(),
        kills: 0,
        full_disk: false,
        may_mount: true,
    };
    let mut kills = None;
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let mut value = || {
            options
                .next()
                .map_or_else(|| Err(usage()), |word| number(word))
        };
        match *option {
            "--generations" => plan.generations = value()?,
            "--seed" => plan.seed = value()?,
            "--kills" => kills = Some(value()?),
            "--full-disk" => plan.full_disk = true,
            "--no-mount" => plan.may_mount = false,
            _ => return Err(usage()),
        }
    }
    plan.kills = kills.unwrap_or(plan.generations / 5);
    Ok(plan)
}

fn seed_of_now() -> u64 {
    u64::try_from(SystemClock.now().get()).unwrap_or(1)
}

fn number(word: &str) -> io::Result<u64> {
    word.parse().map_err(|_| usage())
}

fn usage() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, USAGE)
}
