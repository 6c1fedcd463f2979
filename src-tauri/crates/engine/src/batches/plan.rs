//! What a batch asks for, one request a place. Pure: prices and assets are looked at elsewhere.

use std::collections::HashMap;

use studio_domain::{
    BatchAxis, BatchId, BatchKind, Control, Generate, GenerateBatch, MOST_BATCH_CELLS, ModelRef,
    ParamValue, Params, PromptUse, PromptVariable,
};
use studio_providers::{Given, ModelSpec};

use super::template::Template;
use crate::error::EngineError;

/// One place of a batch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// What is asked for there.
    pub request: Generate,
    /// What is said above its column.
    pub column_label: Option<String>,
    /// What is said beside its row.
    pub row_label: Option<String>,
}

/// The models of a batch by their names.
pub(super) type Models = HashMap<ModelRef, ModelSpec>;

/// A step along one side of the grid: what it sets, and what it is called.
#[derive(Clone)]
enum Step<'a> {
    Stay,
    Set(&'a str, &'a ParamValue),
    Ask(&'a ModelRef),
}

/// Every model that a batch asks.
pub(super) fn models_of(batch: &GenerateBatch) -> Vec<ModelRef> {
    let mut models = vec![batch.base.model.clone()];
    for axis in [&batch.columns, &batch.rows].into_iter().flatten() {
        if let BatchAxis::Model { models: of_axis } = axis {
            models.extend(of_axis.iter().cloned());
        }
    }
    models
}

/// What the batch mainly varies.
pub(super) fn kind_of(batch: &GenerateBatch, prompts: usize) -> BatchKind {
    if batch.columns.is_some() || batch.rows.is_some() {
        BatchKind::Grid
    } else if prompts > 1 {
        BatchKind::Prompts
    } else {
        BatchKind::Seeds
    }
}

/// The prompts with everything filled in.
pub(super) fn prompts_of(
    batch: &GenerateBatch,
    model: &ModelSpec,
) -> Result<Vec<String>, EngineError> {
    if model.prompt == PromptUse::Unused {
        return Ok(vec![String::new()]);
    }
    check_variables(&batch.variables)?;
    let common = std::slice::from_ref(&batch.base.prompt);
    let given = if batch.prompts.is_empty() {
        common
    } else {
        &batch.prompts
    };
    let templates: Vec<Template> = given
        .iter()
        .map(|prompt| Template::parse(prompt, &batch.variables))
        .collect();
    let count = templates
        .iter()
        .map(|template| template.count(&batch.variables))
        .fold(0, u64::saturating_add);
    check_count(count)?;
    Ok(templates
        .iter()
        .flat_map(|template| template.expand(&batch.variables))
        .collect())
}

/// Every place of the batch: rows from top to bottom, in each its columns.
pub(super) fn places(
    batch: &GenerateBatch,
    id: BatchId,
    prompts: &[String],
    models: &Models,
) -> Result<Vec<Place>, EngineError> {
    let (columns, rows) = (steps(batch.columns.as_ref()), steps(batch.rows.as_ref()));
    let seeds = batch.seeds.max(1);
    let sides = [prompts.len(), columns.len(), rows.len()];
    let count = sides
        .iter()
        .map(|side| *side as u64)
        .fold(u64::from(seeds), u64::saturating_mul);
    check_count(count)?;
    let mut places = Vec::new();
    for row in &rows {
        for prompt in prompts {
            for column in &columns {
                for seed in 0..seeds {
                    let draft = Draft {
                        batch,
                        models,
                        prompt,
                        many_prompts: prompts.len() > 1,
                        seed: (seeds > 1).then(|| (seed_of(id), seed)),
                    };
                    places.push(draft.place(column, row)?);
                }
            }
        }
    }
    Ok(places)
}

/// A place that is being filled in.
struct Draft<'a> {
    batch: &'a GenerateBatch,
    models: &'a Models,
    prompt: &'a str,
    many_prompts: bool,
    /// The batch's own seed and which after it, where several are made.
    seed: Option<(u64, u32)>,
}

