//! The states of a generation and the only edges between them.

use serde::{Deserialize, Serialize};

/// Where a generation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum GenerationState {
    /// Recorded, not sent yet.
    Queued,
    /// The request is on its way or was accepted.
    Submitted,
    /// The provider is working or answering.
    Running,
    /// Everything arrived and is stored.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// It was stopped on request.
    Cancelled,
    /// It was sent and the answer was lost; a result may exist.
    Unknown,
}

/// A transition that the ledger does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a generation cannot go from {from:?} to {to:?}")]
pub struct IllegalTransition {
    /// The state it is in.
    pub from: GenerationState,
    /// The state that was asked for.
    pub to: GenerationState,
}

impl GenerationState {
    /// Every state, in the order of its life.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Submitted,
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Submitted => "submitted",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// The state that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// True where nothing more can happen.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

    /// True where work is under way or waiting.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Submitted | Self::Running)
    }

    /// Whether the ledger has an edge from this state to `next`.
    #[must_use]
    pub const fn can_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Submitted | Self::Failed | Self::Cancelled),
            Self::Submitted => !matches!(next, Self::Queued | Self::Submitted),
            Self::Running => !matches!(next, Self::Queued | Self::Submitted | Self::Running),
            Self::Unknown => next.is_terminal() || matches!(next, Self::Running),
            Self::Succeeded | Self::Failed | Self::Cancelled => false,
        }
    }

    /// `next`, if there is an edge to it.
    ///
    /// # Errors
    /// [`IllegalTransition`] where the ledger has no such edge.
    pub const fn transition_to(self, next: Self) -> Result<Self, IllegalTransition> {
        if self.can_become(next) {
            Ok(next)
        } else {
            Err(IllegalTransition {
                from: self,
                to: next,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GenerationState::{
        self, Cancelled, Failed, Queued, Running, Submitted, Succeeded, Unknown,
    };

    #[test]
    fn exactly_the_documented_edges_exist() {
        let edges: &[(GenerationState, &[GenerationState])] = &[
            (Queued, &[Submitted, Failed, Cancelled]),
            (Submitted, &[Running, Succeeded, Failed, Cancelled, Unknown]),
            (Running, &[Succeeded, Failed, Cancelled, Unknown]),
            (Unknown, &[Running, Succeeded, Failed, Cancelled]),
            (Succeeded, &[]),
            (Failed, &[]),
            (Cancelled, &[]),
        ];
        for (from, allowed) in edges {
            for next in GenerationState::ALL {
                assert_eq!(
                    from.can_become(next),
                    allowed.contains(&next),
                    "{from:?} -> {next:?}"
                );
            }
        }
    }

    #[test]
    fn words_round_trip() {
        for state in GenerationState::ALL {
            assert_eq!(GenerationState::from_word(state.as_str()), Some(state));
        }
        assert_eq!(GenerationState::from_word("done"), None);
    }
}
