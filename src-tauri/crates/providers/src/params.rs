//! Checking the parameters of a request against what the model declares.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use studio_domain::{
    Control, ErrorCode, InputSlot, ParamValue, Parameter, Params, Problem, VisibleWhen,
};

use crate::model::{Given, ModelSpec};

/// The largest whole number that JavaScript holds exactly: 2^53 - 1.
pub(crate) const LARGEST_INTEGER: i64 = (1 << 53) - 1;

/// Why parameters cannot be sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ParamProblem {
    /// The model has no such parameter.
    #[error("This model has no parameter `{id}`.")]
    Unknown {
        /// The parameter.
        id: String,
    },
    /// The value is not of the parameter's type.
    #[error("{label} must be {expected}.")]
    WrongType {
        /// The parameter.
        id: String,
        /// Its label.
        label: String,
        /// What it takes.
        expected: &'static str,
    },
    /// The number is outside the range.
    #[error("{label} must be {allowed}.")]
    OutOfRange {
        /// The parameter.
        id: String,
        /// Its label.
        label: String,
        /// The range in words.
        allowed: String,
    },
    /// The number is between two steps.
    #[error("{label} goes in steps of {step}.")]
    OffStep {
        /// The parameter.
        id: String,
        /// Its label.
        label: String,
        /// The step.
        step: f64,
    },
    /// The text is none of the choices.
    #[error("{label} cannot be `{value}`; it can be {choices}.")]
    NotAChoice {
        /// The parameter.
        id: String,
        /// Its label.
        label: String,
        /// What was given.
        value: String,
        /// The choices, in words.
        choices: String,
    },
    /// The model takes nothing of that kind.
    #[error("This model has no place for `{id}`.")]
    UnknownInput {
        /// The slot.
        id: String,
    },
    /// Nothing can be made without it.
    #[error("{label} is missing.")]
    MissingInput {
        /// The slot.
        id: String,
        /// Its label.
        label: String,
    },
    /// It has no meaning without another.
    #[error("{label} goes only together with {needed}.")]
    InputNeedsAnother {
        /// The slot.
        id: String,
        /// Its label.
        label: String,
        /// The label of the other.
        needed: String,
    },
    /// More are given than the model takes.
    #[error("{label} takes at most {most}.")]
    TooManyInputs {
        /// The slot.
        id: String,
        /// Its label.
        label: String,
        /// How many it takes.
        most: u32,
    },
}

impl ParamProblem {
    /// The parameter or slot at fault.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Unknown { id }
            | Self::WrongType { id, .. }
            | Self::OutOfRange { id, .. }
            | Self::OffStep { id, .. }
            | Self::NotAChoice { id, .. }
            | Self::UnknownInput { id }
            | Self::MissingInput { id, .. }
            | Self::InputNeedsAnother { id, .. }
            | Self::TooManyInputs { id, .. } => id,
        }
    }

    /// The problem as the window shows it.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem::new(ErrorCode::InvalidInput, self.to_string())
    }
}

/// Whether what is given fits the slots.
pub(crate) fn check_inputs(slots: &[InputSlot], given: &Given) -> Result<(), ParamProblem> {
    let is_slot = |id: &String| slots.iter().any(|slot| slot.id == *id);
    if let Some(id) = given.keys().find(|id| !is_slot(id)) {
        return Err(ParamProblem::UnknownInput { id: id.clone() });
    }
    for slot in slots {
        let count = given.get(&slot.id).copied().unwrap_or(0);
        if slot.required && count == 0 {
            return Err(ParamProblem::MissingInput {
                id: slot.id.clone(),
                label: slot.label.clone(),
            });
        }
        let misses = |needed: &&String| given.get(*needed).copied().unwrap_or(0) == 0;
        if let Some(needed) = slot
            .needs
            .as_ref()
            .filter(|needed| count > 0 && misses(needed))
        {
            let needed = slots.iter().find(|other| other.id == *needed);
            return Err(ParamProblem::InputNeedsAnother {
                id: slot.id.clone(),
                label: slot.label.clone(),
                needed: needed.map_or_else(String::new, |needed| needed.label.clone()),
            });
        }
        if count > slot.most as usize {
            return Err(ParamProblem::TooManyInputs {
                id: slot.id.clone(),
                label: slot.label.clone(),
                most: slot.most,
            });
        }
    }
    Ok(())
}

pub(crate) fn validate(
    parameters: &[Parameter],
    params: &Params,
    given: &Given,
) -> Result<Params, ParamProblem> {
    if let Some(id) = params
        .keys()
        .find(|id| parameters.iter().all(|parameter| parameter.id != **id))
    {
        return Err(ParamProblem::Unknown { id: id.clone() });
    }
    let mut checked = Params::new();
    for parameter in parameters {
        let value = params.get(&parameter.id).or(parameter.default.as_ref());
        let Some(value) = value else { continue };
        let value = check(parameter, value)?;
        if has_meaning(parameter, &checked, given) {
            checked.insert(parameter.id.clone(), value);
        }
    }
    Ok(checked)
}

/// Whether a parameter has a meaning with the values of those before it and what is given.
fn has_meaning(parameter: &Parameter, before: &Params, given: &Given) -> bool {
    let is_given = |slot: &String| given.get(slot).is_some_and(|count| *count > 0);
    match &parameter.visible_when {
        None => true,
        Some(VisibleWhen::Parameter { id, values }) => {
            before.get(id).is_some_and(|value| values.contains(value))
        }
        Some(VisibleWhen::ParameterGiven { id }) => before
            .get(id)
            .is_some_and(|value| *value != ParamValue::Text(String::new())),
        Some(VisibleWhen::InputGiven { slot }) => is_given(slot),
        Some(VisibleWhen::InputMissing { slot }) => !is_given(slot),
    }
}

