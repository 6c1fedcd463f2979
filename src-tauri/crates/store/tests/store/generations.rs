use studio_domain::GenerationState::{Failed, Queued, Running, Submitted, Succeeded, Unknown};
use studio_domain::{
    BatchId, CacheTag, CostBasis, ErrorCode, GenerationId, GenerationState, Modality, Origin,
    ParamValue, Params, Problem, Usage,
};
use studio_store::generations::{self, NewGeneration, Transition};
use studio_store::{StoreError, assets};

use crate::support::{Fixture, dollars, first_page, fixture, new_generation};

async fn step(home: &Fixture, id: GenerationId, step: Transition) -> GenerationState {
    let mut tx = home.store.write_durable().await.unwrap();
    let state = generations::transition(&mut tx, id, step).await.unwrap();
    tx.commit().await.unwrap();
    state
}

#[tokio::test]
async fn a_request_is_recorded_whole_and_queued() {
    let home = fixture().await;
    let first = home.generation(Modality::Image, Some("a fox")).await;
    let params = Params::from([("seed".to_owned(), ParamValue::Integer(7))]);
    let id = GenerationId::new(home.now());
    let batch = BatchId::new(home.now());
    let new = NewGeneration {
        params: params.clone(),
        retry_of: Some(first),
        batch_id: Some(batch),
        origin_id: Some([9; 16]),
        ..new_generation(id, Modality::Image, Some("a fox"))
    };
    let mut tx = home.write().await;
    generations::insert(&mut tx, &new).await.unwrap();
    let inside = generations::row_tx(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();

    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!((found.state, found.kind), (Queued, Modality::Image));
    assert_eq!((found.retry_of, found.batch_id), (Some(first), Some(batch)));
    assert_eq!(found.params, params);
    assert_eq!(found.prompt.as_deref(), Some("a fox"));
    assert_eq!(found.estimated_cost, Some(dollars(40)));
    assert_eq!((found.actual_cost, found.ended_at), (None, None));
    assert_eq!(found.created_at, home.now());

    let row = generations::row(&home.store, id).await.unwrap();
    assert_eq!(row, inside);
    assert_eq!(row.device_id, home.store.device_id());
    assert_eq!((row.origin, row.origin_id), (Origin::Studio, Some([9; 16])));
    assert_eq!(row.idempotency_key, id.to_string());
    assert_eq!(row.model_snapshot, serde_json::json!({ "manifest": 1 }));
}

#[tokio::test]
async fn a_life_is_told_by_its_events_and_times() {
    let home = fixture().await;
    let id = home.generation(Modality::Chat, None).await;
    let start = home.now();
    home.clock.advance(10);
    assert_eq!(step(&home, id, Transition::to(Submitted)).await, Submitted);
    home.clock.advance(10);
    step(&home, id, Transition::to(Running)).await;
    let mut tx = home.write().await;
    generations::mark_first_output(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(10);
    let mut tx = home.write().await;
    generations::mark_first_output(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let usage = Usage {
        output_tokens: Some(12),
        ..Usage::default()
    };
    let end = Transition {
        usage: Some(usage),
        actual_cost: Some((dollars(33), CostBasis::Usage)),
        detail: Some("complete".to_owned()),
        ..Transition::to(Succeeded)
    };
    step(&home, id, end).await;

    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!(found.submitted_at, Some(start.plus(10)));
    assert_eq!(
        found.first_output_at,
        Some(start.plus(20)),
        "only the first counts"
    );
    assert_eq!(found.ended_at, Some(start.plus(30)));
    assert_eq!(found.usage, Some(usage));
    assert_eq!(
        (found.actual_cost, found.cost_basis),
        (Some(dollars(33)), Some(CostBasis::Usage))
    );
    let events = generations::events(&home.store, id).await.unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| (event.number, event.from, event.to))
        .collect();
    assert_eq!(
        told,
        [
            (1, None, Queued),
            (2, Some(Queued), Submitted),
            (3, Some(Submitted), Running),
            (4, Some(Running), Succeeded),
        ]
    );
    assert_eq!(events[3].detail.as_deref(), Some("complete"));
    assert_eq!(events[3].at, start.plus(30));
}

#[tokio::test]
async fn a_step_the_ledger_does_not_have_changes_nothing() {
    let home = fixture().await;
    let id = home.generation(Modality::Chat, None).await;
    let mut tx = home.write().await;
    let error = generations::transition(&mut tx, id, Transition::to(Succeeded))
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::IllegalTransition(_)),
        "{error:?}"
    );
    assert_eq!(error.code(), ErrorCode::Conflict);
    tx.commit().await.unwrap();
    assert_eq!(
        generations::get(&home.store, id).await.unwrap().state,
        Queued
    );
    assert_eq!(generations::events(&home.store, id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_problem_belongs_to_the_state_and_a_known_cost_stays() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, None).await;
    step(&home, id, Transition::to(Submitted)).await;
    let lost = Problem::new(ErrorCode::AnswerLost, "The answer was lost.").with_details("raw");
    let unknown = Transition {
        problem: Some(lost.clone()),
        actual_cost: Some((dollars(5), CostBasis::Estimate)),
        ..Transition::to(Unknown)
    };
    step(&home, id, unknown).await;
    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!((found.problem, found.ended_at), (Some(lost), None));
    step(&home, id, Transition::to(Succeeded)).await;
    let found = generations::get(&home.store, id).await.unwrap();
    assert_eq!(found.problem, None);
    assert_eq!(found.actual_cost, Some(dollars(5)));
}

#[tokio::test]
async fn outputs_come_in_order_and_without_what_is_in_the_trash() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("x")).await;
    let one = home.asset("one", Some(id)).await;
    let two = home.asset("two", Some(id)).await;
    let outputs = || async {
        let found = generations::get(&home.store, id).await.unwrap();
        found
            .outputs
            .iter()
            .map(|asset| asset.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(outputs().await, [one, two]);
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[one]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(outputs().await, [two]);
    let mut tx = home.write().await;
    let taken = generations::add_output(&mut tx, id, 1, one).await;
    assert!(matches!(taken, Err(StoreError::Constraint(_))));
}

#[tokio::test]
async fn inputs_are_noted_with_their_role() {
    let home = fixture().await;
    let asset = home.asset("reference", None).await;
    let id = home.generation(Modality::Image, Some("x")).await;
    let mut tx = home.write().await;
    generations::add_input(&mut tx, id, 0, "reference", asset)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let role: String = sqlx::query_scalar("select role from generation_inputs")
        .fetch_one(home.store.readers())
        .await
        .unwrap();
    assert_eq!(role, "reference");
}

#[tokio::test]
async fn what_finds_the_work_at_the_provider_is_kept() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("x")).await;
    let job = serde_json::json!({ "id": "job-1", "poll": "https://example.com/job-1" });
    let mut tx = home.store.write_durable().await.unwrap();
    generations::set_provider_job(&mut tx, id, &job)
        .await
        .unwrap();
    let nobody = GenerationId::new(home.now());
    let missing = generations::set_provider_job(&mut tx, nobody, &job).await;
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    tx.commit().await.unwrap();
    let row = generations::row(&home.store, id).await.unwrap();
    assert_eq!(row.provider_job, Some(job));
}

