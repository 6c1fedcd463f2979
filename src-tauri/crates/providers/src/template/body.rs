//! A tree whose leaves are literals or expressions.
//!
//! An object with the key `$if` is there only while its expression finds something.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::expression::{Expression, Reference};
use crate::manifest::Step;

/// The key of an object's condition.
const CONDITION: &str = "$if";

/// A tree whose leaves are literals or expressions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Template {
    Literal(Value),
    Expression(Expression),
    Object {
        /// What must be found for the object to be there.
        condition: Option<Expression>,
        fields: Vec<(String, Template)>,
    },
    Array(Vec<Template>),
}

/// A leaf that cannot be used.
#[derive(Debug)]
pub(crate) struct TemplateProblem {
    /// The way from the template's root to the leaf.
    pub(crate) steps: Vec<Step>,
    pub(crate) message: String,
}

impl Template {
    pub(crate) fn compile(value: &toml::Value) -> Result<Self, TemplateProblem> {
        match value {
            toml::Value::Table(table) => Self::object(table),
            toml::Value::Array(items) => {
                let items = items.iter().enumerate().map(|(index, value)| {
                    Self::compile(value).map_err(|problem| problem.under(Step::from(index)))
                });
                Ok(Self::Array(items.collect::<Result<_, _>>()?))
            }
            toml::Value::String(text) => Self::leaf(text),
            toml::Value::Integer(number) => Ok(Self::Literal(Value::from(*number))),
            toml::Value::Float(number) => Ok(Self::Literal(Value::from(*number))),
            toml::Value::Boolean(flag) => Ok(Self::Literal(Value::from(*flag))),
            toml::Value::Datetime(time) => Ok(Self::Literal(Value::from(time.to_string()))),
        }
    }

    fn object(table: &toml::Table) -> Result<Self, TemplateProblem> {
        let condition = table.get(CONDITION).map(|value| {
            let wrong = || TemplateProblem {
                steps: vec![Step::from(CONDITION)],
                message: "`$if` is an expression such as `$.params.search`".to_owned(),
            };
            let text = value.as_str().filter(|text| text.starts_with('$'));
            Expression::compile(text.ok_or_else(wrong)?).map_err(|_| wrong())
        });
        let fields = table
            .iter()
            .filter(|(key, _)| *key != CONDITION)
            .map(|(key, value)| {
                Self::compile(value)
                    .map(|template| (key.clone(), template))
                    .map_err(|problem| problem.under(Step::from(key)))
            });
        Ok(Self::Object {
            condition: condition.transpose()?,
            fields: fields.collect::<Result<_, _>>()?,
        })
    }

    /// A single text as a template.
    pub(crate) fn leaf(text: &str) -> Result<Self, TemplateProblem> {
        if text.starts_with("$$") {
            return Ok(Self::Literal(Value::from(&text[1..])));
        }
        if text.starts_with("$.") || text.starts_with("$[") {
            return Expression::compile(text)
                .map(Self::Expression)
                .map_err(|fault| TemplateProblem {
                    steps: Vec::new(),
                    message: fault.into(),
                });
        }
        Ok(Self::Literal(Value::from(text)))
    }

    /// The tree with every expression replaced by what it finds in `context`; `None` where
    /// nothing is left.
    pub(crate) fn render(&self, context: &Value) -> Option<Value> {
        match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Expression(expression) => expression.value(context),
            Self::Object { condition, fields } => {
                if condition.as_ref().is_some_and(|test| !holds(test, context)) {
                    return None;
                }
                let rendered: Map<String, Value> = fields
                    .iter()
                    .filter_map(|(key, field)| Some((key.clone(), field.render(context)?)))
                    .collect();
                (fields.is_empty() || !rendered.is_empty()).then_some(Value::Object(rendered))
            }
            Self::Array(items) => {
                let rendered: Vec<Value> = items
                    .iter()
                    .flat_map(|item| item.render_in_list(context))
                    .collect();
                (items.is_empty() || !rendered.is_empty()).then_some(Value::Array(rendered))
            }
        }
    }

    /// Inside a list, an expression that can find several values puts each there by itself.
    fn render_in_list(&self, context: &Value) -> Vec<Value> {
        match self {
            Self::Expression(expression) if expression.finds_several() => expression.all(context),
            other => other.render(context).into_iter().collect(),
        }
    }

    /// What the expressions refer to.
    pub(crate) fn references(&self, found: &mut BTreeSet<Reference>) {
        match self {
            Self::Literal(_) => {}
            Self::Expression(expression) => {
                found.insert(expression.reference());
            }
            Self::Object { condition, fields } => {
                found.extend(condition.iter().map(Expression::reference));
                fields.iter().for_each(|(_, field)| field.references(found));
            }
            Self::Array(items) => items.iter().for_each(|item| item.references(found)),
        }
    }
}

