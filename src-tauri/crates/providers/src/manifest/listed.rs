//! Models that only a provider's own list names: what they are taken for.

use std::collections::BTreeMap;

use studio_domain::{Capabilities, InputSlot, Modality, ModelStatus, Parameter, PromptUse};
use url::Url;

use super::Manifest;
use crate::address::is_local;
use crate::model::{ModelSpec, Variant};
use crate::params::ChoicesGive;

/// A model as the provider's own list names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ListedModel {
    /// The id the provider knows it by.
    pub id: String,
    /// The name people know it by; the id where the list has none.
    pub name: String,
}

/// What models whose ids hold certain words are taken for. The first rule that fits decides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListedRule {
    /// Beginnings of words in lower case; empty: every id fits.
    pub(crate) words: Vec<String>,
    /// What such a model is; `None`: it is not offered.
    pub(crate) template: Option<ListedTemplate>,
}

/// A model without its name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListedTemplate {
    pub(crate) operation: String,
    pub(crate) variants: Vec<Variant>,
    pub(crate) modality: Modality,
    pub(crate) status: ModelStatus,
    pub(crate) free_when_local: bool,
    pub(crate) prompt: PromptUse,
    pub(crate) capabilities: Capabilities,
    pub(crate) inputs: Vec<InputSlot>,
    pub(crate) values: BTreeMap<String, serde_json::Value>,
    pub(crate) gives: BTreeMap<String, ChoicesGive>,
    pub(crate) parameters: Vec<Parameter>,
}

impl Manifest {
    /// The model that a name on the provider's list stands for: the known model with that id,
    /// or one made by the manifest's rules for listed models. `None` where the rules say that
    /// it is nothing the studio can use (an embedding model, for example).
    ///
    /// `base_url` is where the server is; use of a server on this computer or in this network
    /// is taken to be free.
    #[must_use]
    pub fn listed_model(&self, listed: &ListedModel, base_url: Option<&Url>) -> Option<ModelSpec> {
        if let Some(known) = self.model(&listed.id) {
            return Some(known.clone());
        }
        let rule = self
            .listed_rules
            .iter()
            .find(|rule| rule.fits(&listed.id))?;
        let template = rule.template.as_ref()?;
        Some(ModelSpec {
            id: listed.id.clone(),
            remote: listed.id.clone(),
            name: listed.name.clone(),
            description: None,
            modality: template.modality,
            status: template.status,
            operation: template.operation.clone(),
            variants: template.variants.clone(),
            context_window: None,
            output_limit: None,
            prompt: template.prompt,
            prompt_limit: None,
            capabilities: template.capabilities,
            inputs: template.inputs.clone(),
            values: template.values.clone(),
            gives: template.gives.clone(),
            prices: None,
            free: template.free_when_local && base_url.is_some_and(is_local),
            parameters: template.parameters.clone(),
        })
    }
}

impl ListedRule {
    fn fits(&self, id: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| begins_a_word(id, word))
    }
}

/// Whether `word` stands at the beginning of `id` or right behind something that is neither a
/// letter nor a digit, whatever the case.
fn begins_a_word(id: &str, word: &str) -> bool {
    let id = id.to_lowercase();
    id.match_indices(word).any(|(at, _)| {
        id[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::begins_a_word;

    #[test]
    fn a_word_is_found_at_its_beginning_only() {
        assert!(begins_a_word("black-forest-labs/FLUX.1-schnell", "flux"));
        assert!(begins_a_word("sdxl-turbo", "sdxl"));
        assert!(begins_a_word("dall-e-3", "dall-e"));
        assert!(!begins_a_word("influx-7b", "flux"));
        assert!(!begins_a_word("wisdom", "sd"));
    }
}
