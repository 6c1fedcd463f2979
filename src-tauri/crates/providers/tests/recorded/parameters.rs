//! Parameters shown = parameters sent: of every model, each alone and all together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use studio_domain::{
    AssetKind, Control, InputSlot, Modality, ParamValue, Parameter, Params, PromptUse, Role,
    VisibleWhen,
};
use studio_providers::{
    ChatMessage, ChatRequest, Endpoint, Given, ListedModel, Manifest, MediaInput, MediaRequest,
    ModelSpec, PreviewBody, Providers, RequestPreview,
};

use crate::case::input;
use crate::shipped::{catalog, endpoint, providers, remote};
use crate::snapshot::Fault;

/// Ids that only a server's own list would name, so that the rules for them are covered too.
const LISTED: [&str; 4] = [
    "qwen3:8b",
    "flux-dev",
    "gpt-oss:120b-cloud",
    "sd_xl_base_1.0.safetensors",
];

fn models(manifest: &Manifest) -> Vec<ModelSpec> {
    let mut models = manifest.models.clone();
    let mut operations = BTreeSet::new();
    for id in LISTED {
        let listed = ListedModel {
            id: id.to_owned(),
            name: id.to_owned(),
        };
        let model = manifest
            .listed_model(&listed, None)
            .filter(|_| manifest.accepts_listed_models());
        models.extend(model.filter(|model| operations.insert(model.operation.clone())));
    }
    models
}

/// A value that is allowed and is not the default.
fn other_value(parameter: &Parameter) -> ParamValue {
    let text = |text: &str| ParamValue::Text(text.to_owned());
    let low = parameter.minimum.unwrap_or(0.0);
    let step = parameter.step.unwrap_or(1.0);
    let candidates = match parameter.control {
        Control::Text | Control::TextArea => vec![text("some \"text\""), text("other")],
        Control::Voice => vec![text("voice-1/x"), text("voice-2")],
        Control::Switch => vec![ParamValue::Boolean(true), ParamValue::Boolean(false)],
        Control::Choice => parameter
            .choices
            .iter()
            .rev()
            .map(|choice| text(&choice.value))
            .collect(),
        Control::Slider | Control::Number | Control::Seed => {
            vec![number(low + step * 2.0), number(low + step), number(low)]
        }
    };
    let fits = |value: &ParamValue| match (value, parameter.maximum) {
        (ParamValue::Integer(value), Some(most)) => *value as f64 <= most,
        (ParamValue::Number(value), Some(most)) => *value <= most,
        _ => true,
    };
    candidates
        .into_iter()
        .filter(fits)
        .find(|value| Some(value) != parameter.default.as_ref())
        .unwrap_or_else(|| panic!("{} has one value only", parameter.id))
}

fn number(value: f64) -> ParamValue {
    let value = (value * 1e6).round() / 1e6;
    if value.fract() == 0.0 {
        ParamValue::Integer(value as i64)
    } else {
        ParamValue::Number(value)
    }
}

/// A value as the request must hold it: one leaf, or several where a choice stands for several.
fn as_sent(model: &ModelSpec, parameter: &Parameter, value: &ParamValue) -> Vec<Value> {
    if model.gives.contains_key(&parameter.id) {
        let mut found = BTreeMap::new();
        let given = model.value_as_sent(&parameter.id, value);
        json_leaves(String::new(), &given, &mut found);
        return found.into_values().collect();
    }
    let plain = serde_json::to_value(value).unwrap();
    let ParamValue::Text(text) = value else {
        return vec![plain];
    };
    if let Some(separator) = &parameter.separator {
        let pieces = text.split(separator.as_str()).map(str::trim);
        return pieces.map(Value::from).collect();
    }
    if parameter.numeric {
        return vec![serde_json::from_str(text).unwrap()];
    }
    vec![plain]
}

fn file_for(slot: &InputSlot) -> &'static str {
    match slot.accepts[0] {
        AssetKind::Image if slot.mask.is_some() => "mask.png",
        AssetKind::Image => "picture.png",
        AssetKind::Video => "clip.mp4",
        AssetKind::Audio => "sound.mp3",
        AssetKind::Document => "document.pdf",
    }
}

