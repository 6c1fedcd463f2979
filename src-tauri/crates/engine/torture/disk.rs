//! A disk that fills up: a small one of its own where mounting is allowed, and limits on what media
//! and the database may take.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::chance::Draw;
use crate::run::Plan;
use crate::studio::DATABASE;

/// How large the small disk is.
const SIZE: &str = "768m";
/// How much of it is left free when it fills up, at most, and how much to the database alone.
const LEFT: u64 = 400_000;
const LEFT_TO_DATABASE: u64 = 60_000;

/// Where the data lies.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    fills_up: bool,
    mounted: bool,
}

/// What was done to fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// Nothing.
    Not,
    /// All of the disk is taken but for a little.
    Ballast,
    /// Media and the database may take so many bytes.
    Quota {
        /// Of media.
        media: u64,
        /// Of the database.
        database: u64,
    },
}

impl Disk {
    /// A folder, on a disk of its own where that can be had and is wanted.
    pub fn new(folder: &Path, plan: &Plan) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            fills_up: plan.full_disk,
            mounted: plan.full_disk && plan.may_mount && mount(folder),
        })
    }

    /// Where the data lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it is, in words.
    pub const fn kind(&self) -> &'static str {
        match (self.fills_up, self.mounted) {
            (false, _) => "never full",
            (true, true) => "a tmpfs that fills up, and quotas",
            (true, false) => "quotas alone",
        }
    }

    /// Fills it now and then.
    pub fn fill(&self, draw: &mut Draw) -> io::Result<Filled> {
        if !self.fills_up || draw.below(4) != 0 {
            return Ok(Filled::Not);
        }
        if self.mounted && draw.below(2) == 0 {
            self.take_all_but(draw.below(LEFT))?;
            return Ok(Filled::Ballast);
        }
        let database = fs::metadata(self.folder.join(DATABASE)).map_or(0, |it| it.len());
        Ok(Filled::Quota {
            media: bytes_in(&self.folder.join("blobs")) + draw.below(LEFT),
            database: database + draw.below(LEFT_TO_DATABASE),
        })
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }

    fn take_all_but(&self, left: u64) -> io::Result<()> {
        let mut file = File::create(self.ballast())?;
        let piece = vec![0_u8; 65_536];
        let mut taken = 0_u64;
        loop {
            match file.write(&piece) {
                Ok(0) => break,
                Ok(written) => taken += written as u64,
                Err(error) if error.kind() == io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error),
            }
        }
        file.set_len(taken.saturating_sub(left))
    }

    /// Takes the filling away.
    pub fn make_room(&self) -> io::Result<()> {
        match fs::remove_file(self.ballast()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Copies what lies on a disk of its own to beside it, so that it can be looked at.
    pub fn keep(&self) -> io::Result<()> {
        if self.mounted {
            let beside = self.folder.with_extension("kept");
            Command::new("cp")
                .arg("-a")
                .arg(&self.folder)
                .arg(beside)
                .status()?;
        }
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            quietly(Command::new("umount").arg(&self.folder));
        }
    }
}

fn mount(folder: &Path) -> bool {
    cfg!(target_os = "linux")
        && quietly(
            Command::new("mount")
                .args(["-t", "tmpfs", "-o", &format!("size={SIZE}"), "tmpfs"])
                .arg(folder),
        )
}

fn quietly(command: &mut Command) -> bool {
    let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => bytes_in(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}
