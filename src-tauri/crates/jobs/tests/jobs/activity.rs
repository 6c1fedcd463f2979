use studio_domain::{ErrorCode, GenerationState, Problem, QueueMove};
use studio_jobs::{MOST_LISTED, NewJob, activity, hold, move_to, priority};
use studio_store::generations::{self, Transition};

use crate::support::{Fixture, fixture};

async fn step(home: &Fixture, id: studio_domain::GenerationId, step: Transition) {
    let mut tx = home.store.write().await.unwrap();
    generations::transition(&mut tx, id, step).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_was_sent_comes_first_then_the_line_then_what_is_lost_then_what_ended() {
    let home = fixture().await;
    let (ended, lost, sent) = (
        home.generation().await,
        home.generation().await,
        home.asked_for(priority::BEGUN).await,
    );
    let batch = home.asked_for(priority::BATCH).await;
    let (second, first) = (home.asked_for(0).await, home.asked_for(0).await);
    for id in [lost, sent] {
        step(&home, id, Transition::to(GenerationState::Submitted)).await;
    }
    let problem = Problem::new(ErrorCode::AnswerLost, "It never came.");
    let unknown = Transition {
        problem: Some(problem),
        ..Transition::to(GenerationState::Unknown)
    };
    step(&home, lost, unknown).await;
    step(&home, ended, Transition::to(GenerationState::Cancelled)).await;
    let mut tx = home.store.write().await.unwrap();
    let job = serde_json::json!({"id": "at the provider"});
    generations::set_provider_job(&mut tx, lost, &job)
        .await
        .unwrap();
    move_to(&mut tx, first, QueueMove::First).await.unwrap();
    hold(&mut tx, &[second]).await.unwrap();
    tx.commit().await.unwrap();

    let (runs, left_off) = activity(&home.store, &[ended]).await.unwrap();
    let shown: Vec<_> = runs
        .iter()
        .map(|run| (run.id, run.place, run.held))
        .collect();
    let expected = [
        (sent, None, false),
        (first, Some(1), false),
        (second, Some(2), true),
        (batch, Some(3), false),
        (lost, None, false),
        (ended, None, false),
    ];
    assert_eq!(shown, expected);
    assert_eq!(left_off, 0);
    assert_eq!(runs[4].problem.as_deref(), Some("It never came."));
    assert!(runs[4].can_look_again && !runs[0].can_look_again);
    let (without, _) = activity(&home.store, &[]).await.unwrap();
    assert_eq!(without.len(), 5, "what ended before is not listed");
}

#[tokio::test]
async fn a_long_line_is_cut_and_tells_how_many_are_left_off() {
    let home = fixture().await;
    let mut tx = home.store.write().await.unwrap();
    for _ in 0..MOST_LISTED + 3 {
        let id = studio_domain::GenerationId::new(home.now());
        let new = home.new_generation(id);
        generations::insert(&mut tx, &new).await.unwrap();
        let job = NewJob {
            generation_id: Some(id),
            ..home.job("many")
        };
        studio_jobs::enqueue(&mut tx, &job).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (runs, left_off) = activity(&home.store, &[]).await.unwrap();
    assert_eq!((runs.len(), left_off), (MOST_LISTED as usize, 3));
    assert_eq!(runs[999].place, Some(1_000));
}