/// The sets of inputs a model can be given: what it needs, what brings each of its variants into
/// play, and everything that goes together.
fn scenarios(model: &ModelSpec) -> Vec<BTreeSet<String>> {
    let required = model.inputs.iter().filter(|slot| slot.required);
    let required: BTreeSet<String> = required.map(|slot| slot.id.clone()).collect();
    let mut all = vec![required.clone()];
    for variant in &model.variants {
        let mut given = required.clone();
        given.extend(variant.when.iter().cloned());
        all.push(given);
    }
    for slot in &model.inputs {
        let mut given = required.clone();
        given.insert(slot.id.clone());
        given.extend(slot.needs.iter().cloned());
        all.push(given);
    }
    all.sort();
    all.dedup();
    all
}

/// The places of a request with what stands there: JSON as JSON, everything else as text.
fn leaves(preview: &RequestPreview) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    found.insert("path".to_owned(), Value::from(preview.url.path()));
    for (index, (name, value)) in preview.url.query_pairs().enumerate() {
        found.insert(format!("query {name} {index}"), Value::from(value.as_ref()));
    }
    for (name, value) in &preview.headers {
        found.insert(format!("header {name}"), Value::from(value.as_str()));
    }
    match &preview.body {
        PreviewBody::Json(json) => json_leaves("body".to_owned(), json, &mut found),
        PreviewBody::Fields(fields) => {
            for (index, (name, value)) in fields.iter().enumerate() {
                match serde_json::from_str::<Value>(value) {
                    Ok(json @ (Value::Object(_) | Value::Array(_))) => {
                        json_leaves(format!("field {name}"), &json, &mut found);
                    }
                    _ => {
                        found.insert(format!("field {name} {index}"), Value::from(value.as_str()));
                    }
                }
            }
        }
        PreviewBody::File { .. } | PreviewBody::Nothing => {}
    }
    found
}

fn json_leaves(way: String, json: &Value, found: &mut BTreeMap<String, Value>) {
    match json {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                json_leaves(format!("{way}.{key}"), value, found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                json_leaves(format!("{way}[{index}]"), value, found);
            }
        }
        leaf => {
            found.insert(way, leaf.clone());
        }
    }
}

/// How often each value stands in a request. Positions move when something is added before them,
/// so that values are counted and not places.
fn counted(leaves: &BTreeMap<String, Value>) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for (way, value) in leaves {
        let is_text = !way.starts_with("body") && !way.contains('.');
        let shown = match value {
            Value::String(text) if is_text && way != "path" => text.clone(),
            other => other.to_string(),
        };
        *counts.entry(shown).or_default() += 1;
    }
    counts
}

struct Tester<'a> {
    providers: &'a Providers,
    endpoint: Endpoint,
    model: &'a ModelSpec,
    given: BTreeSet<String>,
}

