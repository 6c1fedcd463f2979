//! Nothing in the repository knows the machine that it was written on.

use super::Finding;
use super::source::SourceFile;

/// Folders in which people's machines keep their checkouts and homes.
const ROOTS: [&str; 4] = ["home", "Users", "root", "work"];

/// Absolute paths into such folders.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    let lines = file.lines().enumerate();
    let bad = lines.filter_map(|(number, line)| machine_path(line).map(|path| (number, path)));
    bad.map(|(number, path)| Finding {
        rule: "machine-path",
        path: file.path.clone(),
        what: format!("line {}: {path} is a path of one machine", number + 1),
    })
    .collect()
}

fn machine_path(line: &str) -> Option<&str> {
    ROOTS.iter().find_map(|root| {
        let needle = format!("/{root}/");
        let (at, _) = line.match_indices(&needle).find(|&(at, _)| {
            // Inside a longer path or an address it means something else.
            let before = line[..at].chars().next_back();
            let after = line[at + needle.len()..].chars().next();
            before.is_none_or(|before| " \t\"'`(=:<[".contains(before))
                && after.is_some_and(|after| after.is_ascii_alphanumeric() || after == '.')
        })?;
        let path = &line[at..];
        let end = path
            .find(|it: char| " \t\"'`)>],;".contains(it))
            .unwrap_or(path.len());
        Some(&path[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_into_somebodys_home_is_found() {
        let line = format!("let a = \"/{}/ada/studio\";", "home");
        assert_eq!(
            machine_path(&line),
            Some(format!("/{}/ada/studio", "home").as_str())
        );
    }

    #[test]
    fn addresses_and_relative_paths_are_fine() {
        assert_eq!(machine_path("https://example.com/home/page"), None);
        assert_eq!(machine_path("assets/root/file"), None);
        assert_eq!(machine_path("~/.local/share"), None);
    }
}
