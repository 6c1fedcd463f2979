//! What the studio does for a terminal instead of opening a window.

use std::io::{self, Write};
use std::process::ExitCode;

use studio_engine::{ManifestCheck, manifest_schema};

const USAGE: &str = "\
studio providers check FILE...   checks manifests and says what they hold
studio providers schema          prints the format of manifests as JSON Schema
";

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    WithFaults,
    NotUnderstood,
}

/// Does what the words after the program's name ask for. Nothing where they ask for the window.
pub fn answer(words: &[String]) -> Option<ExitCode> {
    let (first, rest) = words.split_first()?;
    if first != "providers" {
        return None;
    }
    let ended = providers(rest, &mut io::stdout().lock());
    Some(match ended {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        // Whoever reads may have had enough and gone.
        Ok(Ended::WithFaults) | Err(_) => ExitCode::FAILURE,
        Ok(Ended::NotUnderstood) => ExitCode::from(2),
    })
}

fn providers(words: &[String], out: &mut dyn Write) -> io::Result<Ended> {
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["check", files @ ..] if !files.is_empty() => check(files, out),
        ["schema"] => {
            writeln!(out, "{:#}", manifest_schema())?;
            Ok(Ended::Well)
        }
        _ => {
            out.write_all(USAGE.as_bytes())?;
            Ok(Ended::NotUnderstood)
        }
    }
}

fn check(files: &[&str], out: &mut dyn Write) -> io::Result<Ended> {
    let mut manifests = ManifestCheck::new().map_err(io::Error::other)?;
    let mut ended = Ended::Well;
    for file in files {
        let outcome = match std::fs::read_to_string(file) {
            Ok(text) => manifests
                .check(file, &text)
                .map_err(|fault| fault.to_string()),
            Err(error) => Err(format!("{file}:1: it cannot be read: {error}")),
        };
        match outcome {
            Ok(summary) => write!(out, "{summary}")?,
            Err(fault) => {
                ended = Ended::WithFaults;
                writeln!(out, "{fault}")?;
            }
        }
    }
    Ok(ended)
}
