use std::collections::BTreeSet;

use serde_json::Value;
use studio_domain::{
    Batch, BatchAxis, BatchId, BatchKind, CostBasis, Generate, GenerateBatch, GenerationState,
    ModelRef, Origin, ParamValue, Params, PromptVariable, ProviderId,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{end_of, png};

const MANIFEST: &str = include_str!("studio-of-painters.toml");

struct Painters {
    studio: Studio,
    server: MockServer,
    _folder: TempDir,
}

async fn painters() -> Painters {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let manifest = MANIFEST.replace("{server}", &server.uri());
    let mut config = StudioConfig::new(folder.path().to_owned());
    config.catalog = Some(Catalog::from_texts(&[("painters.toml", &manifest)]).unwrap());
    let studio = Studio::open(config).await.unwrap();
    for at in ["/paint", "/draw"] {
        let picture = ResponseTemplate::new(200).set_body_raw(png(9), "image/png");
        Mock::given(method("POST"))
            .and(path(at))
            .respond_with(picture)
            .mount(&server)
            .await;
    }
    Painters {
        studio,
        server,
        _folder: folder,
    }
}

impl Painters {
    async fn begin(&self, request: GenerateBatch) -> BatchId {
        self.studio.generate_batch(request).await.unwrap()
    }

    /// The batch when everything in it has ended.
    async fn end(&self, id: BatchId) -> Batch {
        for cell in self.studio.get_batch(id).await.unwrap().cells {
            if !cell.generation.state.is_terminal() {
                end_of(&self.studio, cell.generation.id).await;
            }
        }
        self.studio.get_batch(id).await.unwrap()
    }

    async fn bodies(&self) -> Vec<Value> {
        let requests = self.server.received_requests().await.unwrap();
        let bodies = requests.iter().map(|it| it.body_json().unwrap());
        bodies.collect()
    }
}

fn model(id: &str) -> ModelRef {
    ModelRef {
        provider_id: ProviderId::new("painters"),
        model_id: id.to_owned(),
    }
}

fn batch(prompt: &str) -> GenerateBatch {
    GenerateBatch {
        base: Generate {
            prompt: prompt.to_owned(),
            model: model("brush"),
            params: Params::new(),
            inputs: Vec::new(),
        },
        prompts: Vec::new(),
        variables: Vec::new(),
        seeds: 1,
        columns: None,
        rows: None,
    }
}

fn labels(batch: &Batch) -> Vec<(Option<&str>, Option<&str>)> {
    let cells = batch.cells.iter();
    cells
        .map(|cell| (cell.column_label.as_deref(), cell.row_label.as_deref()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn seeds_are_asked_for_one_by_one_and_each_is_told() {
    let shop = painters().await;
    let mut request = batch("a kite");
    request.seeds = 3;
    let seed = ("seed".to_owned(), ParamValue::Integer(7));
    request.base.params = Params::from([seed]);
    let id = shop.begin(request.clone()).await;
    let made = shop.end(id).await;
    assert_eq!(
        (made.kind, made.title.as_str()),
        (BatchKind::Seeds, "a kite")
    );
    assert_eq!(made.request, request);
    assert_eq!(
        labels(&made),
        [
            (Some("Seed 7"), None),
            (Some("Seed 8"), None),
            (Some("Seed 9"), None)
        ]
    );
    for cell in &made.cells {
        let made = &cell.generation;
        assert_eq!(made.state, GenerationState::Succeeded, "{:?}", made.problem);
        assert_eq!((made.batch_id, made.origin), (Some(id), Origin::Batch));
        assert_eq!(made.cost_basis, Some(CostBasis::Estimate));
    }
    let sent: BTreeSet<i64> = shop
        .bodies()
        .await
        .iter()
        .map(|body| body["seed"].as_i64().unwrap())
        .collect();
    assert_eq!(sent, BTreeSet::from([7, 8, 9]));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_stand_for_every_word_of_their_choices_and_variables() {
    let shop = painters().await;
    let mut request = batch("unused");
    request.prompts = vec![
        "a {red|blue} kite".to_owned(),
        "a kite at {time}".to_owned(),
    ];
    request.variables = vec![PromptVariable {
        name: "time".to_owned(),
        values: vec!["dawn".to_owned(), "dusk".to_owned()],
    }];
    let id = shop.begin(request).await;
    let made = shop.end(id).await;
    let prompts: Vec<_> = made
        .cells
        .iter()
        .map(|cell| cell.generation.prompt.as_deref().unwrap())
        .collect();
    assert_eq!(
        prompts,
        [
            "a red kite",
            "a blue kite",
            "a kite at dawn",
            "a kite at dusk"
        ]
    );
    assert_eq!(labels(&made)[3], (None, Some("a kite at dusk")));
    assert_eq!(made.kind, BatchKind::Prompts);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_has_a_parameter_on_one_side_and_models_on_the_other() {
    let shop = painters().await;
    let mut request = batch("a kite");
    request.base.params = Params::from([("seed".to_owned(), ParamValue::Integer(5))]);
    let text = |it: &str| ParamValue::Text(it.to_owned());
    request.columns = Some(BatchAxis::Parameter {
        id: "size".to_owned(),
        values: vec![text("s"), text("l")],
    });
    request.rows = Some(BatchAxis::Model {
        models: vec![model("brush"), model("pencil")],
    });
    let estimate = shop.studio.estimate_batch(request.clone()).await.unwrap();
    assert_eq!((estimate.count, estimate.unpriced), (4, 2));
    assert_eq!(estimate.costs.len(), 1);
    assert_eq!(estimate.costs[0].nanos, 80_000_000);
    let id = shop.begin(request).await;
    let made = shop.end(id).await;
    assert_eq!(
        labels(&made),
        [
            (Some("Size: Small"), Some("Brush")),
            (Some("Size: Large"), Some("Brush")),
            (Some("Size: Small"), Some("Pencil")),
            (Some("Size: Large"), Some("Pencil")),
        ]
    );
    let params = &made.cells[3].generation.params;
    assert_eq!(
        params.get("seed"),
        None,
        "a parameter that a model does not take is left out for it"
    );
    assert_eq!(params.get("size"), Some(&text("l")));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_leaves_nothing_behind() {
    let shop = painters().await;
    let mut too_many = batch("a {a|b|c|d|e|f|g|h|i|j} {0|1|2|3|4|5|6|7|8|9} kite");
    too_many.seeds = 6;
    let mut not_taken = batch("a kite");
    not_taken.columns = Some(BatchAxis::Parameter {
        id: "size".to_owned(),
        values: vec![
            ParamValue::Text("s".to_owned()),
            ParamValue::Text("huge".to_owned()),
        ],
    });
    let mut empty_side = batch("a kite");
    empty_side.rows = Some(BatchAxis::Model { models: Vec::new() });
    let mut strange_name = batch("a kite");
    strange_name.variables = vec![PromptVariable {
        name: "{".to_owned(),
        values: vec!["x".to_owned()],
    }];
    for request in [too_many, not_taken, empty_side, strange_name, batch("  ")] {
        assert!(shop.studio.estimate_batch(request.clone()).await.is_err());
        assert!(shop.studio.generate_batch(request).await.is_err());
    }
    let ledger = shop.studio.list_generations(None, crate::support::page());
    assert_eq!(ledger.await.unwrap().items, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_tried_again_in_its_place() {
    let shop = painters().await;
    shop.server.reset().await;
    let refused = ResponseTemplate::new(400).set_body_string("not this one");
    Mock::given(method("POST"))
        .and(path("/paint"))
        .and(body_partial_json(serde_json::json!({ "seed": 2 })))
        .respond_with(refused)
        .up_to_n_times(1)
        .mount(&shop.server)
        .await;
    let picture = ResponseTemplate::new(200).set_body_raw(png(9), "image/png");
    Mock::given(method("POST"))
        .and(path("/paint"))
        .respond_with(picture)
        .mount(&shop.server)
        .await;
    let mut request = batch("a kite");
    request.seeds = 2;
    request.base.params = Params::from([("seed".to_owned(), ParamValue::Integer(1))]);
    let id = shop.begin(request).await;
    let first = shop.end(id).await;
    let states: Vec<_> = first.cells.iter().map(|it| it.generation.state).collect();
    assert_eq!(
        states,
        [GenerationState::Succeeded, GenerationState::Failed]
    );

    shop.studio.retry_batch(id).await.unwrap();
    let second = shop.end(id).await;
    let states: Vec<_> = second.cells.iter().map(|it| it.generation.state).collect();
    assert_eq!(
        states,
        [GenerationState::Succeeded, GenerationState::Succeeded]
    );
    assert_eq!(second.cells[0], first.cells[0], "what was made stays");
    let again = &second.cells[1].generation;
    assert_eq!(again.retry_of, Some(first.cells[1].generation.id));
    assert_eq!(again.batch_id, Some(id));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_stopped_as_a_whole() {
    let shop = painters().await;
    shop.server.reset().await;
    let late = ResponseTemplate::new(200)
        .set_body_raw(png(9), "image/png")
        .set_delay(std::time::Duration::from_secs(60));
    Mock::given(method("POST"))
        .respond_with(late)
        .mount(&shop.server)
        .await;
    let mut request = batch("a kite");
    request.seeds = 5;
    let id = shop.begin(request).await;
    shop.studio.stop_batch(id).await.unwrap();
    let stopped = shop.end(id).await;
    for cell in stopped.cells {
        assert!(
            matches!(
                cell.generation.state,
                GenerationState::Cancelled | GenerationState::Unknown
            ),
            "{:?}",
            cell.generation.state
        );
    }
    shop.studio.stop().await;
}