impl Draft<'_> {
    fn place(&self, column: &Step<'_>, row: &Step<'_>) -> Result<Place, EngineError> {
        let base = &self.batch.base;
        let asked = [column, row].into_iter().find_map(|step| match step {
            Step::Ask(model) => Some((*model).clone()),
            Step::Stay | Step::Set(..) => None,
        });
        let reference = asked.unwrap_or_else(|| base.model.clone());
        let model = self
            .models
            .get(&reference)
            .ok_or(EngineError::NotFound("The model"))?;
        let mut params = if reference == base.model {
            base.params.clone()
        } else {
            fitting(model, &base.params, &given(base))
        };
        for step in [column, row] {
            if let Step::Set(id, value) = step {
                params.insert((*id).to_owned(), (*value).clone());
            }
        }
        let seed_label = self.set_seed(model, &mut params);
        let has_prompt_rows = self.many_prompts && matches!(row, Step::Stay);
        Ok(Place {
            column_label: self.label(column).or(seed_label),
            row_label: self
                .label(row)
                .or_else(|| has_prompt_rows.then(|| self.prompt.to_owned())),
            request: Generate {
                prompt: self.prompt.to_owned(),
                model: reference,
                params,
                inputs: base.inputs.clone(),
            },
        })
    }

    /// Gives this one of several its seed, and says which.
    fn set_seed(&self, model: &ModelSpec, params: &mut Params) -> Option<String> {
        let (drawn, number) = self.seed?;
        let seed = model
            .parameters
            .iter()
            .find(|parameter| parameter.control == Control::Seed);
        let Some(seed) = seed else {
            return Some(format!("{}", number + 1));
        };
        let value = nth_seed(
            params.get(&seed.id),
            seed.minimum,
            seed.maximum,
            drawn,
            number,
        );
        params.insert(seed.id.clone(), ParamValue::Integer(value));
        Some(format!("{} {value}", seed.label))
    }

    fn label(&self, step: &Step<'_>) -> Option<String> {
        match step {
            Step::Stay => None,
            Step::Ask(reference) => self.models.get(*reference).map(|model| model.name.clone()),
            Step::Set(id, value) => {
                let base = self.models.get(&self.batch.base.model)?;
                let parameter = base.parameters.iter().find(|it| it.id == *id);
                let shown = in_words(value);
                Some(match parameter {
                    Some(parameter) => {
                        let choice = parameter.choices.iter().find(|it| it.value == shown);
                        let shown = choice.map_or(shown.as_str(), |choice| choice.label.as_str());
                        format!("{}: {shown}", parameter.label)
                    }
                    None => shown,
                })
            }
        }
    }
}

fn steps(axis: Option<&BatchAxis>) -> Vec<Step<'_>> {
    match axis {
        None => vec![Step::Stay],
        Some(BatchAxis::Parameter { id, values }) => {
            values.iter().map(|value| Step::Set(id, value)).collect()
        }
        Some(BatchAxis::Model { models }) => models.iter().map(Step::Ask).collect(),
    }
}

/// Those of the parameters that another model takes as they are.
fn fitting(model: &ModelSpec, params: &Params, given: &Given) -> Params {
    params
        .iter()
        .filter(|(id, value)| {
            let alone = Params::from([((*id).clone(), (*value).clone())]);
            model.validate(&alone, given).is_ok()
        })
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect()
}

fn given(request: &Generate) -> Given {
    let mut given = Given::new();
    for input in &request.inputs {
        *given.entry(input.slot.clone()).or_default() += 1;
    }
    given
}

/// The batch's own seed, where none was chosen.
fn seed_of(id: BatchId) -> u64 {
    let bytes = id.as_bytes();
    let tail = bytes.iter().rev().take(8);
    tail.fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}

/// The seed so many after the chosen or drawn one, within the parameter's range.
fn nth_seed(
    chosen: Option<&ParamValue>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    drawn: u64,
    number: u32,
) -> i64 {
    const MOST: i64 = 4_294_967_295;
    let lowest = minimum.map_or(0, whole);
    let highest = maximum.map_or(MOST, whole).max(lowest);
    let range = highest.saturating_sub(lowest).saturating_add(1);
    let first = match chosen {
        Some(ParamValue::Integer(seed)) => seed.saturating_sub(lowest),
        _ => i64::try_from(drawn % range.unsigned_abs()).unwrap_or(0),
    };
    lowest.saturating_add(first.saturating_add(i64::from(number)).rem_euclid(range))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a seed's limits are whole numbers that JavaScript holds exactly"
)]
fn whole(limit: f64) -> i64 {
    limit as i64
}

fn in_words(value: &ParamValue) -> String {
    match value {
        ParamValue::Boolean(true) => "on".to_owned(),
        ParamValue::Boolean(false) => "off".to_owned(),
        ParamValue::Integer(number) => number.to_string(),
        ParamValue::Number(number) => number.to_string(),
        ParamValue::Text(text) => text.clone(),
    }
}

fn check_variables(variables: &[PromptVariable]) -> Result<(), EngineError> {
    for (at, variable) in variables.iter().enumerate() {
        let is_taken = variables[..at].iter().any(|it| it.name == variable.name);
        let is_name = !variable.name.trim().is_empty()
            && variable.name.trim() == variable.name
            && !variable.name.contains(['{', '}', '|', '\\']);
        if is_taken || !is_name || variable.values.is_empty() {
            return Err(EngineError::InvalidInput {
                message: format!(
                    "The variable \u{201c}{}\u{201d} cannot be used.",
                    variable.name
                ),
                hint: "Give each variable a name of its own, without braces or bars, and at \
                       least one value.",
            });
        }
    }
    Ok(())
}

fn check_count(count: u64) -> Result<(), EngineError> {
    if count == 0 {
        return Err(EngineError::InvalidInput {
            message: "There is nothing to make.".to_owned(),
            hint: "Give each side of the grid at least one value.",
        });
    }
    if count > MOST_BATCH_CELLS as u64 {
        return Err(EngineError::InvalidInput {
            message: format!("This would make {count}; {MOST_BATCH_CELLS} is the most at once."),
            hint: "Use fewer prompts, seeds or values.",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
