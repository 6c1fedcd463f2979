//! A private session: a virtual display, a bus with an unlocked keyring, and an empty home.
//!
//! What runs in it can open windows and store keys without touching those of the user.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::failure::Failure;

const SCREEN: &str = "-screen 0 1920x1080x24 -nolisten tcp";

/// The session's own parts, which may take a moment longer than what ran in it.
const ENDING_BY_THEMSELVES: [&str; 3] = ["Xvfb", "dbus-daemon", "gnome-keyring-d"];

/// The daemon takes the password from its input, and ends with the bus.
const UNLOCK_AND_RUN: &str = r#"set -e
printf session-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
exec "$@""#;

/// Without it, fontconfig would answer `system-ui` with whatever face the machine happens to have.
const FONTS: &str = r#"<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <alias binding="strong"><family>system-ui</family><prefer><family>Inter</family></prefer></alias>
  <alias binding="strong"><family>ui-monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Inter</family></prefer></alias>
</fontconfig>
"#;

/// Kept until dropped, with everything in its home.
#[derive(Debug)]
pub struct Session {
    home: ScratchFolder,
}

impl Session {
    pub fn open() -> Result<Self, Failure> {
        let session = Self {
            home: ScratchFolder::create("home")?,
        };
        session
            .lay_out_home()
            .map_err(Failure::io("lay out a private home folder"))?;
        Ok(session)
    }

    /// Its home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The same command, to be run inside the session.
    pub fn wrap(&self, inner: &Command) -> Command {
        let mut outer = Command::new("xvfb-run");
        outer.args(["--auto-servernum", "--server-args", SCREEN]);
        outer.args([
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            UNLOCK_AND_RUN,
            "session",
        ]);
        outer.arg(inner.get_program()).args(inner.get_args());
        if let Some(folder) = inner.get_current_dir() {
            outer.current_dir(folder);
        }
        self.set_environment(&mut outer);
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => outer.env(name, value),
                None => outer.env_remove(name),
            };
        }
        outer
    }

    fn set_environment(&self, command: &mut Command) {
        let home = self.home();
        for unwanted in [
            "WAYLAND_DISPLAY",
            "DBUS_SESSION_BUS_ADDRESS",
            "GNOME_KEYRING_CONTROL",
        ] {
            command.env_remove(unwanted);
        }
        for (name, folder) in HOME_FOLDERS {
            command.env(name, home.join(folder));
        }
        // Rust's own folders stay where they are: the build output depends on them.
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if let (None, Some(real_home)) = (env::var_os(name), env::var_os("HOME")) {
                command.env(name, Path::new(&real_home).join(folder));
            }
        }
        command.env("HOME", home);
        command.env("LANG", "C.UTF-8");
        command.env("STUDIO_TEST_KEYRING", "1");
        // Neither a screen reader's bus nor stored desktop settings exist here.
        command
            .env("NO_AT_BRIDGE", "1")
            .env("GSETTINGS_BACKEND", "memory");
    }

    fn lay_out_home(&self) -> io::Result<()> {
        for (_, folder) in HOME_FOLDERS {
            fs::create_dir_all(self.home().join(folder))?;
        }
        make_private(&self.home().join(RUNTIME_FOLDER))?;
        let fonts = self.home().join(".config/fontconfig");
        fs::create_dir_all(&fonts)?;
        fs::write(fonts.join("fonts.conf"), FONTS)
    }

    /// Ends what is still running in it, and says so: a driver that outlived its test would hold
    /// on to our output, and whoever reads that would wait for ever.
    pub fn end_leftovers(&self) {
        for (id, name) in self.kill_leftovers() {
            if !ENDING_BY_THEMSELVES.contains(&name.as_str()) {
                println!("Ended {name} ({id}), which was left running");
            }
        }
    }

    fn kill_leftovers(&self) -> Vec<(u32, String)> {
        let ids = processes_with_home(self.home()).into_iter();
        ids.map(|id| {
            let name = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            // It may have ended by itself in the meantime.
            let _ = Command::new("kill")
                .args(["-KILL", &id.to_string()])
                .status();
            (id, name.trim().to_owned())
        })
        .collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.kill_leftovers();
    }
}

/// The processes that were started with this home folder, which no other session has.
fn processes_with_home(home: &Path) -> Vec<u32> {
    let mine = format!("HOME={}", home.display()).into_bytes();
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let ids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| {
        let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        environment
            .split(|&byte| byte == 0)
            .any(|variable| variable == mine)
    })
    .collect()
}

const RUNTIME_FOLDER: &str = "run";

const HOME_FOLDERS: [(&str, &str); 5] = [
    ("XDG_CONFIG_HOME", ".config"),
    ("XDG_DATA_HOME", ".local/share"),
    ("XDG_STATE_HOME", ".local/state"),
    ("XDG_CACHE_HOME", ".cache"),
    ("XDG_RUNTIME_DIR", RUNTIME_FOLDER),
];

/// Programs refuse a runtime folder that others could read.
fn make_private(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A folder for this process alone, removed when dropped.
///
/// It lies in the system's folder for temporary files because socket paths must be short.
#[derive(Debug)]
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    pub fn create(purpose: &str) -> Result<Self, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("studio-{purpose}-{}-{number}", process::id());
            let folder = env::temp_dir().join(name);
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                // Left by a process that had this number before and could not tidy up.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(Failure::io(format!("create {}", folder.display()))(error));
                }
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // A program that is still ending may write into it: what is left is in a temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::io::Read as _;
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_folder_that_an_earlier_process_left_is_passed_over() {
        let mut left = Vec::new();
        for number in 0..4 {
            let name = format!("studio-passed-over-{}-{number}", process::id());
            let folder = env::temp_dir().join(name);
            fs::create_dir(&folder).unwrap();
            left.push(ScratchFolder(folder));
        }
        let scratch = ScratchFolder::create("passed-over").unwrap();
        assert!(left.iter().all(|left| left.path() != scratch.path()));
    }

    #[test]
    fn a_wrapped_command_keeps_its_own_environment_and_gets_a_private_home() {
        let session = Session::open().unwrap();
        let mut inner = Command::new("cargo");
        inner.args(["test", "--workspace"]).env("STUDIO_APP", "app");
        let outer = session.wrap(&inner);
        let environment: HashMap<_, _> = outer.get_envs().collect();
        assert_eq!(
            environment[std::ffi::OsStr::new("STUDIO_APP")],
            Some("app".as_ref())
        );
        let home = environment[std::ffi::OsStr::new("HOME")].map(Path::new);
        assert_eq!(home, Some(session.home()));
        let words: Vec<_> = outer.get_args().collect();
        assert_eq!(words[words.len() - 3..], ["cargo", "test", "--workspace"]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_outlives_the_session_is_ended() {
        let session = Session::open().unwrap();
        let mut waiting = Command::new("sh")
            .args(["-c", "echo ready; read answer"])
            .env("HOME", session.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Only once it runs can its environment be read.
        let mut ready = [0; 5];
        waiting
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut ready)
            .unwrap();
        let _open = waiting.stdin.take();
        drop(session);
        assert!(!waiting.wait().unwrap().success());
    }

    #[test]
    fn nothing_is_left_of_a_session() {
        let session = Session::open().unwrap();
        let home = session.home().to_path_buf();
        assert!(home.join(".config/fontconfig/fonts.conf").exists());
        drop(session);
        assert!(!home.exists());
    }
}
