//! Models, parameters and prices: from the words of the file to checked types.

use std::collections::{BTreeMap, BTreeSet};

use studio_domain::{Choice, Control, Currency, ParamValue, Parameter, Prices};

use super::format::{ListedToml, ManifestToml, ModelToml, ParameterToml, PricesToml};
use super::listed::{ListedRule, ListedTemplate};
use super::locate::{Located, Step, at};
use super::{Fault, ManifestError, Operation, decimal};
use crate::model::ModelSpec;
use crate::params;
use crate::template::Reference;

/// The parameter definitions of a manifest by their names there.
pub(super) struct Definitions(BTreeMap<String, Parameter>);

impl Definitions {
    pub(super) fn read(file: &Located<'_>, raw: &ManifestToml) -> Result<Self, ManifestError> {
        let mut definitions = BTreeMap::new();
        for (name, parameter) in &raw.parameters {
            let built = build_parameter(name, parameter);
            check_parameter(&built)
                .map_err(|message| file.invalid(at!["parameters", name], message))?;
            definitions.insert(name.clone(), built);
        }
        Ok(Self(definitions))
    }

    /// The parameters that a list of names stands for.
    fn resolve(
        &self,
        file: &Located<'_>,
        way: &[Step],
        names: &[String],
    ) -> Result<Vec<Parameter>, ManifestError> {
        let mut parameters: Vec<Parameter> = Vec::with_capacity(names.len());
        for name in names {
            let Some(found) = self.0.get(name) else {
                return Err(file.invalid(way, format!("there is no parameter `{name}`")));
            };
            if parameters.iter().any(|other| other.id == found.id) {
                let message = format!("two parameters have the id `{}`", found.id);
                return Err(file.invalid(way, message));
            }
            parameters.push(found.clone());
        }
        Ok(parameters)
    }

    /// The first definition that no model uses.
    pub(super) fn unused(&self, raw: &ManifestToml) -> Option<String> {
        let used: BTreeSet<&String> = raw
            .models
            .iter()
            .flat_map(|model| &model.parameters)
            .chain(raw.listed_models.iter().flat_map(|rule| &rule.parameters))
            .collect();
        self.0.keys().find(|name| !used.contains(name)).cloned()
    }
}

fn build_parameter(name: &str, raw: &ParameterToml) -> Parameter {
    Parameter {
        id: raw.id.clone().unwrap_or_else(|| name.to_owned()),
        label: raw.label.clone(),
        help: raw.help.clone(),
        control: raw.control,
        minimum: raw.minimum,
        maximum: raw.maximum,
        step: raw.step,
        unit: raw.unit.clone(),
        default: raw.default.clone(),
        choices: raw
            .choices
            .iter()
            .map(|choice| Choice {
                value: choice.value.clone(),
                label: choice.label.clone(),
            })
            .collect(),
    }
}

fn check_parameter(parameter: &Parameter) -> Result<(), Fault> {
    let id = &parameter.id;
    let is_word = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if id.is_empty() || !is_word {
        return Err(Fault::new(format!(
            "the parameter id `{id}` may hold letters, digits and `_` only"
        )));
    }
    let needs_choices = parameter.control == Control::Choice;
    if needs_choices == parameter.choices.is_empty() {
        return Err(Fault::new(format!(
            "`{id}` must have choices exactly when its control is `choice`"
        )));
    }
    let values: BTreeSet<_> = parameter
        .choices
        .iter()
        .map(|choice| &choice.value)
        .collect();
    if values.len() < parameter.choices.len() {
        return Err(Fault::new(format!("`{id}` has the same choice twice")));
    }
    let bounded = parameter.minimum.is_some() && parameter.maximum.is_some();
    if parameter.control == Control::Slider && !bounded {
        return Err(Fault::new(format!(
            "the slider `{id}` needs a minimum and a maximum"
        )));
    }
    if let (Some(minimum), Some(maximum)) = (parameter.minimum, parameter.maximum)
        && minimum >= maximum
    {
        return Err(Fault::new(format!(
            "the minimum of `{id}` must be below its maximum"
        )));
    }
    if let Some(default) = &parameter.default {
        check_default(parameter, default)?;
    }
    Ok(())
}

fn check_default(parameter: &Parameter, default: &ParamValue) -> Result<(), Fault> {
    let checked = params::check(parameter, default).map_err(|problem| {
        Fault::new(format!(
            "the default of `{}` is wrong: {problem}",
            parameter.id
        ))
    })?;
    if checked == *default {
        Ok(())
    } else {
        Err(Fault::new(format!(
            "the default of `{}` must be a whole number",
            parameter.id
        )))
    }
}