/// Whether a condition finds something that says yes.
fn holds(condition: &Expression, context: &Value) -> bool {
    condition.all(context).iter().any(says_something)
}

/// Whether a value is more than nothing, no or empty.
pub(crate) fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

impl TemplateProblem {
    fn under(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn template(text: &str) -> Template {
        let table: toml::Table = toml::from_str(text).unwrap();
        Template::compile(&toml::Value::Table(table)).unwrap()
    }

    #[test]
    fn expressions_keep_types_and_missing_values_drop_their_keys() {
        let template = template(
            r#"
            model = "$.model"
            n = "$.params.count"
            size = "$.params.size"
            price = "$$.5"
            store = false
            reasoning = { effort = "$.params.effort" }
            text = { verbosity = "$.params.verbosity", kind = "plain" }
            empty = {}
            "#,
        );
        let context = json!({"model": "m", "params": {"count": 2}});
        assert_eq!(
            template.render(&context),
            Some(json!({
                "model": "m", "n": 2, "price": "$.5", "store": false,
                "text": {"kind": "plain"}, "empty": {},
            }))
        );
    }

    #[test]
    fn what_can_be_several_is_a_list_and_joins_the_list_it_stands_in() {
        let template = template(
            r#"
            images = "$.inputs.images[*]"
            parts = [{ text = "$.prompt" }, "$.inputs.images[*]", "$.inputs.none[*]", "$.inputs.mask"]
            none = "$.inputs.none[*]"
            "#,
        );
        let context = json!({"prompt": "p", "inputs": {"images": ["a"], "mask": ["m", "n"]}});
        assert_eq!(
            template.render(&context),
            Some(json!({"images": ["a"], "parts": [{"text": "p"}, "a", ["m", "n"]]}))
        );
    }

    #[test]
    fn an_object_with_a_condition_is_there_only_while_it_holds() {
        let template = template(
            r#"
            tools = [{ "$if" = "$.params.search", google = {} }, { "$if" = "$.params.run", run = {} }]
            thinking = { "$if" = "$.params.thinking", type = "adaptive" }
            "#,
        );
        let with = |params: Value| template.render(&json!({ "params": params }));
        assert_eq!(
            with(json!({"search": true, "run": false, "thinking": ""})),
            Some(json!({"tools": [{"google": {}}]}))
        );
        assert_eq!(with(json!({})), None);
        let wrong: toml::Table = toml::from_str("a = { \"$if\" = true }").unwrap();
        assert!(Template::compile(&toml::Value::Table(wrong)).is_err());
    }

    #[test]
    fn what_a_template_refers_to_is_known() {
        let template = template(
            r#"
            size = "$.params.size"
            nested = [{ effort = "$['params']['effort']" }]
            picture = "$.inputs.image"
            engine = "$.values.engine"
            other = "$.prompt"
            literal = "$$.params.lost"
            "#,
        );
        let mut found = BTreeSet::new();
        template.references(&mut found);
        let expected = [
            Reference::Parameter("effort".to_owned()),
            Reference::Parameter("size".to_owned()),
            Reference::Input("image".to_owned()),
            Reference::Value("engine".to_owned()),
            Reference::Other("prompt".to_owned()),
        ];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_wrong_expression_names_its_place() {
        let table: toml::Table = toml::from_str("a = { b = \"$.[\" }").unwrap();
        let problem = Template::compile(&toml::Value::Table(table)).unwrap_err();
        assert_eq!(problem.steps.len(), 2);
        assert!(
            problem.message.contains("not a JSONPath"),
            "{}",
            problem.message
        );
    }

    proptest! {
        #[test]
        fn any_prompt_arrives_unchanged(prompt in any::<String>(), id in "\\PC*") {
            let template = template("prompt = \"$.prompt\"\nmessages = [{ text = \"$.prompt\" }]");
            let context = json!({"prompt": prompt, "params": {"id": id}});
            let rendered = template.render(&context).unwrap();
            let wire: Value = serde_json::from_slice(&serde_json::to_vec(&rendered).unwrap()).unwrap();
            prop_assert_eq!(wire["prompt"].as_str(), Some(prompt.as_str()));
            prop_assert_eq!(wire["messages"][0]["text"].as_str(), Some(prompt.as_str()));
        }
    }
}
