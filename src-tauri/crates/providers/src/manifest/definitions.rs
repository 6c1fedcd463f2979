//! Parameters and input slots: from the words of the file to checked types.

use std::collections::{BTreeMap, BTreeSet};

use studio_domain::{Choice, Control, InputSlot, ParamValue, Parameter, VisibleWhen};

use super::format::{InputToml, ManifestToml, ParameterToml, VisibleWhenToml};
use super::locate::{Located, Step, at};
use super::{Fault, ManifestError, results};
use crate::params::{self, ChoicesGive};

/// The parameter and input definitions of a manifest by their names there.
pub(super) struct Definitions {
    parameters: BTreeMap<String, Parameter>,
    inputs: BTreeMap<String, InputSlot>,
    /// What choices give in place of their values, by the parameter's name here.
    gives: BTreeMap<String, ChoicesGive>,
}

impl Definitions {
    pub(super) fn read(file: &Located<'_>, raw: &ManifestToml) -> Result<Self, ManifestError> {
        let mut parameters = BTreeMap::new();
        for (name, parameter) in &raw.parameters {
            let built = build_parameter(name, parameter)
                .and_then(|built| check_parameter(&built).map(|()| built))
                .map_err(|fault| file.invalid(at!["parameters", name], fault))?;
            parameters.insert(name.clone(), built);
        }
        let mut inputs = BTreeMap::new();
        for (name, input) in &raw.inputs {
            let built = build_input(name, input)
                .map_err(|fault| file.invalid(at!["inputs", name], fault))?;
            inputs.insert(name.clone(), built);
        }
        let gives = raw.parameters.iter().filter_map(|(name, parameter)| {
            let given = parameter.choices.iter().filter_map(|choice| {
                let value = choice.gives.as_ref()?;
                Some((choice.value.clone(), results::json_of(value)))
            });
            let given: ChoicesGive = given.collect();
            (!given.is_empty()).then(|| (name.clone(), given))
        });
        Ok(Self {
            gives: gives.collect(),
            parameters,
            inputs,
        })
    }

    /// What the choices of these parameters give in place of their values, by id.
    pub(super) fn gives(&self, names: &[String]) -> BTreeMap<String, ChoicesGive> {
        let given = names.iter().filter_map(|name| {
            let id = self.parameters.get(name)?.id.clone();
            Some((id, self.gives.get(name)?.clone()))
        });
        given.collect()
    }

    /// The parameters that a list of names stands for.
    pub(super) fn parameters(
        &self,
        file: &Located<'_>,
        way: &[Step],
        names: &[String],
    ) -> Result<Vec<Parameter>, ManifestError> {
        let mut parameters: Vec<Parameter> = Vec::with_capacity(names.len());
        for name in names {
            let Some(found) = self.parameters.get(name) else {
                return Err(file.invalid(way, format!("there is no parameter `{name}`")));
            };
            if parameters.iter().any(|other| other.id == found.id) {
                let message = format!("two parameters have the id `{}`", found.id);
                return Err(file.invalid(way, message));
            }
            if let Some(VisibleWhen::Parameter { id, .. } | VisibleWhen::ParameterGiven { id }) =
                &found.visible_when
                && parameters.iter().all(|other| other.id != *id)
            {
                let message = format!("`{name}` depends on `{id}`, which must stand before it");
                return Err(file.invalid(way, message));
            }
            parameters.push(found.clone());
        }
        Ok(parameters)
    }

    /// The input slots that a list of names stands for.
    pub(super) fn inputs(
        &self,
        file: &Located<'_>,
        way: &[Step],
        names: &[String],
    ) -> Result<Vec<InputSlot>, ManifestError> {
        let mut slots: Vec<InputSlot> = Vec::with_capacity(names.len());
        for name in names {
            let Some(found) = self.inputs.get(name) else {
                return Err(file.invalid(way, format!("there is no input `{name}`")));
            };
            if slots.iter().any(|other| other.id == found.id) {
                let message = format!("two inputs have the id `{}`", found.id);
                return Err(file.invalid(way, message));
            }
            slots.push(found.clone());
        }
        let is_there = |id: &String| slots.iter().any(|slot| slot.id == *id);
        let mut needed = slots.iter().filter_map(|slot| slot.needs.as_ref());
        if let Some(id) = needed.find(|id| !is_there(id)) {
            return Err(file.invalid(way, format!("an input needs `{id}`, which is not there")));
        }
        Ok(slots)
    }

