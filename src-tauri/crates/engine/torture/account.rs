//! What the service notes about itself, where no death of the studio can reach it: one line for
//! everything that it accepted, charged, answered and delivered, and for every fault it made.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// A request was taken on, and paid for.
    Accepted {
        /// The request's own key; of a conversation, its words.
        key: String,
        /// What was asked for.
        marker: String,
        /// How it is made.
        operation: String,
        /// What it costs.
        nanos: i64,
        /// The hashes of what was made of it.
        outputs: Vec<String>,
        /// The words, of an answer in a conversation.
        text: String,
        /// Whether what was made is damaged for good.
        damaged: bool,
    },
    /// An output was sent to its last byte.
    Delivered {
        /// The request's key.
        key: String,
        /// Which output.
        position: usize,
    },
    /// Something was done wrong on purpose.
    Fault {
        /// At which step.
        step: String,
        /// What.
        kind: String,
    },
}

/// The file, open for writing.
#[derive(Debug)]
pub struct Account(Mutex<File>);

impl Account {
    /// Opens it; what is there stays.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().append(true).create(true).open(path)?;
        Ok(Self(Mutex::new(file)))
    }

    /// Writes a line and brings it to the disk.
    pub fn note(&self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line)?;
        file.sync_data()
    }
}

/// A request that was taken on.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What was asked for.
    pub marker: String,
    /// How it is made.
    pub operation: String,
    /// What it costs.
    pub nanos: i64,
    /// The hashes of what was made of it.
    pub outputs: Vec<String>,
    /// The words, of an answer in a conversation.
    pub text: String,
    /// Whether what was made is damaged for good.
    pub damaged: bool,
    /// How often it was taken on and charged.
    pub times: u64,
}

/// What the file says.
#[derive(Debug, Default)]
pub struct Books {
    /// Every request that was taken on, by its key.
    pub taken: BTreeMap<String, Taken>,
    /// How many outputs were sent to their last byte.
    pub delivered: u64,
    /// How often each fault was made.
    pub faults: BTreeMap<String, u64>,
}

impl Books {
    /// Reads it.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut books = Self::default();
        for line in std::fs::read_to_string(path)?.lines() {
            match serde_json::from_str(line)? {
                Entry::Accepted {
                    key,
                    marker,
                    operation,
                    nanos,
                    outputs,
                    text,
                    damaged,
                } => {
                    let taken = books.taken.entry(key).or_insert(Taken {
                        marker,
                        operation,
                        nanos,
                        outputs,
                        text,
                        damaged,
                        times: 0,
                    });
                    taken.times += 1;
                }
                Entry::Delivered { .. } => books.delivered += 1,
                Entry::Fault { step, kind } => {
                    *books.faults.entry(format!("{step}: {kind}")).or_default() += 1;
                }
            }
        }
        Ok(books)
    }
}