/// Checked values as requests hold them: numbers that are choices as numbers, texts that are
/// lists as lists.
pub(crate) fn as_sent(model: &ModelSpec, params: &Params) -> Value {
    let sent = params
        .iter()
        .map(|(id, value)| (id.clone(), value_as_sent(model, id, value)));
    Value::Object(sent.collect::<Map<_, _>>())
}

/// What choices give in place of their values, by value.
pub(crate) type ChoicesGive = BTreeMap<String, Value>;

pub(crate) fn value_as_sent(model: &ModelSpec, id: &str, value: &ParamValue) -> Value {
    let plain = || serde_json::to_value(value).unwrap_or_default();
    let parameter = model.parameters.iter().find(|parameter| parameter.id == id);
    let (Some(parameter), ParamValue::Text(text)) = (parameter, value) else {
        return plain();
    };
    if let Some(given) = model.gives.get(id).and_then(|choices| choices.get(text)) {
        return given.clone();
    }
    if let Some(separator) = &parameter.separator {
        let pieces = text.split(separator.as_str()).map(str::trim);
        return pieces.filter(|piece| !piece.is_empty()).collect();
    }
    if parameter.numeric {
        return number_of(text).unwrap_or_else(plain);
    }
    plain()
}

/// The number that a choice's text writes.
pub(crate) fn number_of(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(whole) => Some(Value::from(whole)),
        Err(_) => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Value::from),
    }
}

/// The value in the type the parameter has, if it is allowed.
pub(crate) fn check(parameter: &Parameter, value: &ParamValue) -> Result<ParamValue, ParamProblem> {
    let wrong_type = |expected| ParamProblem::WrongType {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        expected,
    };
    match (parameter.control, value) {
        (Control::Switch, ParamValue::Boolean(_))
        | (Control::Text | Control::TextArea | Control::Voice, ParamValue::Text(_)) => {
            Ok(value.clone())
        }
        (Control::Switch, _) => Err(wrong_type("on or off")),
        (Control::Text | Control::TextArea, _) => Err(wrong_type("text")),
        (Control::Voice, _) => Err(wrong_type("one of the voices")),
        (Control::Choice, ParamValue::Text(text)) => check_choice(parameter, text),
        (Control::Choice, _) => Err(wrong_type("one of its choices")),
        (Control::Slider | Control::Number | Control::Seed, _) => check_number(parameter, value),
    }
}

fn check_choice(parameter: &Parameter, text: &str) -> Result<ParamValue, ParamProblem> {
    if parameter.choices.iter().any(|choice| choice.value == text) {
        return Ok(ParamValue::Text(text.to_owned()));
    }
    let choices: Vec<_> = parameter
        .choices
        .iter()
        .map(|choice| format!("`{}`", choice.value))
        .collect();
    Err(ParamProblem::NotAChoice {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        value: text.chars().take(80).collect(),
        choices: choices.join(", "),
    })
}

/// Whether the parameter takes whole numbers only.
pub(crate) fn takes_whole_numbers(parameter: &Parameter) -> bool {
    let whole = |number: Option<f64>| number.is_none_or(|number| number.fract() == 0.0);
    parameter.control == Control::Seed
        || (parameter.step.is_some() && whole(parameter.step) && whole(parameter.minimum))
}

fn check_number(parameter: &Parameter, value: &ParamValue) -> Result<ParamValue, ParamProblem> {
    let wrong_type = |expected| ParamProblem::WrongType {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        expected,
    };
    let whole = takes_whole_numbers(parameter);
    let number = match value {
        ParamValue::Integer(number) if number.abs() <= LARGEST_INTEGER => {
            // Within ±2^53 the conversion is exact.
            #[expect(clippy::cast_precision_loss, reason = "checked to be within ±2^53")]
            let exact = *number as f64;
            exact
        }
        ParamValue::Number(number) if number.is_finite() => *number,
        _ => return Err(wrong_type("a number")),
    };
    check_range(parameter, number)?;
    check_step(parameter, number)?;
    if !whole {
        return Ok(match value {
            ParamValue::Integer(_) => value.clone(),
            _ => ParamValue::Number(number),
        });
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number within ±2^53 fits"
    )]
    match number {
        whole if whole.fract() == 0.0 && whole.abs() < 9_007_199_254_740_992.0 => {
            Ok(ParamValue::Integer(whole as i64))
        }
        _ => Err(wrong_type("a whole number")),
    }
}

fn check_range(parameter: &Parameter, number: f64) -> Result<(), ParamProblem> {
    let below = parameter.minimum.is_some_and(|minimum| number < minimum);
    let above = parameter.maximum.is_some_and(|maximum| number > maximum);
    if !below && !above {
        return Ok(());
    }
    let allowed = match (parameter.minimum, parameter.maximum) {
        (Some(minimum), Some(maximum)) => format!("between {minimum} and {maximum}"),
        (Some(minimum), None) => format!("at least {minimum}"),
        (None, Some(maximum)) => format!("at most {maximum}"),
        (None, None) => "another number".to_owned(),
    };
    Err(ParamProblem::OutOfRange {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        allowed,
    })
}

fn check_step(parameter: &Parameter, number: f64) -> Result<(), ParamProblem> {
    let Some(step) = parameter.step.filter(|step| *step > 0.0) else {
        return Ok(());
    };
    let steps = (number - parameter.minimum.unwrap_or(0.0)) / step;
    // Decimal steps such as 0.1 are not exact in binary; a millionth of a step is forgiven.
    if (steps - steps.round()).abs() < 1e-6 {
        return Ok(());
    }
    Err(ParamProblem::OffStep {
        id: parameter.id.clone(),
        label: parameter.label.clone(),
        step,
    })
}

#[cfg(test)]
mod tests;
