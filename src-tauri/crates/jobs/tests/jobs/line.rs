use studio_domain::{CacheTag, GenerationId, GenerationState, QueueMove};
use studio_jobs::{
    Leave, NewJob, Spared, begin, claim, held, hold, hold_all, let_go, move_to, next_due, priority,
    release, request_cancel, rouse,
};
use studio_store::generations::{self, Transition};

use crate::support::{Fixture, fixture};

const LEASE: i64 = 10_000;

async fn next(home: &Fixture) -> Option<GenerationId> {
    claim(&home.store, "me", LEASE)
        .await
        .unwrap()?
        .generation_id
}

async fn shift(home: &Fixture, id: GenerationId, to: QueueMove) -> Vec<GenerationId> {
    let mut tx = home.store.write().await.unwrap();
    let line = move_to(&mut tx, id, to).await.unwrap();
    tx.commit().await.unwrap();
    line.into_iter().map(|(id, _)| id).collect()
}

async fn hold_back(home: &Fixture, ids: &[GenerationId]) -> Vec<GenerationId> {
    let mut tx = home.store.write().await.unwrap();
    let held = hold(&mut tx, ids).await.unwrap();
    tx.commit().await.unwrap();
    held
}

async fn free(home: &Fixture, ids: &[GenerationId]) -> Vec<GenerationId> {
    let mut tx = home.store.write().await.unwrap();
    let freed = let_go(&mut tx, ids).await.unwrap();
    tx.commit().await.unwrap();
    freed
}

#[tokio::test]
async fn what_is_held_is_not_claimed_until_it_is_let_go() {
    let home = fixture().await;
    let first = home.asked_for(0).await;
    let second = home.asked_for(0).await;
    let mut told = home.store.subscribe();
    assert_eq!(hold_back(&home, &[first]).await, [first]);
    assert_eq!(told.recv().await.unwrap(), [CacheTag::Queue]);
    assert!(held(&home.store, first).await.unwrap());
    assert_eq!(hold_back(&home, &[first]).await, [], "it is held already");
    assert_eq!(next(&home).await, Some(second));
    assert_eq!(next(&home).await, None);
    assert_eq!(free(&home, &[first, second]).await, [first]);
    assert!(!held(&home.store, first).await.unwrap());
    assert_eq!(next(&home).await, Some(first));
}

#[tokio::test]
async fn a_queue_of_which_all_is_held_is_not_waited_for() {
    let home = fixture().await;
    let id = home.asked_for(0).await;
    hold_back(&home, &[id]).await;
    let nothing = Spared::nothing(home.now());
    assert_eq!(next_due(&home.store, &nothing).await.unwrap(), None);
}

#[tokio::test]
async fn what_was_sent_cannot_be_held() {
    let home = fixture().await;
    let id = home.asked_for(0).await;
    let claim = claim(&home.store, "me", LEASE).await.unwrap().unwrap();
    let mut tx = home.store.write().await.unwrap();
    assert_eq!(begin(&mut tx, claim.id, "me").await.unwrap(), Leave::Given);
    let sent = Transition::to(GenerationState::Submitted);
    generations::transition(&mut tx, id, sent).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(hold_back(&home, &[id]).await, []);
    release(&home.store, claim.id, "me", home.now(), None)
        .await
        .unwrap();
    assert_eq!(next(&home).await, Some(id), "it is still asked about");
}

#[tokio::test]
async fn what_is_held_while_it_is_in_hand_is_not_begun() {
    let home = fixture().await;
    let id = home.asked_for(0).await;
    let claim = claim(&home.store, "me", LEASE).await.unwrap().unwrap();
    assert_eq!(hold_back(&home, &[id]).await, [id]);
    let mut tx = home.store.write().await.unwrap();
    assert_eq!(
        begin(&mut tx, claim.id, "me").await.unwrap(),
        Leave::Refused
    );
    assert!(begin(&mut tx, claim.id, "other").await.is_err());
}

#[tokio::test]
async fn what_is_asked_to_stop_while_it_is_in_hand_is_not_begun() {
    let home = fixture().await;
    let id = home.asked_for(0).await;
    let claim = claim(&home.store, "me", LEASE).await.unwrap().unwrap();
    let mut tx = home.store.write().await.unwrap();
    request_cancel(&mut tx, id).await.unwrap();
    assert_eq!(
        begin(&mut tx, claim.id, "me").await.unwrap(),
        Leave::Refused
    );
}

