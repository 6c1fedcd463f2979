//! Rules about the source that the compiler does not know, each counted and shown.
//!
//! What must break a rule is listed in `xtask/budget-exceptions.txt`, with the reason.

mod catalogue;
mod colours;
mod exceptions;
mod imports;
mod manifests;
mod names;
mod paths;
mod results;
mod scan;
mod sizes;
pub mod source;

use crate::failure::Failure;
use crate::project::Project;
use exceptions::Exceptions;
use source::SourceFile;

/// A rule broken in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, as the list of exceptions has it.
    pub rule: &'static str,
    /// The file, relative to the checkout.
    pub path: String,
    /// What is wrong there.
    pub what: String,
}

/// Looks at all source files and prints what breaks a rule.
pub fn check(project: &Project) -> Result<(), Failure> {
    let files = source::text_files(project)?;
    let mut exceptions = Exceptions::read(project)?;
    let mut findings = all_findings(&files);
    findings.retain(|finding| !exceptions.excuse(finding));
    findings.extend(exceptions.unused());
    for Finding { rule, path, what } in &findings {
        println!("{path}: {what} [{rule}]");
    }
    println!("{}", sizes::summary(&files));
    match findings.len() {
        0 => Ok(()),
        count => Err(Failure::Findings {
            check: "budgets",
            count,
        }),
    }
}

fn all_findings(files: &[SourceFile]) -> Vec<Finding> {
    let per_file = files.iter().flat_map(|file| {
        [
            sizes::of_file(file),
            results::in_file(file),
            imports::in_file(file),
            manifests::in_file(file),
            colours::in_file(file),
            names::in_file(file),
            paths::in_file(file),
        ]
        .concat()
    });
    per_file
        .chain(sizes::of_shell(files))
        .chain(catalogue::unused_keys(files))
        .collect()
}
