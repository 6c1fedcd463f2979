//! The parts needed from a Linux system, with how each distribution calls them.

use std::process::Command;

use super::{Family, Need};
use crate::command::{find_program, output_of, succeeds};

/// Something the system must have.
#[derive(Debug)]
pub struct Part {
    need: Need,
    probe: Probe,
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
}

/// How to tell, whatever the distribution, that a part is there.
#[derive(Debug)]
enum Probe {
    /// A program lies on the search path.
    Program(&'static str),
    /// `pkg-config` knows a library's development files.
    Library(&'static str),
    /// Python can make virtual environments.
    PythonVenv,
    /// Only the package list tells.
    PackageList,
}

impl Part {
    /// The packages that hold this part, separated by spaces.
    pub fn packages(&self, family: Family) -> &'static str {
        match family {
            Family::Fedora => self.fedora,
            Family::Arch => self.arch,
            _ => self.debian,
        }
    }

    fn is_there(&self, family: Family) -> bool {
        match self.probe {
            Probe::Program(name) => find_program(name).is_some(),
            Probe::Library(name) => succeeds(Command::new("pkg-config").args(["--exists", name])),
            Probe::PythonVenv => {
                succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"]))
            }
            Probe::PackageList if family == Family::Debian => {
                self.debian.split_whitespace().all(is_installed_on_debian)
            }
            // Elsewhere these are named in the advice, but their absence stops nothing.
            Probe::PackageList => true,
        }
    }
}

/// Whether dpkg has the package, completely installed.
pub fn is_installed_on_debian(package: &str) -> bool {
    let query = ["-W", "-f", "${db:Status-Status}", package];
    // dpkg-query complains about unknown packages, which is an answer here and no fault.
    let known = succeeds(Command::new("dpkg-query").args(query));
    known && output_of(Command::new("dpkg-query").args(query)).is_ok_and(|it| it == "installed")
}

/// The parts that this system lacks for `need`.
pub fn missing(need: Need, family: Family) -> Vec<&'static Part> {
    needed(need).filter(|part| !part.is_there(family)).collect()
}

/// All parts that `need` asks for, present or not.
pub fn needed(need: Need) -> impl Iterator<Item = &'static Part> {
    PARTS.iter().filter(move |part| part.need <= need)
}

const PARTS: &[Part] = &[
    Part {
        need: Need::Build,
        probe: Probe::Program("cc"),
        debian: "build-essential",
        fedora: "gcc gcc-c++ make",
        arch: "base-devel",
    },
    Part {
        need: Need::Build,
        probe: Probe::Program("pkg-config"),
        debian: "pkg-config",
        fedora: "pkgconf-pkg-config",
        arch: "pkgconf",
    },
    Part {
        need: Need::Build,
        probe: Probe::Library("webkit2gtk-4.1"),
        debian: "libwebkit2gtk-4.1-dev",
        fedora: "webkit2gtk4.1-devel",
        arch: "webkit2gtk-4.1",
    },
    // The web view plays sound through these.
    Part {
        need: Need::Build,
        probe: Probe::PackageList,
        debian: "gstreamer1.0-plugins-base gstreamer1.0-plugins-good",
        fedora: "gstreamer1-plugins-base gstreamer1-plugins-good",
        arch: "gst-plugins-base gst-plugins-good",
    },
    Part {
        need: Need::Window,
        probe: Probe::Program("xvfb-run"),
        debian: "xvfb xauth",
        fedora: "xorg-x11-server-Xvfb xorg-x11-xauth",
        arch: "xorg-server-xvfb xorg-xauth",
    },
    Part {
        need: Need::Window,
        probe: Probe::Program("WebKitWebDriver"),
        debian: "webkit2gtk-driver",
        fedora: "webkit2gtk-driver",
        arch: "webkit2gtk-4.1",
    },
    Part {
        need: Need::Window,
        probe: Probe::Program("dbus-run-session"),
        debian: "dbus",
        fedora: "dbus-daemon",
        arch: "dbus",
    },
    Part {
        need: Need::Window,
        probe: Probe::Program("gnome-keyring-daemon"),
        debian: "gnome-keyring",
        fedora: "gnome-keyring",
        arch: "gnome-keyring",
    },
    // Screenshots should show what people see: a good face, and other scripts.
    Part {
        need: Need::Window,
        probe: Probe::PackageList,
        debian: "fontconfig fonts-inter fonts-dejavu-core fonts-noto-cjk",
        fedora: "fontconfig rsms-inter-fonts google-noto-sans-cjk-fonts",
        arch: "fontconfig inter-font noto-fonts-cjk",
    },
    Part {
        need: Need::Tests,
        probe: Probe::Program("chromium"),
        debian: "chromium",
        fedora: "chromium",
        arch: "chromium",
    },
    Part {
        need: Need::Tests,
        probe: Probe::Program("chromedriver"),
        debian: "chromium-driver",
        fedora: "chromedriver",
        arch: "chromium",
    },
    // The free voice without a network, heard in a test.
    Part {
        need: Need::Tests,
        probe: Probe::Program("espeak-ng"),
        debian: "espeak-ng",
        fedora: "espeak-ng",
        arch: "espeak-ng",
    },
    Part {
        need: Need::Tests,
        probe: Probe::PythonVenv,
        debian: "python3 python3-venv",
        fedora: "python3",
        arch: "python",
    },
    Part {
        need: Need::Benches,
        probe: Probe::Program("vipsthumbnail"),
        debian: "libvips-tools",
        fedora: "vips-tools",
        arch: "libvips",
    },
    Part {
        need: Need::Benches,
        probe: Probe::Program("ffmpeg"),
        debian: "ffmpeg",
        fedora: "ffmpeg-free",
        arch: "ffmpeg",
    },
    Part {
        need: Need::Benches,
        probe: Probe::Program("sqlite3"),
        debian: "sqlite3",
        fedora: "sqlite",
        arch: "sqlite",
    },
    Part {
        need: Need::Benches,
        probe: Probe::Program("b3sum"),
        debian: "b3sum",
        fedora: "b3sum",
        arch: "b3sum",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_the_window_needs_nothing_that_only_tests_use() {
        let packages: Vec<_> = needed(Need::Build)
            .map(|part| part.packages(Family::Debian))
            .collect();
        assert!(packages.contains(&"libwebkit2gtk-4.1-dev"));
        assert!(!packages.iter().any(|names| names.contains("chromium")));
    }

    #[test]
    fn benchmarks_need_all_that_tests_need_and_more() {
        assert_eq!(needed(Need::Benches).count(), PARTS.len());
        assert!(needed(Need::Tests).count() < PARTS.len());
    }
}
