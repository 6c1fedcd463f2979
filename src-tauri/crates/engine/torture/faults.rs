//! What the service does wrong, and how often.

use crate::chance::Chance;

/// How a request to make something is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtSubmit {
    /// As it should be.
    Well,
    /// As it should be, after a while.
    Slowly,
    /// The connection is closed before anything is taken on.
    DropBefore,
    /// An error of the service's own; nothing is taken on.
    Fault500,
    /// Too much at once; nothing is taken on.
    TooMany,
    /// It is taken on and charged, and the answer never comes.
    LoseAnswer,
    /// It is taken on and charged, and the answer breaks off.
    CutAnswer,
}

/// How a question after a job is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtPoll {
    /// As it should be.
    Well,
    /// As it should be, after a while.
    Slowly,
    /// The connection is closed.
    Drop,
    /// An error of the service's own.
    Fault500,
    /// Too much at once.
    TooMany,
    /// The answer breaks off.
    CutAnswer,
}

/// How a request for a file is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtFile {
    /// As it should be.
    Well,
    /// As it should be, after a while.
    Slowly,
    /// The address has expired.
    Expired,
    /// The file is not known yet.
    NotThere,
    /// It breaks off in the middle.
    Drop,
    /// Half of it is sent as if it were all.
    HalfAsWhole,
    /// Half of it is sent, and its length is not told.
    HalfWithoutLength,
    /// All of it is sent whatever part was asked for.
    IgnoreRange,
    /// An error of the service's own.
    Fault500,
    /// Too much at once.
    TooMany,
}

/// How an answer in a conversation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtChat {
    /// As it should be.
    Well,
    /// Word by word, slowly.
    Slowly,
    /// The connection is closed before anything is taken on.
    DropBefore,
    /// An error of the service's own; nothing is taken on.
    Fault500,
    /// It breaks off in the middle.
    CutOff,
    /// It is taken on and charged, and no word comes.
    LoseAnswer,
}

/// From so many times on, a job and its files are treated as they should be: what never ends
/// cannot be waited for.
const PATIENCE: u64 = 5;

/// How the request with this key is treated.
pub fn at_submit(chance: Chance, key: &str) -> AtSubmit {
    use AtSubmit::{CutAnswer, DropBefore, Fault500, LoseAnswer, Slowly, TooMany, Well};
    let choices = [
        (62, Well),
        (10, Slowly),
        (6, DropBefore),
        (5, Fault500),
        (4, TooMany),
        (7, LoseAnswer),
        (6, CutAnswer),
    ];
    chance.of(key, 2).weighted(&choices).unwrap_or(Well)
}

/// How a question after a job is treated, the so-manieth.
pub fn at_poll(chance: Chance, key: &str, time: u64) -> AtPoll {
    use AtPoll::{CutAnswer, Drop, Fault500, Slowly, TooMany, Well};
    if time >= PATIENCE {
        return Well;
    }
    let choices = [
        (66, Well),
        (10, Slowly),
        (7, Drop),
        (6, Fault500),
        (4, TooMany),
        (7, CutAnswer),
    ];
    let mut draw = chance.of(&format!("poll {key}"), time);
    draw.weighted(&choices).unwrap_or(Well)
}

/// How a request for a file is treated, the so-manieth.
pub fn at_file(chance: Chance, file: &str, time: u64) -> AtFile {
    use AtFile::{
        Drop, Expired, Fault500, HalfAsWhole, HalfWithoutLength, IgnoreRange, NotThere, Slowly,
        TooMany, Well,
    };
    if time >= PATIENCE {
        return Well;
    }
    let choices = [
        (36, Well),
        (8, Slowly),
        (9, Expired),
        (4, NotThere),
        (16, Drop),
        (6, HalfAsWhole),
        (4, HalfWithoutLength),
        (8, IgnoreRange),
        (5, Fault500),
        (4, TooMany),
    ];
    let mut draw = chance.of(&format!("file {file}"), time);
    draw.weighted(&choices).unwrap_or(Well)
}

/// How an answer in a conversation goes, the so-manieth to these words.
pub fn at_chat(chance: Chance, marker: &str, time: u64) -> AtChat {
    use AtChat::{CutOff, DropBefore, Fault500, LoseAnswer, Slowly, Well};
    let choices = [
        (50, Well),
        (20, Slowly),
        (6, DropBefore),
        (6, Fault500),
        (12, CutOff),
        (6, LoseAnswer),
    ];
    let mut draw = chance.of(&format!("chat {marker}"), time);
    draw.weighted(&choices).unwrap_or(Well)
}
