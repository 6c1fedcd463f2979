use studio_domain::Choice;

use super::*;

fn parameter(id: &str, control: Control) -> Parameter {
    Parameter {
        id: id.to_owned(),
        label: format!("The {id}"),
        help: None,
        control,
        minimum: None,
        maximum: None,
        step: None,
        unit: None,
        default: None,
        choices: Vec::new(),
        numeric: false,
        separator: None,
        visible_when: None,
    }
}

fn validate(parameters: &[Parameter], params: &Params) -> Result<Params, ParamProblem> {
    super::validate(parameters, params, &Given::new())
}

fn parameters() -> Vec<Parameter> {
    let choice = |value: &str| Choice {
        value: value.to_owned(),
        label: value.to_owned(),
    };
    vec![
        Parameter {
            minimum: Some(1.0),
            maximum: Some(4.0),
            step: Some(1.0),
            default: Some(ParamValue::Integer(1)),
            ..parameter("count", Control::Slider)
        },
        Parameter {
            minimum: Some(0.0),
            maximum: Some(2.0),
            step: Some(0.1),
            ..parameter("temperature", Control::Slider)
        },
        Parameter {
            choices: vec![choice("small"), choice("large")],
            ..parameter("size", Control::Choice)
        },
        parameter("seed", Control::Seed),
        parameter("raw", Control::Switch),
        parameter("note", Control::Text),
    ]
}

fn check_one(id: &str, value: ParamValue) -> Result<Params, ParamProblem> {
    validate(&parameters(), &Params::from([(id.to_owned(), value)]))
}

#[test]
fn defaults_are_filled_in_and_nothing_else() {
    let checked = validate(&parameters(), &Params::new()).unwrap();
    assert_eq!(
        checked,
        Params::from([("count".to_owned(), ParamValue::Integer(1))])
    );
    assert_eq!(
        validate(&parameters(), &checked),
        Ok(checked),
        "checking twice changes nothing"
    );
}

#[test]
fn what_is_allowed_is_taken_in_the_type_it_has() {
    let table = [
        ("count", ParamValue::Number(3.0), ParamValue::Integer(3)),
        (
            "temperature",
            ParamValue::Number(0.7),
            ParamValue::Number(0.7),
        ),
        (
            "temperature",
            ParamValue::Integer(1),
            ParamValue::Integer(1),
        ),
        (
            "size",
            ParamValue::Text("large".to_owned()),
            ParamValue::Text("large".to_owned()),
        ),
        ("seed", ParamValue::Integer(-7), ParamValue::Integer(-7)),
        ("raw", ParamValue::Boolean(true), ParamValue::Boolean(true)),
        (
            "note",
            ParamValue::Text(String::new()),
            ParamValue::Text(String::new()),
        ),
    ];
    for (id, given, expected) in table {
        let checked = check_one(id, given.clone()).unwrap();
        assert_eq!(checked.get(id), Some(&expected), "{id}: {given:?}");
    }
}

#[test]
fn what_is_not_allowed_is_refused_by_name() {
    let text = |text: &str| ParamValue::Text(text.to_owned());
    let table = [
        ("unknown", ParamValue::Integer(1), "no parameter"),
        ("count", ParamValue::Integer(5), "between 1 and 4"),
        ("count", ParamValue::Integer(0), "between 1 and 4"),
        ("count", ParamValue::Number(1.5), "steps of 1"),
        ("count", text("2"), "a number"),
        ("temperature", ParamValue::Number(0.75), "steps of 0.1"),
        ("temperature", ParamValue::Number(f64::NAN), "a number"),
        ("temperature", ParamValue::Number(f64::INFINITY), "a number"),
        ("seed", ParamValue::Integer(LARGEST_INTEGER + 1), "a number"),
        ("seed", ParamValue::Number(0.5), "a whole number"),
        ("size", text("huge"), "`small`, `large`"),
        ("size", ParamValue::Integer(1), "one of its choices"),
        ("raw", ParamValue::Integer(1), "on or off"),
        ("note", ParamValue::Boolean(true), "text"),
    ];
    for (id, given, words) in table {
        let problem = check_one(id, given.clone()).unwrap_err();
        assert_eq!(problem.id(), id);
        assert!(
            problem.to_string().contains(words),
            "{id} {given:?}: {problem}"
        );
        assert_eq!(problem.problem().code, ErrorCode::InvalidInput);
    }
}

