//! `cargo xtask test`: every check there is, in the order in which they fail fastest.

use crate::arguments::TestOptions;
use crate::cargo::{cargo_for_all, test_words};
use crate::checks;
use crate::command::run as run_command;
use crate::display::Session;
use crate::failure::Failure;
use crate::journeys::Environment;
use crate::setup::Setup;
use crate::steps::Steps;
use crate::system::{self, Consent, Need};

/// All steps, in order.
pub const STEPS: [&str; 11] = [
    "format",
    "budgets",
    "ui-build",
    "ui-types",
    "ui-lint",
    "clippy",
    "unused",
    "licences",
    "ui-tests",
    "rust-tests",
    "hermetic",
];

pub fn run(options: &TestOptions) -> Result<(), Failure> {
    check_names(&options.only)?;
    let mut steps = Steps::only(&options.only);
    if let Some(need) = need(&steps) {
        system::ensure(need, Consent::from(options.yes))?;
    }
    let setup = Setup::begin()?;
    let project = &setup.project;

    steps.step("format", || checks::format(project));
    steps.step("budgets", || checks::budgets::check(project));
    steps.step("ui-build", || setup.ui()?.build());
    steps.step("ui-types", || setup.ui()?.script("typecheck"));
    steps.step("ui-lint", || setup.ui()?.script("lint"));
    steps.step("clippy", || checks::clippy(&setup));
    steps.step("unused", || checks::unused_dependencies(project));
    steps.step("licences", || checks::licences(project));
    // The runners come last, so that their summaries stand at the end.
    steps.step("ui-tests", || setup.ui()?.script("test"));
    let mut session = None;
    steps.step("rust-tests", || {
        let session = session.insert(Session::open()?);
        rust_tests(&setup, session, options.name.as_deref())
    });
    steps.step("hermetic", || match &session {
        Some(session) => checks::hermetic(session.home()),
        None => Err(Failure::Unmet("there was no test run to look at".into())),
    });
    steps.finish()
}

fn check_names(only: &[String]) -> Result<(), Failure> {
    match only.iter().find(|name| !STEPS.contains(&name.as_str())) {
        Some(unknown) => {
            let known = STEPS.join(", ");
            Err(Failure::Usage(format!(
                "There is no step {unknown:?}. The steps: {known}"
            )))
        }
        None if only.iter().any(|name| name == "hermetic")
            && !only.iter().any(|name| name == "rust-tests") =>
        {
            Err(Failure::Usage(
                "hermetic looks at what rust-tests left: name both".into(),
            ))
        }
        None => Ok(()),
    }
}

/// Most steps need nothing from the system.
fn need(steps: &Steps) -> Option<Need> {
    if steps.wants("rust-tests") {
        Some(Need::Tests)
    } else if steps.wants("clippy") {
        Some(Need::Build)
    } else {
        None
    }
}

fn rust_tests(setup: &Setup, session: &Session, name: Option<&str>) -> Result<(), Failure> {
    let project = &setup.project;
    // The app carries the built UI, so that compiling it needs the files.
    setup.ui()?.build()?;
    run_command(cargo_for_all(project, test_words()).arg("--no-run"))?;
    if checks::has_doctests(project)? {
        run_command(cargo_for_all(project, &["test", "--doc"]).arg("--quiet"))?;
    }
    let screenshots = setup.empty_folder("screenshots")?;
    let environment = Environment::for_all_tests(setup, "debug", &screenshots)?;
    let mut tests = cargo_for_all(project, test_words());
    tests.args(name);
    let result = run_command(&mut session.wrap(environment.apply(&mut tests)));
    session.end_leftovers();
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_step_is_refused_rather_than_passed_over() {
        assert!(check_names(&["clipy".to_owned()]).is_err());
        check_names(&["clippy".to_owned()]).unwrap();
    }

    #[test]
    fn the_help_names_every_step() {
        for step in STEPS {
            assert!(
                crate::arguments::HELP.contains(step),
                "{step} is not in the help"
            );
        }
    }

    #[test]
    fn looking_at_the_source_alone_installs_no_system_packages() {
        let only = [
            "format".to_owned(),
            "budgets".to_owned(),
            "ui-lint".to_owned(),
        ];
        assert_eq!(need(&Steps::only(&only)), None);
    }
}