impl Tester<'_> {
    fn given_counts(&self) -> Given {
        self.given.iter().map(|slot| (slot.clone(), 1)).collect()
    }

    async fn preview(&self, params: &Params) -> Result<RequestPreview, Fault> {
        let model = self.model;
        let outcome = if model.modality == Modality::Chat {
            let request = ChatRequest {
                messages: vec![ChatMessage::text(Role::User, "Hello")],
                params: params.clone(),
                ..ChatRequest::default()
            };
            self.providers.preview_chat(&self.endpoint, model, &request)
        } else {
            let slots = model
                .inputs
                .iter()
                .filter(|slot| self.given.contains(&slot.id));
            let inputs: Vec<MediaInput> =
                slots.map(|slot| input(&slot.id, file_for(slot))).collect();
            let request = MediaRequest {
                prompt: match model.prompt {
                    PromptUse::Unused => String::new(),
                    PromptUse::Required | PromptUse::Optional => "A lake".to_owned(),
                },
                params: params.clone(),
                inputs,
                idempotency_key: "key".to_owned(),
            };
            self.providers
                .preview(&self.endpoint, model, &request)
                .await
        };
        outcome.map_err(|error| Fault(error.message.clone()))
    }

    /// The values that bring a parameter into play, so that it has a meaning.
    fn enabling(&self, parameter: &Parameter) -> Option<Params> {
        let other = |id: &String| self.model.parameters.iter().find(|one| one.id == *id);
        match &parameter.visible_when {
            None => Some(Params::new()),
            Some(VisibleWhen::Parameter { id, values }) => {
                let mut params = self.enabling(other(id)?)?;
                params.insert(id.clone(), values[0].clone());
                Some(params)
            }
            Some(VisibleWhen::ParameterGiven { id }) => {
                let controller = other(id)?;
                let mut params = self.enabling(controller)?;
                params.insert(id.clone(), other_value(controller));
                Some(params)
            }
            Some(VisibleWhen::InputGiven { slot }) => self.given.contains(slot).then(Params::new),
            Some(VisibleWhen::InputMissing { slot }) => {
                (!self.given.contains(slot)).then(Params::new)
            }
        }
    }

    /// The parameters that are sent and their values as requests hold them.
    fn expected(&self, params: &Params) -> BTreeMap<String, Vec<Value>> {
        let sent = self.model.validate(params, &self.given_counts()).unwrap();
        let value = |(id, value): (&String, &ParamValue)| {
            let parameter = self
                .model
                .parameters
                .iter()
                .find(|one| one.id == *id)
                .unwrap();
            (id.clone(), as_sent(self.model, parameter, value))
        };
        sent.iter().map(value).collect()
    }

    /// Setting one parameter changes its own place and no other.
    async fn check_one(&self, parameter: &Parameter) -> Result<(), Fault> {
        let Some(before) = self.enabling(parameter) else {
            return Ok(());
        };
        let mut before = before;
        before.remove(&parameter.id);
        let value = other_value(parameter);
        let mut after = before.clone();
        after.insert(parameter.id.clone(), value.clone());
        let base_leaves = leaves(&self.preview(&before).await?);
        let base = counted(&base_leaves);
        let set_leaves = leaves(&self.preview(&after).await?);
        let set = counted(&set_leaves);
        let expected_before = self.expected(&before);
        let expected_after = self.expected(&after);
        if !expected_after.contains_key(&parameter.id) {
            return Err(Fault(
                "it has no meaning with the values it depends on".to_owned(),
            ));
        }
        let mut change: BTreeMap<String, i64> = set.clone();
        for (value, count) in &base {
            *change.entry(value.clone()).or_default() -= count;
        }
        change.retain(|_, count| *count != 0);
        if self.model.gives.contains_key(&parameter.id) {
            return all_stand_in(&expected_after[&parameter.id], &base_leaves, &set_leaves);
        }
        if parameter.control == Control::Seed {
            // A seed that is set takes the place of one that is drawn.
            change.retain(|_, count| *count > 0);
        }
        let in_path = set_leaves["path"].as_str().unwrap_or_default();
        // What other parameters come and go with it is expected too.
        for (id, values) in &expected_after {
            if id != &parameter.id && expected_before.get(id) != Some(values) {
                values.iter().for_each(|value| take(&mut change, value, 1));
            }
        }
        for (id, values) in &expected_before {
            if expected_after.get(id) != Some(values) {
                values.iter().for_each(|value| take(&mut change, value, -1));
            }
        }
        for wanted in &expected_after[&parameter.id] {
            let as_path = wanted.as_str().map(|text| text.replace('/', "%2F"));
            let stands_in_path = as_path.is_some_and(|text| in_path.contains(&text));
            let is_there = change.get(&shown(wanted)).is_some_and(|count| *count > 0)
                || change.get(&text_of(wanted)).is_some_and(|count| *count > 0)
                || stands_in_path;
            // Two sides may have changed places, so that each value is still there.
            let moved_there = set_leaves
                .iter()
                .any(|(way, value)| value == wanted && base_leaves.get(way) != Some(value));
            let switches_something = parameter.control == Control::Switch && !change.is_empty();
            if !is_there && !moved_there && !switches_something {
                return Err(Fault(format!(
                    "{wanted} is nowhere in the request; changed: {change:?}"
                )));
            }
            take(&mut change, wanted, 1);
        }
        let switches = parameter.control == Control::Switch;
        change.retain(|value, _| !value.contains(in_path) || in_path.is_empty());
        change.retain(|value, count| *count > 0 || !value.starts_with("\"/"));
        if change.values().any(|count| *count != 0) && !switches {
            return Err(Fault(format!("it changes something else too: {change:?}")));
        }
        Ok(())
    }

    async fn check_all(&self) -> Result<(), Fault> {
        let mut params = Params::new();
        for parameter in &self.model.parameters {
            if self.enabling(parameter).is_some() {
                params.insert(parameter.id.clone(), other_value(parameter));
            }
        }
        for parameter in &self.model.parameters {
            if let Some(enabling) = self.enabling(parameter) {
                params.extend(enabling);
            }
        }
        let found = leaves(&self.preview(&params).await?);
        let counts = counted(&found);
        let path = found["path"].as_str().unwrap_or_default();
        for (id, values) in self.expected(&params) {
            let parameter = self
                .model
                .parameters
                .iter()
                .find(|one| one.id == id)
                .unwrap();
            for value in values {
                let in_path = value.as_str().map(|text| text.replace('/', "%2F"));
                let is_there = counts.contains_key(&shown(&value))
                    || counts.contains_key(&text_of(&value))
                    || in_path.is_some_and(|text| path.contains(&text))
                    || parameter.control == Control::Switch;
                if !is_there {
                    return Err(Fault(format!(
                        "set with all others, {id} = {value} is not sent"
                    )));
                }
            }
        }
        Ok(())
    }
}