fn slot(id: &str, required: bool, most: u32) -> InputSlot {
    InputSlot {
        id: id.to_owned(),
        label: format!("The {id}"),
        help: None,
        accepts: vec![studio_domain::AssetKind::Image],
        required,
        most,
        needs: None,
        mask: None,
    }
}

#[test]
fn what_is_given_must_fit_the_slots() {
    let slots = [slot("image", true, 1), slot("references", false, 2)];
    let check = |given: &[(&str, usize)]| {
        let given = given.iter().map(|(id, count)| ((*id).to_owned(), *count));
        check_inputs(&slots, &given.collect())
    };
    assert_eq!(check(&[("image", 1), ("references", 2)]), Ok(()));
    let words = |given| check(given).unwrap_err().to_string();
    assert_eq!(words(&[("image", 0)]), "The image is missing.");
    assert_eq!(
        words(&[("image", 1), ("references", 3)]),
        "The references takes at most 2."
    );
    assert_eq!(
        words(&[("image", 1), ("mask", 1)]),
        "This model has no place for `mask`."
    );
}

#[test]
fn what_has_no_meaning_is_checked_and_not_sent() {
    let mode = |value: &str| ParamValue::Text(value.to_owned());
    let parameters = [
        Parameter {
            default: Some(mode("auto")),
            choices: ["auto", "own"]
                .map(|value| Choice {
                    value: value.to_owned(),
                    label: value.to_owned(),
                })
                .to_vec(),
            ..parameter("mode", Control::Choice)
        },
        Parameter {
            default: Some(ParamValue::Integer(3)),
            visible_when: Some(VisibleWhen::Parameter {
                id: "mode".to_owned(),
                values: vec![mode("own")],
            }),
            ..parameter("strength", Control::Number)
        },
        Parameter {
            visible_when: Some(VisibleWhen::InputMissing {
                slot: "image".to_owned(),
            }),
            ..parameter("ratio", Control::Text)
        },
    ];
    let sent = |params: &[(&str, ParamValue)], given: &Given| {
        let params = params
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()))
            .collect();
        super::validate(&parameters, &params, given)
            .map(|sent| sent.into_keys().collect::<Vec<_>>().join(" "))
    };
    let nothing = Given::new();
    let picture = Given::from([("image".to_owned(), 1)]);
    let own = ("mode", mode("own"));
    let ratio = ("ratio", mode("1:1"));
    assert_eq!(sent(&[], &nothing).as_deref(), Ok("mode"));
    assert_eq!(sent(&[own], &nothing).as_deref(), Ok("mode strength"));
    assert_eq!(
        sent(std::slice::from_ref(&ratio), &nothing).as_deref(),
        Ok("mode ratio")
    );
    assert_eq!(sent(&[ratio], &picture).as_deref(), Ok("mode"));
    assert!(sent(&[("strength", mode("x"))], &nothing).is_err());
}

#[test]
fn numbers_and_lists_are_sent_as_such() {
    let mut model = ModelSpec::without_a_model();
    model.parameters = vec![
        Parameter {
            numeric: true,
            ..parameter("seconds", Control::Choice)
        },
        Parameter {
            separator: Some(",".to_owned()),
            ..parameter("words", Control::Text)
        },
        parameter("size", Control::Choice),
    ];
    let wide = serde_json::json!({"width": 1920, "height": 1080});
    let gives = BTreeMap::from([("wide".to_owned(), wide.clone())]);
    model.gives.insert("size".to_owned(), gives);
    let text = |text: &str| ParamValue::Text(text.to_owned());
    let params = Params::from([
        ("seconds".to_owned(), text("5")),
        ("words".to_owned(), text("a, b ,,c")),
        ("size".to_owned(), text("wide")),
    ]);
    assert_eq!(
        as_sent(&model, &params),
        serde_json::json!({"seconds": 5, "words": ["a", "b", "c"], "size": wide})
    );
}
