//! The parameters a model takes: what draws the form is what checks the request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The values of a request's parameters by their id.
pub type Params = BTreeMap<String, ParamValue>;

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ParamValue {
    /// On or off.
    Boolean(bool),
    /// A whole number within ±2^53, so that JavaScript holds it exactly.
    Integer(#[cfg_attr(feature = "specta", specta(type = u32))] i64),
    /// A finite number.
    Number(#[cfg_attr(feature = "specta", specta(type = u32))] f64),
    /// Text, or the id of a choice.
    Text(String),
}

/// The control that fits a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// A line of text.
    Text,
    /// Text of several lines.
    TextArea,
    /// One of the provider's voices, by its id.
    Voice,
    /// A switch.
    Switch,
    /// A slider with a number, for a bounded number.
    Slider,
    /// A number field.
    Number,
    /// A few choices side by side, or a menu where there are many.
    Choice,
    /// A whole number with a dice and a lock: the same seed gives the same result.
    Seed,
}

/// One of a parameter's choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// A parameter as its manifest declares it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Parameter {
    /// The key in [`Params`].
    pub id: String,
    /// What is shown.
    pub label: String,
    /// A plain sentence on what it does.
    pub help: Option<String>,
    /// The control that fits.
    pub control: Control,
    /// The smallest number allowed.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub minimum: Option<f64>,
    /// The largest number allowed.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub maximum: Option<f64>,
    /// The distance between allowed numbers; 1 for whole numbers.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub step: Option<f64>,
    /// The unit shown behind the number.
    pub unit: Option<String>,
    /// What is used when nothing is chosen; absent: the provider decides, nothing is sent.
    pub default: Option<ParamValue>,
    /// The choices of [`Control::Choice`].
    pub choices: Vec<Choice>,
    /// Whether the choices are numbers and are sent as such.
    pub numeric: bool,
    /// What separates the pieces of a text that is sent as a list.
    pub separator: Option<String>,
    /// Where it has a meaning; absent: always. Elsewhere it is neither shown nor sent.
    pub visible_when: Option<VisibleWhen>,
}

/// When a parameter has a meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum VisibleWhen {
    /// Another parameter, which stands before it, has one of these values.
    Parameter {
        /// The other parameter.
        id: String,
        /// The values.
        values: Vec<ParamValue>,
    },
    /// Another parameter, which stands before it, is set and not empty.
    ParameterGiven {
        /// The other parameter.
        id: String,
    },
    /// Something is given in this slot.
    InputGiven {
        /// The slot.
        slot: String,
    },
    /// Nothing is given in this slot.
    InputMissing {
        /// The slot.
        slot: String,
    },
}