    /// The way to the first definition that nothing uses.
    pub(super) fn unused(&self, raw: &ManifestToml) -> Option<(&'static str, String)> {
        let models = raw.models.iter();
        let used: BTreeSet<&String> = models
            .flat_map(|model| &model.parameters)
            .chain(raw.listed_models.iter().flat_map(|rule| &rule.parameters))
            .chain(raw.search.values().flat_map(|search| &search.parameters))
            .collect();
        let given: BTreeSet<&String> = raw
            .models
            .iter()
            .flat_map(|model| &model.inputs)
            .chain(raw.listed_models.iter().flat_map(|rule| &rule.inputs))
            .collect();
        let parameter = self.parameters.keys().find(|name| !used.contains(name));
        let input = self.inputs.keys().find(|name| !given.contains(name));
        parameter
            .map(|name| ("parameters", name.clone()))
            .or_else(|| input.map(|name| ("inputs", name.clone())))
    }
}

fn build_parameter(name: &str, raw: &ParameterToml) -> Result<Parameter, Fault> {
    Ok(Parameter {
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
        numeric: raw.number,
        separator: raw.separator.clone(),
        visible_when: raw.visible_when.as_ref().map(build_condition).transpose()?,
    })
}

fn build_condition(raw: &VisibleWhenToml) -> Result<VisibleWhen, Fault> {
    let mut conditions = Vec::with_capacity(1);
    conditions.extend(raw.parameter.as_ref().map(|id| VisibleWhen::Parameter {
        id: id.clone(),
        values: raw.values.clone(),
    }));
    let given = raw.parameter_given.as_ref();
    conditions.extend(given.map(|id| VisibleWhen::ParameterGiven { id: id.clone() }));
    let given = raw.input_given.as_ref();
    conditions.extend(given.map(|slot| VisibleWhen::InputGiven { slot: slot.clone() }));
    let missing = raw.input_missing.as_ref();
    conditions.extend(missing.map(|slot| VisibleWhen::InputMissing { slot: slot.clone() }));
    match (conditions.pop(), conditions.is_empty()) {
        (Some(condition), true) if raw.parameter.is_some() != raw.values.is_empty() => {
            Ok(condition)
        }
        _ => Err(Fault::new(
            "`visible_when` has `parameter` with `values`, or one of `parameter_given`, \
             `input_given` and `input_missing`",
        )),
    }
}

fn build_input(name: &str, raw: &InputToml) -> Result<InputSlot, Fault> {
    let most = raw.most.unwrap_or(1);
    if most == 0 {
        return Err(Fault::new("`most` must be at least 1"));
    }
    if raw.accepts.is_empty() {
        return Err(Fault::new("`accepts` names at least one kind"));
    }
    let id = raw.id.clone().unwrap_or_else(|| name.to_owned());
    check_id(&id)?;
    Ok(InputSlot {
        id,
        label: raw.label.clone(),
        help: raw.help.clone(),
        accepts: raw.accepts.clone(),
        required: raw.required,
        most,
        needs: raw.needs.clone(),
        mask: raw.mask,
    })
}

fn check_id(id: &str) -> Result<(), Fault> {
    let is_word = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if id.is_empty() || !is_word {
        return Err(Fault::new(format!(
            "the id `{id}` may hold letters, digits and `_` only"
        )));
    }
    Ok(())
}

fn check_parameter(parameter: &Parameter) -> Result<(), Fault> {
    let id = &parameter.id;
    check_id(id)?;
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
    if parameter.numeric {
        let numbers = |choice: &Choice| params::number_of(&choice.value).is_some();
        if !needs_choices || !parameter.choices.iter().all(numbers) {
            return Err(Fault::new(format!(
                "`number` goes with choices that are all numbers, which those of `{id}` are not"
            )));
        }
    }
    let is_text = matches!(parameter.control, Control::Text | Control::TextArea);
    if parameter.separator.is_some() && !is_text {
        return Err(Fault::new(format!(
            "`separator` goes with text, which `{id}` is not"
        )));
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
