//! Installing on Debian, Ubuntu and their relatives, through apt.

use std::io::Write as _;
use std::process::Command;

use super::parts::{Part, is_installed_on_debian as is_installed};
use super::{Consent, Family};
use crate::command::{find_program, output_of, run};
use crate::failure::Failure;

/// Installs the missing parts, with sudo where the user is not root.
pub fn install(missing: &[&Part], consent: Consent) -> Result<(), Failure> {
    let packages: Vec<_> = missing
        .iter()
        .flat_map(|part| part.packages(Family::Debian).split(' '))
        .filter(|package| !is_installed(package))
        .collect();
    let list = packages.join(" ");
    println!("Missing system packages, to be installed through apt: {list}");
    if consent == Consent::Ask && !agreed()? {
        let by_hand = format!("Install them yourself: sudo apt-get install {list}");
        return Err(Failure::Missing(by_hand));
    }
    run(apt_get()?.arg("update"))?;
    run(apt_get()?
        .args(["install", "--yes", "--no-install-recommends"])
        .args(&packages))
}

fn agreed() -> Result<bool, Failure> {
    print!("Install them now? [Y/n] ");
    std::io::stdout()
        .flush()
        .map_err(Failure::io("write to the terminal"))?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(Failure::io("read the answer"))?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes"
    ))
}

fn apt_get() -> Result<Command, Failure> {
    let mut command = if output_of(Command::new("id").arg("-u"))? == "0" {
        Command::new("env")
    } else if find_program("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        let hint = "There is no sudo: run this once as root, or install the packages as root.";
        return Err(Failure::Missing(hint.into()));
    };
    // sudo drops the environment, so that the variable goes through `env`.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    Ok(command)
}