/// A choice that stands for several fields: each is there, and something changed.
fn all_stand_in(
    wanted: &[Value],
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
) -> Result<(), Fault> {
    if before == after {
        return Err(Fault("setting it changes nothing".to_owned()));
    }
    let is_there = |value: &&Value| after.values().any(|found| found == *value);
    match wanted.iter().find(|value| !is_there(value)) {
        Some(lost) => Err(Fault(format!("{lost} is nowhere in the request"))),
        None => Ok(()),
    }
}

fn shown(value: &Value) -> String {
    value.to_string()
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Takes a value that was expected out of what changed, in whichever form it stands there.
fn take(change: &mut BTreeMap<String, i64>, value: &Value, count: i64) {
    let forms = [shown(value), text_of(value)];
    let form = forms.iter().find(|form| {
        change
            .get(*form)
            .is_some_and(|found| found.signum() == count.signum())
    });
    if let Some(form) = form {
        let found = change.entry(form.clone()).or_default();
        *found -= count;
        // A value may stand at several places of one request.
        while *found != 0 && found.signum() == count.signum() {
            *found -= count;
        }
    }
    change.retain(|_, count| *count != 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_parameter_shown_is_sent_with_its_value_and_type() {
    let catalog = catalog();
    let providers = providers(catalog.clone());
    let mut faults = Vec::new();
    for manifest in remote(&catalog) {
        for model in &models(manifest) {
            let mut met = BTreeSet::new();
            for given in scenarios(model) {
                let tester = Tester {
                    providers: &providers,
                    endpoint: endpoint(manifest, "http://127.0.0.1:9"),
                    model,
                    given,
                };
                let name = format!("{} {} given {:?}", manifest.id, model.id, tester.given);
                if let Err(fault) = tester.preview(&Params::new()).await {
                    faults.push(format!("{name}: {}", fault.0));
                    continue;
                }
                for parameter in &model.parameters {
                    if tester.enabling(parameter).is_some() {
                        met.insert(parameter.id.clone());
                    }
                    if let Err(fault) = tester.check_one(parameter).await {
                        faults.push(format!("{name}, {}: {}", parameter.id, fault.0));
                    }
                }
                if let Err(fault) = tester.check_all().await {
                    faults.push(format!("{name}: {}", fault.0));
                }
            }
            for parameter in model.parameters.iter().filter(|one| !met.contains(&one.id)) {
                faults.push(format!(
                    "{} {}: {} never has a meaning",
                    manifest.id, model.id, parameter.id
                ));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
