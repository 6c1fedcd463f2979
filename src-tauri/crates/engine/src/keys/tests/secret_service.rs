//! The vault against real sessions: with a keyring, and in each way without one.
//!
//! Every case runs this test binary once more, in a session of its own with an empty home. What
//! needs `dbus-run-session` and `gnome-keyring-daemon` runs when `STUDIO_TEST_KEYRING` is set, and
//! then fails if they are missing; the session without a bus needs nothing and always runs.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use super::*;

const ASKED_FOR: &str = "STUDIO_TEST_KEYRING";
const CASE: &str = "STUDIO_TEST_KEYRING_CASE";
const DATA: &str = "STUDIO_TEST_KEYRING_DATA";

const AS_IT_IS: &str = r#"exec "$@""#;
const UNLOCKED: &str = r#"
printf ci-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec "$@""#;

/// A bus that starts no programs.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"#;

/// An empty home, and what to run this binary in it with.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["run", "data", "bus"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        fs::write(home.path().join("bus/bare.conf"), BARE_BUS).unwrap();
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(home.path().join("run"), private).unwrap();
        Self(home)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// This binary, to run one case.
    fn child(case: &str) -> Vec<String> {
        let binary = env::current_exe().unwrap();
        let test = format!(
            "{}::in_a_session",
            module_path!().split_once("::").unwrap().1
        );
        let binary = binary.to_str().unwrap();
        let arguments = [binary, "--exact", &test, "--ignored", "--nocapture"];
        let case = format!("{CASE}={case}");
        ["env", &case]
            .into_iter()
            .chain(arguments)
            .map(ToOwned::to_owned)
            .collect()
    }

    fn prepare(&self, command: &mut Command) -> Output {
        for unwanted in [
            "DBUS_SESSION_BUS_ADDRESS",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "GNOME_KEYRING_CONTROL",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
        ] {
            command.env_remove(unwanted);
        }
        command.env("HOME", self.0.path());
        command.env("XDG_RUNTIME_DIR", self.path("run"));
        command.env(DATA, self.path("data"));
        command
            .output()
            .unwrap_or_else(|error| panic!("{command:?} did not run: {error}"))
    }

    fn run_without_a_bus(&self, case: &str) {
        let child = Self::child(case);
        let output = self.prepare(Command::new(&child[0]).args(&child[1..]));
        assert_passed(case, &output);
    }

    fn run_on_a_bus(&self, case: &str, bus: Option<&Path>, script: &str) {
        let mut command = Command::new("dbus-run-session");
        if let Some(bus) = bus {
            command.arg("--config-file").arg(bus);
        }
        command.args(["--", "sh", "-c", script, "session"]);
        let output = self.prepare(command.args(Self::child(case)));
        assert_passed(case, &output);
    }
}

/// Success alone could mean that no test had this name.
fn assert_passed(case: &str, output: &Output) {
    let told = String::from_utf8_lossy(&output.stdout);
    let passed = output.status.success() && told.contains("1 passed");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(passed, "the case {case} failed\n{told}\n{errors}");
}

/// Whether the sessions with a bus are to be run. They are left out with a word, never silently.
fn is_asked_for() -> bool {
    let asked_for = env::var_os(ASKED_FOR).is_some();
    if !asked_for {
        eprintln!("left out: {ASKED_FOR} is not set, so no session with a keyring is started");
    }
    asked_for
}

#[test]
fn without_a_bus_a_sealed_file_takes_the_keys() {
    Home::new().run_without_a_bus("no-bus");
}

#[test]
fn a_bus_without_a_keychain_is_told_so() {
    if is_asked_for() {
        let home = Home::new();
        home.run_on_a_bus("no-service", Some(&home.path("bus/bare.conf")), AS_IT_IS);
    }
}

#[test]
fn a_keychain_without_a_keyring_is_told_so() {
    if is_asked_for() {
        Home::new().run_on_a_bus("no-keyring", None, AS_IT_IS);
    }
}

