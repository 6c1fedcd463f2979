//! What may break a rule, each with the reason.

use std::fs;

use super::Finding;
use crate::failure::Failure;
use crate::project::Project;

const FILE: &str = "xtask/budget-exceptions.txt";

/// The list, with what was made use of.
#[derive(Debug)]
pub struct Exceptions(Vec<Exception>);

#[derive(Debug)]
struct Exception {
    rule: String,
    path: String,
    /// What the finding's text must hold, if only one of several is meant.
    part: String,
    used: bool,
}

impl Exceptions {
    pub fn read(project: &Project) -> Result<Self, Failure> {
        let text =
            fs::read_to_string(project.file(FILE)).map_err(Failure::io(format!("read {FILE}")))?;
        Self::parse(&text)
    }

    /// One exception a line: `rule | path | part of the finding or nothing | reason`.
    fn parse(text: &str) -> Result<Self, Failure> {
        let lines = text.lines().map(str::trim);
        let entries = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        entries.map(parse_line).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the finding is on the list.
    pub fn excuse(&mut self, finding: &Finding) -> bool {
        let fitting = self.0.iter_mut().find(|exception| {
            exception.rule == finding.rule
                && exception.path == finding.path
                && finding.what.contains(&exception.part)
        });
        fitting.is_some_and(|exception| {
            exception.used = true;
            true
        })
    }

    /// Exceptions that excused nothing: the list only ever holds what is needed.
    pub fn unused(self) -> Vec<Finding> {
        let unused = self.0.into_iter().filter(|exception| !exception.used);
        unused
            .map(|exception| Finding {
                rule: "exceptions",
                path: FILE.to_owned(),
                what: format!(
                    "{} needs no exception of {}",
                    exception.path, exception.rule
                ),
            })
            .collect()
    }
}

fn parse_line(line: &str) -> Result<Exception, Failure> {
    let columns: Vec<_> = line.split(" | ").map(str::trim).collect();
    match columns[..] {
        [rule, path, part, reason] if !reason.is_empty() => Ok(Exception {
            rule: rule.to_owned(),
            path: path.to_owned(),
            part: if part == "-" {
                String::new()
            } else {
                part.to_owned()
            },
            used: false,
        }),
        _ => Err(Failure::Unmet(format!(
            "{FILE}: this line lacks a column or a reason: {line}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        let what = "501 lines, where 500 are the most".to_owned();
        Finding {
            rule: "file-size",
            path: "a.rs".to_owned(),
            what,
        }
    }

    #[test]
    fn an_exception_excuses_its_own_file_and_rule_only() {
        let mut list = Exceptions::parse("file-size | a.rs | - | one table\n").unwrap();
        assert!(list.excuse(&finding()));
        assert!(!list.excuse(&Finding {
            path: "b.rs".to_owned(),
            ..finding()
        }));
        assert!(!list.excuse(&Finding {
            rule: "names",
            ..finding()
        }));
        assert_eq!(list.unused(), []);
    }

    #[test]
    fn an_exception_that_excuses_nothing_is_itself_a_finding() {
        let list = Exceptions::parse("# comment\n\nfile-size | a.rs | - | one table\n").unwrap();
        assert_eq!(list.unused().len(), 1);
    }

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        assert!(Exceptions::parse("file-size | a.rs | -\n").is_err());
        assert!(Exceptions::parse("file-size | a.rs | - | \n").is_err());
    }
}
