//! What is being made or waits to be, as the activity tray lists it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{
    AssetId, BatchId, ConversationId, CostBasis, GenerationId, GenerationState, Modality, Money,
    Progress, UnixMillis,
};

/// How the queue behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct QueueSettings {
    /// While true nothing new is sent. What is at a provider already is still collected.
    pub paused: bool,
    /// Whether what waited when the studio ended goes on by itself at the next start. If not, it
    /// is held until it is let go.
    pub resume_at_start: bool,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            paused: false,
            resume_at_start: true,
        }
    }
}

/// Where somebody who waits in the line is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum QueueMove {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
    /// One place further to the front.
    Up,
    /// One place further to the back.
    Down,
    /// At a place, counted from 1; one past the end is the last.
    Place {
        /// The place.
        place: u32,
    },
}

/// A place among others that wait; less is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// Higher goes first.
    pub priority: i32,
    /// Lower goes first within a priority.
    pub turn: i64,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_priority = other.priority.cmp(&self.priority);
        by_priority.then(self.turn.cmp(&other.turn))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// One run in the activity tray.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ActivityRun {
    /// The generation.
    pub id: GenerationId,
    /// What it makes.
    pub kind: Modality,
    /// Where it stands.
    pub state: GenerationState,
    /// The beginning of what was asked for, or the name of what was given; absent for an answer.
    pub title: Option<String>,
    /// The conversation it was asked for in.
    pub conversation_id: Option<ConversationId>,
    /// The generations asked for together with it.
    pub batch_id: Option<BatchId>,
    /// The provider's name at the time.
    pub provider_name: String,
    /// The model's name at the time.
    pub model_name: String,
    /// Why it failed or is unknown, in one sentence.
    pub problem: Option<String>,
    /// What it was expected to cost.
    pub estimated_cost: Option<Money>,
    /// What it did cost.
    pub actual_cost: Option<Money>,
    /// What `actual_cost` rests on.
    pub cost_basis: Option<CostBasis>,
    /// When it was recorded.
    pub created_at: UnixMillis,
    /// When its request left.
    pub submitted_at: Option<UnixMillis>,
    /// When it ended.
    pub ended_at: Option<UnixMillis>,
    /// Its place in the line, counted from 1, while it waits to be sent.
    pub place: Option<u32>,
    /// True while it is held back.
    pub held: bool,
    /// How far it is, where that is known here.
    pub progress: Option<Progress>,
    /// The first thing that came of it.
    pub output: Option<AssetId>,
    /// True where its answer is lost and its provider can be asked once more.
    pub can_look_again: bool,
}

/// Everything that has not ended, and what ended lately.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Activity {
    /// How the queue behaves.
    pub settings: QueueSettings,
    /// What is at a provider, then the line, then what is lost, then what ended since the start.
    pub runs: Vec<ActivityRun>,
    /// How many are left off the list, to keep it short.
    pub left_off: u32,
}