#[tokio::test]
async fn what_was_begun_goes_before_what_was_not() {
    let home = fixture().await;
    let begun = home.asked_for(priority::BATCH).await;
    let in_hand = claim(&home.store, "me", LEASE).await.unwrap().unwrap();
    let waits = home.asked_for(priority::PERSON).await;
    let mut tx = home.store.write().await.unwrap();
    begin(&mut tx, in_hand.id, "me").await.unwrap();
    tx.commit().await.unwrap();
    release(&home.store, in_hand.id, "me", home.now(), None)
        .await
        .unwrap();
    assert_eq!(next(&home).await, Some(begun));
    assert_eq!(next(&home).await, Some(waits));
}

#[tokio::test]
async fn stopping_reaches_what_is_held() {
    let home = fixture().await;
    let id = home.asked_for(0).await;
    hold_back(&home, &[id]).await;
    let mut tx = home.store.write().await.unwrap();
    request_cancel(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(next(&home).await, Some(id));
    assert_eq!(hold_back(&home, &[id]).await, [], "it is about to end");
}

#[tokio::test]
async fn all_that_is_found_at_the_start_can_be_held_but_what_was_sent() {
    let home = fixture().await;
    let sent = home.asked_for(0).await;
    let mut tx = home.store.write().await.unwrap();
    let step = Transition::to(GenerationState::Submitted);
    generations::transition(&mut tx, sent, step).await.unwrap();
    tx.commit().await.unwrap();
    let waits = home.asked_for(0).await;
    home.add(home.job("chore")).await;
    let mut tx = home.store.write().await.unwrap();
    assert_eq!(hold_all(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(held(&home.store, waits).await.unwrap());
    assert!(!held(&home.store, sent).await.unwrap());
}

#[tokio::test]
async fn the_order_is_what_a_person_made_it_and_newcomers_stand_behind() {
    let home = fixture().await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(home.asked_for(0).await);
    }
    let [a, b, c, d] = ids[..] else {
        panic!("there are four")
    };
    assert_eq!(shift(&home, c, QueueMove::First).await, [c, a, b, d]);
    assert_eq!(shift(&home, a, QueueMove::Down).await, [c, b, a, d]);
    assert_eq!(shift(&home, d, QueueMove::Up).await, [c, b, d, a]);
    assert_eq!(shift(&home, c, QueueMove::Last).await, [b, d, a, c]);
    let third = QueueMove::Place { place: 3 };
    assert_eq!(shift(&home, b, third).await, [d, a, b, c]);
    let beyond = QueueMove::Place { place: 99 };
    assert_eq!(shift(&home, d, beyond).await, [a, b, c, d]);
    assert_eq!(shift(&home, a, QueueMove::Up).await, [a, b, c, d]);
    let newcomer = home.asked_for(0).await;
    for expected in [a, b, c, d, newcomer] {
        assert_eq!(next(&home).await, Some(expected));
    }
}

#[tokio::test]
async fn who_moves_past_a_higher_priority_takes_it_on() {
    let home = fixture().await;
    let one_of_many = home.asked_for(priority::BATCH).await;
    let (first, second) = (home.asked_for(0).await, home.asked_for(0).await);
    let line = shift(&home, one_of_many, QueueMove::Up).await;
    assert_eq!(line, [first, one_of_many, second]);
    for expected in [first, one_of_many, second] {
        assert_eq!(next(&home).await, Some(expected));
    }
}

#[tokio::test]
async fn who_is_not_in_the_line_cannot_be_moved() {
    let home = fixture().await;
    let id = home.generation().await;
    home.asked_for(0).await;
    assert_eq!(shift(&home, id, QueueMove::First).await, []);
}

#[tokio::test]
async fn those_put_off_together_are_roused_together() {
    let home = fixture().await;
    let id = home.generation().await;
    home.add(NewJob {
        generation_id: Some(id),
        not_before: home.now().plus(1_000_000),
        ..home.job("put off")
    })
    .await;
    assert_eq!(next(&home).await, None);
    let mut tx = home.store.write().await.unwrap();
    rouse(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(next(&home).await, Some(id));
}