#[test]
fn a_keyring_keeps_keys_until_they_are_removed_and_says_when_it_is_locked() {
    if is_asked_for() {
        let home = Home::new();
        home.run_on_a_bus("open", None, UNLOCKED);
        home.run_on_a_bus("open-again", None, UNLOCKED);
        home.run_on_a_bus("locked", None, AS_IT_IS);
    }
}

#[tokio::test]
#[ignore = "started by the other tests, in a session of its own"]
async fn in_a_session() {
    let data = env::var_os(DATA).expect("only started by the other tests");
    let vault = KeyVault::open(Path::new(&data)).await;
    match env::var(CASE).unwrap().as_str() {
        "no-bus" => {
            expect_unavailable(&vault, "there is no D-Bus session bus").await;
            expect_sealed_file_to_work(&vault).await;
        }
        "no-service" => expect_unavailable(&vault, "no program offers the Secret Service").await,
        "no-keyring" => expect_unavailable(&vault, "has no keyring yet").await,
        "open" => keep_keys(&vault).await,
        "open-again" => find_kept_keys(&vault).await,
        "locked" => meet_a_lock(&vault).await,
        other => panic!("there is no case {other}"),
    }
}

async fn expect_unavailable(vault: &KeyVault, because: &str) {
    match vault.storage().await {
        KeyStorage::Unavailable { reason } => assert!(reason.contains(because), "{reason}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    let error = vault
        .set(&provider(), ORIGIN, secret(KEY))
        .await
        .unwrap_err();
    assert!(matches!(error, KeysError::NoPlace { .. }), "{error:?}");
}

async fn expect_sealed_file_to_work(vault: &KeyVault) {
    vault
        .create_sealed_file(secret("a long passphrase"))
        .await
        .unwrap();
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    assert_eq!(
        vault.get(&provider(), ORIGIN).await.unwrap(),
        Some(secret(KEY))
    );
    assert_eq!(
        vault.storage().await,
        KeyStorage::SealedFile { locked: false }
    );
}

async fn keep_keys(vault: &KeyVault) {
    assert_eq!(vault.storage().await, KeyStorage::Keychain);
    let other = ProviderId::new("other");
    assert_eq!(vault.get(&provider(), ORIGIN).await.unwrap(), None);
    vault
        .set(&provider(), ORIGIN, secret("the first key"))
        .await
        .unwrap();
    vault.set(&provider(), ORIGIN, secret(KEY)).await.unwrap();
    vault
        .set(&other, ORIGIN, secret("soon removed"))
        .await
        .unwrap();
    vault.remove(&other, ORIGIN).await.unwrap();
    vault.remove(&other, ORIGIN).await.unwrap();
}

async fn find_kept_keys(vault: &KeyVault) {
    assert_eq!(
        vault.get(&provider(), ORIGIN).await.unwrap(),
        Some(secret(KEY))
    );
    assert_eq!(
        vault
            .get(&provider(), "https://evil.example")
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        vault.get(&ProviderId::new("other"), ORIGIN).await.unwrap(),
        None
    );
    let status = vault.status(&provider(), ORIGIN, true).await;
    assert_eq!(
        status,
        KeyStatus::Set {
            last_four: Some("wxyz".to_owned())
        }
    );
}

/// Nobody can answer the keyring's dialog here.
async fn meet_a_lock(vault: &KeyVault) {
    match vault.storage().await {
        KeyStorage::Unavailable { reason } => assert!(reason.contains("locked"), "{reason}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        vault.status(&provider(), ORIGIN, true).await,
        KeyStatus::Locked
    );
    let unknown = ProviderId::new("unknown");
    assert_eq!(vault.get(&unknown, ORIGIN).await.unwrap(), None);
    let error = vault.get(&provider(), ORIGIN).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::KeychainUnavailable, "{error:?}");
    let error = vault
        .set(&provider(), ORIGIN, secret(KEY))
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::KeychainUnavailable, "{error:?}");
    expect_sealed_file_to_work(vault).await;
}
