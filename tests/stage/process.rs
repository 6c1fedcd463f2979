//! Programs that tests start. None outlives its test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::driver::eventually;

/// A running program. Dropping it ends the program and everything that it started.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    /// While it is open, programs that read it know that somebody still wants them.
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Process {
    /// Starts a program; what it says on standard error goes to `<name>.log` in the folder.
    pub fn start(name: &str, mut command: Command, folder: &Path) -> Self {
        let log = File::create(folder.join(format!("{name}.log"))).expect("a log can be written");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        let (sender, lines) = channel();
        let output = child.stdout.take().expect("standard output is piped");
        // Reads on to the end, whoever listens: a full pipe would stop the program.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                drop(sender.send(line));
            }
        });
        Self {
            name: name.to_owned(),
            input: child.stdin.take(),
            child,
            lines,
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a line of output that `pick` can use.
    pub fn wait_for_line<T>(&mut self, pick: impl Fn(&str) -> Option<T>) -> T {
        while let Ok(line) = self.lines.recv() {
            if let Some(picked) = pick(&line) {
                return picked;
            }
        }
        panic!("{} ended without saying what was waited for", self.name);
    }

    /// Lets go of its input and waits until it has ended by itself.
    pub fn end(mut self) {
        drop(self.input.take());
        let ended = eventually(|| self.child.try_wait().expect("it can be waited for"));
        assert!(ended.is_some(), "{} did not end", self.name);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let started = descendants(self.id());
        drop(self.child.kill());
        drop(self.child.wait());
        for process in started {
            kill(process);
        }
    }
}

/// Ends a process by its id with no chance to tidy up, and waits until it is gone.
pub fn kill(process: u32) {
    let killed = Command::new("sh")
        .args(["-c", &format!("kill -9 {process} 2>/dev/null")])
        .status();
    if killed.is_ok_and(|status| status.success()) {
        wait_until_gone(process);
    }
}

/// Waits until a process has ended.
pub fn wait_until_gone(process: u32) {
    let gone = eventually(|| (!is_alive(process)).then_some(()));
    assert!(gone.is_some(), "process {process} does not end");
}

/// Every process that descends from one, nearest first.
pub fn descendants(of: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = processes()
        .filter_map(|it| Some((it, parent(it)?)))
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&ancestor) = found.get(next) {
        found.extend(
            all.iter()
                .filter(|(_, parent)| *parent == ancestor)
                .map(|(it, _)| *it),
        );
        next += 1;
    }
    found.remove(0);
    found
}

/// The program that a process runs.
pub fn program(process: u32) -> Option<std::path::PathBuf> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok()
}

/// A port of loopback that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = std::fs::read_dir("/proc").expect("this system has /proc");
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn parent(process: u32) -> Option<u32> {
    stat(process)?.nth(1)?.parse().ok()
}

/// A process that ended and was not yet asked for by its parent counts as gone.
fn is_alive(process: u32) -> bool {
    stat(process)
        .and_then(|mut fields| fields.next())
        .is_some_and(|state| state != "Z")
}

/// What `/proc` tells after the program's name, which may hold blanks and parentheses.
fn stat(process: u32) -> Option<std::vec::IntoIter<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<String> = fields.split_whitespace().map(str::to_owned).collect();
    Some(fields.into_iter())
}
