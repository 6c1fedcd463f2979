//! The harness: starts the service once and the studio again and again, kills it at random points,
//! fills its disk, and reckons at the end.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::account::Books;
use crate::chance::{Chance, Draw};
use crate::check::reckon;
use crate::disk::{Disk, Filled};
use crate::table;

/// The service as a user adds it.
const MANIFEST: &str = include_str!("provider.toml");
/// How long the last start may take to bring everything to its end.
const LAST_LIFE: Duration = Duration::from_secs(600);

/// What to do.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many generations to ask for.
    pub generations: u64,
    /// What chance is drawn from.
    pub seed: u64,
    /// How often the studio is killed at most.
    pub kills: u64,
    /// Whether its disk fills up on the way.
    pub full_disk: bool,
    /// Whether the disk may be one of its own, mounted for the occasion.
    pub may_mount: bool,
}

/// How it went beside the reckoning.
#[derive(Debug, Default)]
pub struct Course {
    /// How often the studio was killed.
    pub kills: u64,
    /// How often of these with a full disk.
    pub full_disk: u64,
    /// How often it could not even start, for lack of room.
    pub failed_starts: u64,
    /// How long all of it took.
    pub took: Duration,
}

/// A process that ends with this one.
struct Process {
    child: Child,
    lines: Receiver<String>,
    _input: Option<ChildStdin>,
}

/// How one start of the studio ended.
enum Life {
    Done,
    Killed,
    NeverOpened,
}

/// Runs all of it; true where everything is as it should be.
pub async fn run(plan: Plan) -> io::Result<bool> {
    let began = Instant::now();
    let scratch = tempfile::Builder::new()
        .prefix("studio-torture-")
        .tempdir()?;
    let disk = Disk::new(&scratch.path().join("data"), &plan)?;
    let account = scratch.path().join("account.jsonl");
    let provider = start_provider(plan.seed, &account)?;
    let url = provider.lines.recv().map_err(io::Error::other)?;
    write_manifest(disk.folder(), &url)?;

    let mut course = live_and_die(&plan, &scratch, &disk)?;
    course.took = began.elapsed();
    drop(provider);
    let books = Books::read(&account)?;
    let reckoning = reckon(disk.folder(), &books, plan.generations).await?;
    let text = table::of(&plan, &course, &books, &reckoning, disk.kind());
    io::stdout().write_all(text.as_bytes())?;
    if !reckoning.is_clean() {
        let kept = scratch.keep();
        writeln!(io::stdout(), "Everything is kept in {}.", kept.display())?;
        disk.keep()?;
        return Ok(false);
    }
    Ok(true)
}

fn write_manifest(data: &Path, url: &str) -> io::Result<()> {
    let folder = data.join("providers");
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("torture.toml"),
        MANIFEST.replace("{server}", url),
    )
}

fn live_and_die(plan: &Plan, scratch: &TempDir, disk: &Disk) -> io::Result<Course> {
    let chance = Chance::new(plan.seed);
    let mut course = Course::default();
    for life in 0.. {
        let mut draw = chance.of("life", life);
        let last = course.kills >= plan.kills;
        let filled = if last {
            Filled::Not
        } else {
            disk.fill(&mut draw)?
        };
        let is_full = filled != Filled::Not;
        let mut studio = start_studio(plan, scratch.path(), disk.folder(), filled)?;
        let lived = live(&mut studio, &mut draw, last)?;
        disk.make_room()?;
        match lived {
            Life::Done => break,
            Life::Killed if last => {
                return Err(io::Error::other("the studio does not come to an end"));
            }
            Life::Killed => {
                course.kills += 1;
                course.full_disk += u64::from(is_full);
            }
            Life::NeverOpened if is_full => course.failed_starts += 1,
            Life::NeverOpened => return Err(studio_log(scratch.path())),
        }
    }
    Ok(course)
}

fn studio_log(scratch: &Path) -> io::Error {
    let log = fs::read_to_string(scratch.join("studio.log")).unwrap_or_default();
    io::Error::other(format!("the studio ended by itself: {log}"))
}

/// Lets the studio live for a while, longer where there is more to do, and kills it.
fn live(studio: &mut Process, draw: &mut Draw, last: bool) -> io::Result<Life> {
    match studio.lines.recv_timeout(LAST_LIFE) {
        Ok(line) if line == "open" => {}
        _ => return Ok(Life::NeverOpened),
    }
    // Short lives die while asking, long ones while fetching.
    let millis = 40 + draw.below(300) * draw.below(4);
    let wait = if last {
        LAST_LIFE
    } else {
        Duration::from_millis(millis)
    };
    let ended = match studio.lines.recv_timeout(wait) {
        Ok(line) if line == "done" => Life::Done,
        Ok(_) | Err(RecvTimeoutError::Timeout) => Life::Killed,
        Err(RecvTimeoutError::Disconnected) => Life::NeverOpened,
    };
    if matches!(ended, Life::Killed) {
        studio.child.kill()?;
    }
    studio.child.wait()?;
    Ok(ended)
}

fn start_provider(seed: u64, account: &Path) -> io::Result<Process> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("provider").arg(seed.to_string()).arg(account);
    command.stderr(Stdio::inherit());
    start(command)
}

fn start_studio(plan: &Plan, scratch: &Path, data: &Path, filled: Filled) -> io::Result<Process> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("studio").arg(data).arg(scratch);
    command
        .arg(plan.generations.to_string())
        .arg(plan.seed.to_string());
    if let Filled::Quota { media, database } = filled {
        command.arg(media.to_string()).arg(database.to_string());
    }
    // Keys are of no concern here, and the user's own keychain is none of its business.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    let log: PathBuf = scratch.join("studio.log");
    command.stderr(fs::File::create(log)?);
    start(command)
}

fn start(mut command: Command) -> io::Result<Process> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            drop(sender.send(line));
        }
    });
    Ok(Process {
        _input: child.stdin.take(),
        child,
        lines,
    })
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