#[tokio::test]
async fn one_word_of_what_finds_the_work_is_forgotten_and_the_rest_stays() {
    let home = fixture().await;
    let id = home.generation(Modality::Image, Some("x")).await;
    let notes = [
        serde_json::json!({ "id": "job-1", "fetching": { "outputs": [] } }),
        serde_json::json!({ "fetching": {} }),
    ];
    let left = [Some(serde_json::json!({ "id": "job-1" })), None];
    for (note, left) in notes.iter().zip(left) {
        let mut tx = home.write().await;
        generations::set_provider_job(&mut tx, id, note)
            .await
            .unwrap();
        for _ in 0..2 {
            let forgotten = generations::forget_in_provider_job(&mut tx, id, "fetching").await;
            forgotten.unwrap();
        }
        tx.commit().await.unwrap();
        let row = generations::row(&home.store, id).await.unwrap();
        assert_eq!(row.provider_job, left);
    }
}

#[tokio::test]
async fn a_key_that_was_used_is_refused() {
    let home = fixture().await;
    let first = home.generation(Modality::Chat, None).await;
    let again = NewGeneration {
        idempotency_key: first.to_string(),
        ..new_generation(GenerationId::new(home.now()), Modality::Chat, None)
    };
    let mut tx = home.write().await;
    let refused = generations::insert(&mut tx, &again).await;
    assert!(matches!(refused, Err(StoreError::Constraint(_))));
}

