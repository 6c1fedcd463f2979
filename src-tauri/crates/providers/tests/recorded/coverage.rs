//! No operation without a case, no case without an operation.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::shipped::{cases_of, catalog, files_in, operation_of, remote, stem};

#[test]
fn every_operation_of_every_manifest_has_a_case_with_success_and_error() {
    let catalog = catalog();
    let mut faults = Vec::new();
    for manifest in remote(&catalog) {
        let mut wanted: BTreeSet<String> = manifest.operation_names().map(str::to_owned).collect();
        let sections = [
            ("list", manifest.lists_models()),
            ("check", manifest.has_check()),
            ("voices", manifest.lists_voices()),
            ("clone", manifest.clones_voices()),
        ];
        wanted.extend(
            sections
                .into_iter()
                .filter(|(_, is_there)| *is_there)
                .map(|(name, _)| name.to_owned()),
        );
        let searches = manifest.searches();
        wanted.extend(searches.map(|search| format!("search.{}", search.id)));
        let known = wanted.clone();
        for path in files_in(&cases_of(&manifest.id), "json") {
            let case = Case::read(&path);
            let name = stem(&path);
            let name = operation_of(&name).to_owned();
            if !known.contains(&name) {
                faults.push(format!(
                    "{}/{name}: there is no such operation",
                    manifest.id
                ));
            }
            if !case.answers.is_empty() && !case.errors.is_empty() {
                wanted.remove(&name);
            }
        }
        faults.extend(
            wanted
                .into_iter()
                .map(|name| format!("{}/{name}: no case has success and error", manifest.id)),
        );
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn every_operation_that_finds_lost_jobs_has_a_case_of_one() {
    let catalog = catalog();
    let mut faults = Vec::new();
    for manifest in remote(&catalog) {
        let lost: BTreeSet<String> = files_in(&cases_of(&manifest.id), "json")
            .iter()
            .filter(|path| Case::read(path).lost)
            .map(|path| operation_of(&stem(path)).to_owned())
            .collect();
        faults.extend(
            manifest
                .findable_operations()
                .filter(|name| !lost.contains(*name))
                .map(|name| format!("{}/{name}: no case loses the answer", manifest.id)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_case_lies_where_none_is_run() {
    let catalog = catalog();
    for manifest in catalog.manifests().filter(|manifest| manifest.runs_here()) {
        let cases = files_in(&cases_of(&manifest.id), "json");
        assert!(
            cases.is_empty(),
            "{} asks no server, and yet has cases",
            manifest.id
        );
    }
}
