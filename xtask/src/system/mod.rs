//! What the operating system must provide: found out, and installed where that is possible.

mod advice;
mod debian;
mod parts;

use std::fs;
use std::io::IsTerminal as _;
use std::process::Command;

use crate::command::succeeds;
use crate::failure::Failure;

/// What the studio is about to do, which decides what it needs. Each includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Compile it and open its window.
    Build,
    /// Drive its window in a virtual display.
    Window,
    /// Run every test: a second browser engine and servers written in Python.
    Tests,
    /// Measure beside programs that others wrote.
    Benches,
}

/// Whether system packages may be installed without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Ask,
}

impl Consent {
    /// Given by `--yes`, in CI, and where nobody could answer.
    pub fn from(yes: bool) -> Self {
        let in_ci = std::env::var_os("CI").is_some();
        if yes || in_ci || !std::io::stdin().is_terminal() {
            Self::Given
        } else {
            Self::Ask
        }
    }
}

/// Makes sure that the system has what `need` asks for, or says exactly what to install.
pub fn ensure(need: Need, consent: Consent) -> Result<(), Failure> {
    let family = Family::of_this_system();
    match family {
        Family::MacOs | Family::Windows => ensure_elsewhere(family, need),
        _ => {
            let missing = parts::missing(need, family);
            if missing.is_empty() {
                Ok(())
            } else if family == Family::Debian {
                debian::install(&missing, consent)
            } else {
                Err(Failure::Missing(advice::text(family, need, &missing)))
            }
        }
    }
}

/// On macOS and Windows the web view is part of the system, a compiler is not.
fn ensure_elsewhere(family: Family, need: Need) -> Result<(), Failure> {
    if need > Need::Build {
        return Err(Failure::Missing(advice::WINDOW_NEEDS_LINUX.into()));
    }
    match family {
        Family::MacOs if !succeeds(Command::new("xcode-select").arg("-p")) => {
            Err(Failure::Missing(advice::MACOS.into()))
        }
        // Rust's own linker search knows where Visual Studio lies; `link.exe` is not on the path.
        Family::Windows if !std::path::Path::new(VISUAL_STUDIO_FINDER).exists() => {
            Err(Failure::Missing(advice::WINDOWS.into()))
        }
        _ => Ok(()),
    }
}

/// Installed by every edition of Visual Studio and its build tools.
const VISUAL_STUDIO_FINDER: &str =
    r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe";

/// Systems that name their packages alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
    Arch,
    OtherLinux,
    MacOs,
    Windows,
}

impl Family {
    fn of_this_system() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(target_os = "windows") {
            Self::Windows
        } else {
            Self::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        }
    }

    /// Reads the system's own description, in the form of `/etc/os-release`.
    fn of_release(text: &str) -> Self {
        let ids = text.lines().filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        });
        let ids: Vec<_> = ids
            .flat_map(|value| value.trim_matches('"').split_whitespace())
            .collect();
        let is = |name| ids.contains(&name);
        if is("debian") || is("ubuntu") {
            Self::Debian
        } else if is("fedora") || is("rhel") {
            Self::Fedora
        } else if is("arch") {
            Self::Arch
        } else {
            Self::OtherLinux
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_like_debian_is_treated_as_debian() {
        let mint = "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
        assert_eq!(Family::of_release(mint), Family::Debian);
    }

    #[test]
    fn an_unknown_system_is_not_taken_for_another() {
        assert_eq!(Family::of_release("ID=void\n"), Family::OtherLinux);
        assert_eq!(Family::of_release(""), Family::OtherLinux);
    }
}