/// Everything that models are checked against.
pub(super) struct ModelContext<'a> {
    pub(super) file: &'a Located<'a>,
    pub(super) definitions: &'a Definitions,
    pub(super) operations: &'a BTreeMap<String, Operation>,
}

impl ModelContext<'_> {
    pub(super) fn models(&self, raw: &[ModelToml]) -> Result<Vec<ModelSpec>, ManifestError> {
        let mut models: Vec<ModelSpec> = Vec::with_capacity(raw.len());
        for (index, model) in raw.iter().enumerate() {
            if models.iter().any(|other| other.id == model.id) {
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
        let parameters = self.definitions.resolve(file, way, &raw.parameters)?;
        let operation_way = at!["models", index, "operation"];
        self.check_operation(operation_way, &raw.operation, raw.modality, &parameters)?;
        let prices = raw
            .prices
            .as_ref()
            .map(|prices| build_prices(file, index, prices))
            .transpose()?;
        if raw.free && prices.is_some() {
            let message = format!("`{}` cannot be free and have prices", raw.id);
            return Err(file.invalid(at!["models", index, "free"], message));
        }
        Ok(ModelSpec {
            id: raw.id.clone(),
            name: raw.name.clone(),
            description: raw.description.clone(),
            modality: raw.modality,
            status: raw.status,
            operation: raw.operation.clone(),
            context_window: raw.context_window,
            output_limit: raw.output_limit,
            prompt_limit: raw.prompt_limit,
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
                let parameters = self.definitions.resolve(file, way, &raw.parameters)?;
                self.check_operation(way, operation, modality, &parameters)?;
                Some(ListedTemplate {
                    operation: operation.clone(),
                    modality,
                    status: raw
                        .status
                        .unwrap_or(studio_domain::ModelStatus::Experimental),
                    free_when_local: raw.free_when_local,
                    parameters,
                })
            }
            _ => {
                let message = "a rule is either `hidden` or has `operation` and `modality`";
                return Err(file.invalid(way, message));
            }
        };
        Ok(ListedRule { words, template })
    }

    /// The operation exists, makes what the model makes, and sends each of its parameters.
    fn check_operation(
        &self,
        way: &[Step],
        name: &str,
        modality: studio_domain::Modality,
        parameters: &[Parameter],
    ) -> Result<(), ManifestError> {
        let Some(operation) = self.operations.get(name) else {
            return Err(self
                .file
                .invalid(way, format!("there is no operation `{name}`")));
        };
        if !operation.makes(modality) {
            let message = format!("the operation `{name}` does not make what this model makes");
            return Err(self.file.invalid(way, message));
        }
        let Some(sent) = operation.references() else {
            return Ok(());
        };
        let is_sent = |id: &String| sent.contains(&Reference::Parameter(id.clone()));
        match parameters.iter().find(|parameter| !is_sent(&parameter.id)) {
            Some(lost) => {
                let message = format!("the operation `{name}` never sends `{}`", lost.id);
                Err(self.file.invalid(way, message))
            }
            None => Ok(()),
        }
    }
}

fn build_prices(
    file: &Located<'_>,
    index: usize,
    raw: &PricesToml,
) -> Result<Prices, ManifestError> {
    if !decimal::is_day(&raw.read_on) {
        let message = format!("`{}` is not a day such as 2026-11-20", raw.read_on);
        return Err(file.invalid(at!["models", index, "prices", "read_on"], message));
    }
    let price = |field: &str, text: &Option<String>| {
        let Some(text) = text else { return Ok(None) };
        decimal::price(text).map(Some).ok_or_else(|| {
            let message = format!("`{text}` is not a price such as \"0.25\"");
            file.invalid(at!["models", index, "prices", field], message)
        })
    };
    let prices = Prices {
        currency: raw.currency.unwrap_or(Currency::USD),
        read_on: raw.read_on.clone(),
        input: price("input", &raw.input)?,
        cached_input: price("cached_input", &raw.cached_input)?,
        output: price("output", &raw.output)?,
        image: price("image", &raw.image)?,
    };
    let none = [
        prices.input,
        prices.cached_input,
        prices.output,
        prices.image,
    ]
    .iter()
    .all(Option::is_none);
    if none {
        return Err(file.invalid(at!["models", index, "prices"], "there is no price in it"));
    }
    Ok(prices)
}
