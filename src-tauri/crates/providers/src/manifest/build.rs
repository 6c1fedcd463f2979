//! Models: from the words of the file to checked types.

use std::collections::{BTreeMap, BTreeSet};

use studio_domain::{InputSlot, Modality, Parameter, VisibleWhen};

use super::definitions::Definitions;
use super::format::{ListedToml, ModelToml, VariantToml};
use super::listed::{ListedRule, ListedTemplate};
use super::locate::{Located, Step, at};
use super::{ManifestError, Operation, prices, results};
use crate::model::{ModelSpec, Variant};
use crate::template::Reference;

/// Everything that models are checked against.
pub(super) struct ModelContext<'a> {
    pub(super) file: &'a Located<'a>,
    pub(super) definitions: &'a Definitions,
    pub(super) operations: &'a BTreeMap<String, Operation>,
}

/// What a model or a rule says of how it is run.
struct Running<'a> {
    operation: &'a String,
    variants: &'a [Variant],
    modality: Modality,
    parameters: &'a [Parameter],
    inputs: &'a [InputSlot],
}

impl ModelContext<'_> {
    pub(super) fn models(&self, raw: &[ModelToml]) -> Result<Vec<ModelSpec>, ManifestError> {
        let mut models: Vec<ModelSpec> = Vec::with_capacity(raw.len());
        let mut ids = BTreeSet::new();
        for (index, model) in raw.iter().enumerate() {
            if !ids.insert(&model.id) {
                let message = format!("there are two models with the id `{}`", model.id);
                return Err(self.file.invalid(at!["models", index, "id"], message));
            }
            models.push(self.model(index, model)?);
        }
        Ok(models)
    }

    fn model(&self, index: usize, raw: &ModelToml) -> Result<ModelSpec, ManifestError> {
        let file = self.file;
        let way = at!["models", index, "parameters"];
        let parameters = self.definitions.parameters(file, way, &raw.parameters)?;
        let inputs_way = at!["models", index, "inputs"];
        let inputs = self.definitions.inputs(file, inputs_way, &raw.inputs)?;
        let variants = variants(&raw.variants);
        self.check_running(
            at!["models", index, "operation"],
            &Running {
                operation: &raw.operation,
                variants: &variants,
                modality: raw.modality,
                parameters: &parameters,
                inputs: &inputs,
            },
        )?;
        let prices = raw
            .prices
            .as_ref()
            .map(|raw| prices::build(file, index, raw, &parameters))
            .transpose()?;
        if raw.free && prices.is_some() {
            let message = format!("`{}` cannot be free and have prices", raw.id);
            return Err(file.invalid(at!["models", index, "free"], message));
        }
        Ok(ModelSpec {
            id: raw.id.clone(),
            remote: raw.remote.clone().unwrap_or_else(|| raw.id.clone()),
            name: raw.name.clone(),
            description: raw.description.clone(),
            modality: raw.modality,
            status: raw.status,
            operation: raw.operation.clone(),
            variants,
            context_window: raw.context_window,
            output_limit: raw.output_limit,
            prompt: raw.prompt,
            prompt_limit: raw.prompt_limit,
            capabilities: raw.capabilities,
            inputs,
            values: constants(&raw.values),
            gives: self.definitions.gives(&raw.parameters),
            prices,
            free: raw.free,
            parameters,
        })
    }

    pub(super) fn listed(&self, raw: &[ListedToml]) -> Result<Vec<ListedRule>, ManifestError> {
        raw.iter()
            .enumerate()
            .map(|(index, rule)| self.listed_rule(index, rule))
            .collect()
    }

    fn listed_rule(&self, index: usize, raw: &ListedToml) -> Result<ListedRule, ManifestError> {
        let file = self.file;
        let words: Vec<String> = raw.words.iter().flatten().cloned().collect();
        let way = at!["listed_models", index];
        if raw.words.is_some() && (words.is_empty() || words.iter().any(String::is_empty)) {
            return Err(file.invalid(way, "`words` must hold words; leave it out for every id"));
        }
        if words.iter().any(|word| *word != word.to_lowercase()) {
            return Err(file.invalid(way, "`words` are written in lower case"));
        }
        let template = match (&raw.operation, raw.modality, raw.hidden) {
            (None, None, true) => None,
            (Some(operation), Some(modality), false) => {
                Some(self.listed_template(way, raw, operation, modality)?)
            }
            _ => {
                let message = "a rule is either `hidden` or has `operation` and `modality`";
                return Err(file.invalid(way, message));
            }
        };
        Ok(ListedRule { words, template })
    }

    fn listed_template(
        &self,
        way: &[Step],
        raw: &ListedToml,
        operation: &String,
        modality: Modality,
    ) -> Result<ListedTemplate, ManifestError> {
        let parameters = self
            .definitions
            .parameters(self.file, way, &raw.parameters)?;
        let inputs = self.definitions.inputs(self.file, way, &raw.inputs)?;
        let variants = variants(&raw.variants);
        self.check_running(
            way,
            &Running {
                operation,
                variants: &variants,
                modality,
                parameters: &parameters,
                inputs: &inputs,
            },
        )?;
        Ok(ListedTemplate {
            operation: operation.clone(),
            variants,
            modality,
            status: raw
                .status
                .unwrap_or(studio_domain::ModelStatus::Experimental),
            free_when_local: raw.free_when_local,
            prompt: raw.prompt,
            capabilities: raw.capabilities,
            inputs,
            values: constants(&raw.values),
            gives: self.definitions.gives(&raw.parameters),
            parameters,
        })
    }

    /// The operations exist, make what the model makes, and together send all it can be told and
    /// given.
    fn check_running(&self, way: &[Step], running: &Running<'_>) -> Result<(), ManifestError> {
        let mut sent = BTreeSet::new();
        let names = running.variants.iter().map(|variant| &variant.operation);
        for name in std::iter::once(running.operation).chain(names) {
            let Some(operation) = self.operations.get(name) else {
                let message = format!("there is no operation `{name}`");
                return Err(self.file.invalid(way, message));
            };
            if !operation.makes(running.modality) {
                let message = format!("the operation `{name}` does not make what this model makes");
                return Err(self.file.invalid(way, message));
            }
            match operation.references() {
                Some(references) => sent.extend(references),
                None => return Ok(()),
            }
        }
        self.check_slots(way, running)?;
        let name = running.operation;
        // The seed of the context is the parameter, where one is set.
        let seed = sent.contains(&Reference::Other("seed".to_owned()));
        let is_sent = |id: &String| {
            (seed && id == "seed") || sent.contains(&Reference::Parameter(id.clone()))
        };
        if let Some(lost) = running.parameters.iter().find(|one| !is_sent(&one.id)) {
            let message = format!("the operation `{name}` never sends `{}`", lost.id);
            return Err(self.file.invalid(way, message));
        }
        let is_given = |id: &String| sent.contains(&Reference::Input(id.clone()));
        if let Some(lost) = running.inputs.iter().find(|slot| !is_given(&slot.id)) {
            let message = format!("the operation `{name}` never sends the input `{}`", lost.id);
            return Err(self.file.invalid(way, message));
        }
        Ok(())
    }

    /// Conditions name slots that the model has.
    fn check_slots(&self, way: &[Step], running: &Running<'_>) -> Result<(), ManifestError> {
        let named = running.variants.iter().flat_map(|variant| &variant.when);
        let conditions =
            running
                .parameters
                .iter()
                .filter_map(|parameter| match &parameter.visible_when {
                    Some(VisibleWhen::InputGiven { slot } | VisibleWhen::InputMissing { slot }) => {
                        Some(slot)
                    }
                    _ => None,
                });
        let has = |id: &&String| running.inputs.iter().any(|slot| slot.id == **id);
        match named.chain(conditions).find(|id| !has(id)) {
            Some(id) => {
                let message = format!("the model has no input `{id}`");
                Err(self.file.invalid(way, message))
            }
            None => Ok(()),
        }
    }
}

fn constants(raw: &BTreeMap<String, toml::Value>) -> BTreeMap<String, serde_json::Value> {
    raw.iter()
        .map(|(name, value)| (name.clone(), results::json_of(value)))
        .collect()
}

fn variants(raw: &[VariantToml]) -> Vec<Variant> {
    raw.iter()
        .map(|variant| Variant {
            when: variant.when.words(),
            operation: variant.operation.clone(),
        })
        .collect()
}
