//! Several generations asked for together: seeds, prompts, and grids over two axes.

use serde::{Deserialize, Serialize};

use crate::{BatchId, Generate, Generation, ModelRef, Money, ParamValue, UnixMillis};

/// The most generations that one batch may ask for.
pub const MOST_BATCH_CELLS: usize = 500;

/// Several things to make at once: every prompt with every seed, at every place of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GenerateBatch {
    /// What all have in common.
    pub base: Generate,
    /// The prompts, in place of the common one; empty: the common one alone. Each may hold
    /// `{red|blue}`, which stands for each of its words, and `{name}` of a variable.
    pub prompts: Vec<String>,
    /// What the variables in prompts stand for.
    pub variables: Vec<PromptVariable>,
    /// How many are made of each, every one from another seed where the model takes one.
    pub seeds: u32,
    /// What differs from column to column.
    pub columns: Option<BatchAxis>,
    /// What differs from row to row.
    pub rows: Option<BatchAxis>,
}

/// A name in prompts, and the words it stands for in turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PromptVariable {
    /// The name, as it stands between braces.
    pub name: String,
    /// What it stands for.
    pub values: Vec<String>,
}

/// What differs along one side of a grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BatchAxis {
    /// A parameter.
    Parameter {
        /// The parameter.
        id: String,
        /// Its values, in order.
        values: Vec<ParamValue>,
    },
    /// The model. Parameters that one of them does not take are left out for it.
    Model {
        /// The models, in order.
        models: Vec<ModelRef>,
    },
}

/// What a batch would come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BatchEstimate {
    /// How many generations it asks for.
    pub count: u32,
    /// What those whose price is known are expected to cost, one amount a currency.
    pub costs: Vec<Money>,
    /// How many have no known price.
    pub unpriced: u32,
    /// The first of the prompts, with everything filled in.
    pub prompts: Vec<String>,
}

/// What a batch mainly varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum BatchKind {
    /// Seeds of one prompt.
    Seeds,
    /// Prompts.
    Prompts,
    /// A parameter or the model, along one or two sides.
    Grid,
}

impl BatchKind {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seeds => "seeds",
            Self::Prompts => "prompts",
            Self::Grid => "grid",
        }
    }

    /// The kind that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Seeds, Self::Prompts, Self::Grid]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A batch and all that it asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// What it mainly varies.
    pub kind: BatchKind,
    /// The beginning of its prompt.
    pub title: String,
    /// What was asked for.
    pub request: GenerateBatch,
    /// When.
    pub created_at: UnixMillis,
    /// Its generations, in order.
    pub cells: Vec<BatchCell>,
}

/// One generation's place in its batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BatchCell {
    /// Counts from 0.
    pub position: u32,
    /// What is said above its column; absent: it has none.
    pub column_label: Option<String>,
    /// What is said beside its row; absent: it has none.
    pub row_label: Option<String>,
    /// What was asked for there, the newest attempt of it.
    pub generation: Generation,
}
