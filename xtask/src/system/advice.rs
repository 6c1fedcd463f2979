//! What to install by hand where packages are not installed for the user.

use super::parts::{self, Part};
use super::{Family, Need};

/// The commands to type, for a system that lacks `missing`.
pub fn text(family: Family, need: Need, missing: &[&Part]) -> String {
    let all: Vec<_> = parts::needed(need)
        .map(|part| part.packages(family))
        .collect();
    let lacking: Vec<_> = missing.iter().map(|part| part.packages(family)).collect();
    let command = match family {
        Family::Fedora => "sudo dnf install",
        Family::Arch => "sudo pacman -S --needed",
        _ => "(by your system's package manager; these are Debian's names)",
    };
    format!(
        "This system lacks: {}. Install what the studio needs, then start again:\n\n    {command} {}",
        lacking.join(" "),
        all.join(" "),
    )
}

/// What macOS needs, if a compiler is missing.
pub const MACOS: &str = "\
A compiler is missing. Install Apple's command-line tools, then start again:

    xcode-select --install";

/// What Windows needs, if a compiler is missing.
pub const WINDOWS: &str = "\
A compiler is missing. Install these two, then start again in a new terminal:

    winget install Microsoft.VisualStudio.2022.BuildTools --override \"--wait --passive \
--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended\"
    winget install Microsoft.EdgeWebView2Runtime   (part of Windows 11 already)";

/// What driving the window needs, where the system is not Linux.
pub const WINDOW_NEEDS_LINUX: &str = "\
The tests in the real window, and the walk of the first run, drive WebKitGTK in a virtual \
display, which exists on Linux only. Everything else runs here: name the steps with --only, or \
open the studio with `cargo xtask run`.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fedora_is_told_its_own_package_names() {
        let missing: Vec<_> = parts::needed(Need::Build).collect();
        let text = text(Family::Fedora, Need::Build, &missing);
        assert!(text.contains("sudo dnf install"));
        assert!(text.contains("webkit2gtk4.1-devel"));
        assert!(!text.contains("libwebkit2gtk-4.1-dev"));
    }
}
