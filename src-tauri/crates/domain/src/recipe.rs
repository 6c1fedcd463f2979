//! What a file says about how it was made.

use serde::{Deserialize, Serialize};

use crate::{Modality, Params, ProviderId};

/// Whose words a recipe is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum RecipeFormat {
    /// Written by this studio.
    Studio,
    /// The infotext of AUTOMATIC1111's web UI and its relatives.
    Automatic1111,
    /// The graph of ComfyUI.
    ComfyUi,
    /// The metadata of InvokeAI.
    InvokeAi,
}

impl RecipeFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Studio,
        Self::Automatic1111,
        Self::ComfyUi,
        Self::InvokeAi,
    ];

    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Studio => "studio",
            Self::Automatic1111 => "automatic1111",
            Self::ComfyUi => "comfyui",
            Self::InvokeAi => "invokeai",
        }
    }

    /// The format that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// Exactly which model made something, and what kind of work that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MadeWith {
    /// The provider that was asked.
    pub provider_id: ProviderId,
    /// The model that was asked.
    pub model_id: String,
    /// What it made.
    pub kind: Modality,
}

/// How a file from elsewhere was made, as the file itself tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recipe {
    /// Whose words it is written in.
    pub format: RecipeFormat,
    /// What was asked for.
    pub prompt: Option<String>,
    /// What was to be left out.
    pub negative_prompt: Option<String>,
    /// The name of the model.
    pub model: Option<String>,
    /// Exactly which model, where this studio wrote the recipe.
    pub made_with: Option<MadeWith>,
    /// Further settings, named in the words of the format.
    pub params: Params,
}

#[cfg(test)]
mod tests {
    use super::RecipeFormat;

    #[test]
    fn the_database_and_the_window_use_the_same_words() {
        for format in RecipeFormat::ALL {
            let json = serde_json::to_value(format).unwrap();
            assert_eq!(json, format.as_str());
            assert_eq!(RecipeFormat::from_word(format.as_str()), Some(format));
        }
        assert_eq!(RecipeFormat::from_word("novelai"), None);
    }
}
