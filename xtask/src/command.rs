//! Running other programs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Runs a program with the terminal as its own, after printing its command line.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let line = line_of(command);
    println!("$ {line}");
    let status = command
        .status()
        .map_err(Failure::io(format!("start `{line}`")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Program {
            line,
            code: status.code(),
        })
    }
}

/// Runs a program and returns what it printed, without showing it.
pub fn output_of(command: &mut Command) -> Result<String, Failure> {
    let line = line_of(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(Failure::io(format!("start `{line}`")))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(Failure::Program {
            line,
            code: output.status.code(),
        })
    }
}

/// Whether a program can be started and ends well; its output is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    let silent = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

/// Where a program lies on the search path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|file| file.is_file())
}

fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| shortened(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Keeps a line readable: of a script its first line, of a program's long path its name.
fn shortened(word: &str) -> String {
    let path = Path::new(word);
    match word.split_once('\n') {
        Some((first, _)) => format!("'{first} …'"),
        None if path.is_absolute() && path.is_file() => path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        None if word.contains(char::is_whitespace) => format!("'{word}'"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_code() {
        let failure = run(Command::new("sh").args(["-c", "exit 7"])).unwrap_err();
        assert_eq!(failure.to_string(), "`sh -c 'exit 7'` ended with 7");
    }

    #[test]
    fn only_the_first_line_of_a_script_is_shown() {
        assert_eq!(shortened("set -e\nexit 1"), "'set -e …'");
    }

    #[test]
    fn a_program_that_does_not_exist_does_not_succeed() {
        assert!(!succeeds(&mut Command::new("no-such-program-here")));
    }
}