#[tokio::test]
async fn what_was_asked_never_changes_and_content_is_only_blanked() {
    let home = fixture().await;
    home.generation(Modality::Image, Some("a fox")).await;
    for statement in [
        "update generations set model_id = 'other'",
        "update generations set idempotency_key = 'other'",
        "update generations set prompt = 'a wolf'",
        "update generations set params = '{\"seed\":1}'",
    ] {
        let mut tx = home.write().await;
        let changed = sqlx::query(statement).execute(tx.connection()).await;
        assert!(changed.is_err(), "{statement}");
    }
    let mut tx = home.write().await;
    sqlx::query("update generations set prompt = null, params = '{}'")
        .execute(tx.connection())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_ledger_is_listed_newest_first_whole_or_by_kind() {
    let home = fixture().await;
    let chat = home.generation(Modality::Chat, None).await;
    let image = home.generation(Modality::Image, Some("x")).await;
    let list = |kind| {
        let store = home.store.clone();
        async move {
            let page = generations::list(&store, kind, &first_page(10))
                .await
                .unwrap();
            page.items
                .into_iter()
                .map(|found| found.id)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(list(None).await, [image, chat]);
    assert_eq!(list(Some(Modality::Chat)).await, [chat]);
    assert_eq!(list(Some(Modality::Image)).await, [image]);
}

#[tokio::test]
async fn several_are_read_in_the_order_asked_for() {
    let home = fixture().await;
    let one = home.generation(Modality::Chat, None).await;
    let two = home.generation(Modality::Chat, None).await;
    let nobody = GenerationId::new(home.now());
    let found = generations::get_many(&home.store, &[two, nobody, one])
        .await
        .unwrap();
    let ids: Vec<_> = found.iter().map(|generation| generation.id).collect();
    assert_eq!(ids, [two, one]);
    assert!(
        generations::get_many(&home.store, &[])
            .await
            .unwrap()
            .is_empty()
    );
    let missing = generations::get(&home.store, nobody).await.unwrap_err();
    assert_eq!(missing.code(), ErrorCode::NotFound);
    assert!(generations::row(&home.store, nobody).await.is_err());
}

#[tokio::test]
async fn active_is_what_waits_or_runs() {
    let home = fixture().await;
    let mut expected = Vec::new();
    for path in [
        &[][..],
        &[Submitted],
        &[Submitted, Running],
        &[Submitted, Unknown],
        &[Failed],
        &[Submitted, Succeeded],
    ] {
        let id = home.generation(Modality::Chat, None).await;
        let mut state = Queued;
        for next in path {
            state = step(&home, id, Transition::to(*next)).await;
        }
        if state.is_active() {
            expected.push(id);
        }
    }
    let active = generations::active(&home.store).await.unwrap();
    let ids: Vec<_> = active.iter().map(|generation| generation.id).collect();
    assert_eq!(ids, expected);
    assert_eq!(expected.len(), 3);
}

#[tokio::test]
async fn a_chat_answers_step_makes_its_message_stale_too() {
    let home = fixture().await;
    let mut changes = home.store.subscribe();
    home.generation(Modality::Image, Some("x")).await;
    assert_eq!(changes.try_recv(), Ok(vec![CacheTag::Generations]));
    let chat = home.generation(Modality::Chat, None).await;
    let both = Ok(vec![CacheTag::Generations, CacheTag::Messages]);
    assert_eq!(changes.try_recv(), both);
    step(&home, chat, Transition::to(Submitted)).await;
    assert_eq!(changes.try_recv(), both);
}

#[tokio::test]
async fn inputs_are_read_back_in_order_also_from_the_trash_until_they_are_purged() {
    let home = fixture().await;
    let id = home.generation(Modality::ImageEdit, Some("brighter")).await;
    let (picture, mask) = (
        home.asset("picture", None).await,
        home.asset("mask", None).await,
    );
    let mut tx = home.write().await;
    generations::add_input(&mut tx, id, 1, "mask", mask)
        .await
        .unwrap();
    generations::add_input(&mut tx, id, 0, "image", picture)
        .await
        .unwrap();
    assets::delete(&mut tx, &[mask]).await.unwrap();
    tx.commit().await.unwrap();
    let given = async || {
        let found = generations::get(&home.store, id).await.unwrap();
        let slots = found.inputs.into_iter();
        slots
            .map(|input| (input.slot, input.asset.id))
            .collect::<Vec<_>>()
    };
    let both = [("image".to_owned(), picture), ("mask".to_owned(), mask)];
    assert_eq!(given().await, both);
    assert_eq!(generations::inputs(&home.store, id).await.unwrap(), both);
    home.clock.advance(31 * 24 * 60 * 60 * 1_000);
    let mut tx = home.write().await;
    studio_store::deletions::purge_before(&mut tx, home.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(given().await, both[..1]);
    assert_eq!(generations::inputs(&home.store, id).await.unwrap(), both);
}
