use studio_domain::{
    BatchId, BatchKind, Generate, GenerateBatch, Modality, ModelRef, Params, ProviderId,
};
use studio_store::StoreError;
use studio_store::batches::{self, NewBatch};

use crate::support::{Fixture, fixture};

fn request() -> GenerateBatch {
    GenerateBatch {
        base: Generate {
            prompt: "a {red|blue} kite".to_owned(),
            model: ModelRef {
                provider_id: ProviderId::new("sample"),
                model_id: "painter".to_owned(),
            },
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

async fn begin(home: &Fixture, request: &GenerateBatch) -> BatchId {
    let mut tx = home.write().await;
    let id = BatchId::new(tx.now());
    let new = NewBatch {
        id,
        kind: BatchKind::Prompts,
        title: "a kite",
        request,
    };
    batches::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_batch_is_read_with_its_cells_in_order() {
    let home = fixture().await;
    let request = request();
    let id = begin(&home, &request).await;
    let red = home.generation(Modality::Image, Some("a red kite")).await;
    let blue = home.generation(Modality::Image, Some("a blue kite")).await;
    let mut tx = home.write().await;
    batches::add_cell(&mut tx, id, 1, blue, (None, Some("blue")))
        .await
        .unwrap();
    batches::add_cell(&mut tx, id, 0, red, (Some("Seed 4"), Some("red")))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let batch = batches::get(&home.store, id).await.unwrap();
    assert_eq!(
        (batch.kind, batch.title.as_str(), &batch.request),
        (BatchKind::Prompts, "a kite", &request)
    );
    let cells: Vec<_> = batch
        .cells
        .iter()
        .map(|cell| {
            (
                cell.position,
                cell.generation.id,
                cell.column_label.as_deref(),
                cell.row_label.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        cells,
        [
            (0, red, Some("Seed 4"), Some("red")),
            (1, blue, None, Some("blue"))
        ]
    );
}

#[tokio::test]
async fn a_new_attempt_takes_the_place_of_the_one_before() {
    let home = fixture().await;
    let id = begin(&home, &request()).await;
    let first = home.generation(Modality::Image, Some("a kite")).await;
    let second = home.generation(Modality::Image, Some("a kite")).await;
    let mut tx = home.write().await;
    batches::add_cell(&mut tx, id, 0, first, (None, None))
        .await
        .unwrap();
    assert_eq!(
        batches::of_generation(&mut tx, first).await.unwrap(),
        Some(id)
    );
    batches::take_place(&mut tx, first, second).await.unwrap();
    assert_eq!(batches::of_generation(&mut tx, first).await.unwrap(), None);
    tx.commit().await.unwrap();
    let batch = batches::get(&home.store, id).await.unwrap();
    let there: Vec<_> = batch.cells.iter().map(|cell| cell.generation.id).collect();
    assert_eq!(there, [second]);
}

#[tokio::test]
async fn an_unknown_batch_is_not_found() {
    let home = fixture().await;
    let unknown = BatchId::new(home.now());
    let refused = batches::get(&home.store, unknown).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotFound { what: "batch" }));
}
