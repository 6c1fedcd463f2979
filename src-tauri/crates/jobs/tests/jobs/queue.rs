use studio_domain::{JobId, Rank, UnixMillis, WaitReason};
use studio_jobs::{
    Claim, Counts, Hold, JobsError, NewJob, Spared, claim, claim_many, counts, enqueue, finish,
    hasten, next_due, release, renew, request_cancel,
};

use crate::support::{Fixture, fixture};

const LEASE: i64 = 10_000;

async fn take(home: &Fixture, owner: &str) -> Option<Claim> {
    claim(&home.store, owner, LEASE).await.unwrap()
}

async fn take_name(home: &Fixture) -> Option<String> {
    let claim = take(home, "me").await?;
    Some(claim.payload.as_str().unwrap().to_owned())
}

async fn cancel(home: &Fixture, id: studio_domain::GenerationId) -> bool {
    let mut tx = home.store.write().await.unwrap();
    let asked = request_cancel(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    asked
}

#[tokio::test]
async fn a_claim_has_what_was_put_in() {
    let home = fixture().await;
    let generation_id = home.generation().await;
    let id = home
        .add(NewJob {
            generation_id: Some(generation_id),
            ..home.job("a")
        })
        .await;
    let claim = take(&home, "me").await.unwrap();
    let expected = Claim {
        id,
        kind: "test".to_owned(),
        payload: serde_json::json!("a"),
        rank: Rank {
            priority: 0,
            turn: 0,
        },
        attempts: 1,
        generation_id: Some(generation_id),
        recovered: false,
        cancel_requested: false,
    };
    assert_eq!(claim, expected);
    assert_eq!(
        take(&home, "me").await,
        None,
        "a leased job is nobody else's"
    );
}

#[tokio::test]
async fn a_job_that_was_rolled_back_was_never_there() {
    let home = fixture().await;
    let mut tx = home.store.write().await.unwrap();
    enqueue(&mut tx, &home.job("a")).await.unwrap();
    drop(tx);
    assert_eq!(take(&home, "me").await, None);
}

#[tokio::test]
async fn higher_priority_goes_first_then_what_is_due_longer_then_what_came_first() {
    let home = fixture().await;
    let before = home.now().plus(-5);
    for (name, priority, not_before) in [
        ("third", 0, home.now()),
        ("fourth", 0, home.now()),
        ("second", 0, before),
        ("first", 1, home.now()),
        ("last", -1, before),
    ] {
        home.add(NewJob {
            priority,
            not_before,
            ..home.job(name)
        })
        .await;
    }
    for expected in ["first", "second", "third", "fourth", "last"] {
        assert_eq!(take_name(&home).await.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn several_are_claimed_at_once_in_their_order_and_no_more_than_there_is_room_for() {
    let home = fixture().await;
    for name in ["a", "b", "c"] {
        home.add(home.job(name)).await;
    }
    let nothing = Spared::nothing(home.now());
    let claims = claim_many(&home.store, "me", LEASE, &nothing, || 2)
        .await
        .unwrap();
    let names: Vec<&str> = claims.iter().filter_map(|it| it.payload.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(
        claim_many(&home.store, "me", LEASE, &nothing, || 0)
            .await
            .unwrap(),
        []
    );
    let rest = claim_many(&home.store, "other", LEASE, &nothing, || 5)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1, "what is leased is nobody else's");
}

#[tokio::test]
async fn nobody_looks_before_the_time() {
    let home = fixture().await;
    home.add(NewJob {
        priority: 9,
        not_before: home.now().plus(100),
        ..home.job("later")
    })
    .await;
    assert_eq!(take_name(&home).await, None);
    home.clock.advance(99);
    assert_eq!(take_name(&home).await, None);
    home.clock.advance(1);
    assert_eq!(take_name(&home).await.as_deref(), Some("later"));
}

#[tokio::test]
async fn a_lease_that_ran_out_is_recovered_once() {
    let home = fixture().await;
    let id = home.add(home.job("a")).await;
    take(&home, "gone").await.unwrap();
    home.clock.advance(LEASE);
    assert_eq!(
        take(&home, "me").await,
        None,
        "it runs to its last millisecond"
    );
    home.clock.advance(1);
    let claim = take(&home, "me").await.unwrap();
    assert_eq!((claim.id, claim.attempts, claim.recovered), (id, 2, true));
    assert_eq!(take(&home, "third").await, None);
}

#[tokio::test]
async fn renewing_keeps_a_lease_alive() {
    let home = fixture().await;
    let id = home.add(home.job("a")).await;
    take(&home, "me").await.unwrap();
    for _ in 0..5 {
        home.clock.advance(LEASE - 1);
        let kept = renew(&home.store, id, "me", LEASE).await.unwrap();
        assert_eq!(
            kept,
            Hold::Kept {
                cancel_requested: false
            }
        );
        assert_eq!(take(&home, "other").await, None);
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_goes_on_unless_somebody_took_over() {
    let home = fixture().await;
    let id = home.add(home.job("a")).await;
    take(&home, "me").await.unwrap();
    home.clock.advance(10 * LEASE);
    let slept = renew(&home.store, id, "me", LEASE).await.unwrap();
    assert!(matches!(slept, Hold::Kept { .. }));
    home.clock.advance(10 * LEASE);
    take(&home, "other").await.unwrap();
    assert_eq!(
        renew(&home.store, id, "me", LEASE).await.unwrap(),
        Hold::Lost
    );
    let nobody = JobId::new(home.now());
    assert_eq!(
        renew(&home.store, nobody, "me", LEASE).await.unwrap(),
        Hold::Lost
    );
}

#[tokio::test]
async fn only_the_holder_finishes_and_gives_back() {
    let home = fixture().await;
    let id = home.add(home.job("a")).await;
    take(&home, "other").await.unwrap();
    let mut tx = home.store.write().await.unwrap();
    let refused = finish(&mut tx, id, "me").await;
    assert!(matches!(refused, Err(JobsError::LeaseLost)));
    drop(tx);
    let refused = release(&home.store, id, "me", home.now(), None).await;
    assert!(matches!(refused, Err(JobsError::LeaseLost)));
    let mut tx = home.store.write().await.unwrap();
    finish(&mut tx, id, "other").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(counts(&home.store).await.unwrap(), Counts::default());
}

#[tokio::test]
async fn a_job_given_back_waits_for_its_time_and_is_no_recovery() {
    let home = fixture().await;
    let id = home.add(home.job("a")).await;
    take(&home, "me").await.unwrap();
    let at = home.now().plus(50);
    release(&home.store, id, "me", at, Some(WaitReason::RateLimit))
        .await
        .unwrap();
    let reason: Option<String> = sqlx::query_scalar("select wait_reason from jobs")
        .fetch_one(home.store.readers())
        .await
        .unwrap();
    assert_eq!(reason.as_deref(), Some("rate-limit"));
    assert_eq!(take(&home, "me").await, None);
    home.clock.advance(50);
    let claim = take(&home, "me").await.unwrap();
    assert_eq!((claim.attempts, claim.recovered), (2, false));
}

#[tokio::test]
async fn asking_to_stop_reaches_the_holder_and_makes_a_waiting_job_due() {
    let home = fixture().await;
    let generation = home.generation().await;
    assert!(!cancel(&home, generation).await, "it has no job");
    let id = home
        .add(NewJob {
            generation_id: Some(generation),
            ..home.job("a")
        })
        .await;
    take(&home, "me").await.unwrap();
    assert!(cancel(&home, generation).await);
    let renewal = renew(&home.store, id, "me", LEASE).await.unwrap();
    let asked = Hold::Kept {
        cancel_requested: true,
    };
    assert_eq!(renewal, asked);
    let far = home.now().plus(1_000_000);
    release(&home.store, id, "me", far, None).await.unwrap();
    let claim = take(&home, "me").await.expect("it is due at once");
    assert!(claim.cancel_requested);
}

#[tokio::test]
async fn a_waiting_job_that_is_asked_to_stop_is_looked_at_now() {
    let home = fixture().await;
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        not_before: home.now().plus(1_000_000),
        ..home.job("a")
    })
    .await;
    cancel(&home, generation).await;
    assert!(take(&home, "me").await.unwrap().cancel_requested);
}

#[tokio::test]
async fn a_generation_has_one_job() {
    let home = fixture().await;
    let job = NewJob {
        generation_id: Some(home.generation().await),
        ..home.job("a")
    };
    home.add(job.clone()).await;
    let mut tx = home.store.write().await.unwrap();
    assert!(enqueue(&mut tx, &job).await.is_err());
}

#[tokio::test]
async fn the_next_moment_counts_waiting_and_leases() {
    let home = fixture().await;
    let due = || async {
        let nothing = Spared::nothing(home.now());
        next_due(&home.store, &nothing).await.unwrap()
    };
    assert_eq!(due().await, None);
    let start = home.now();
    home.add(NewJob {
        not_before: start.plus(70_000),
        ..home.job("late")
    })
    .await;
    assert_eq!(due().await, Some(start.plus(70_000)));
    home.add(home.job("now")).await;
    assert_eq!(due().await, Some(start));
    take(&home, "me").await.unwrap();
    let expiry: UnixMillis = start.plus(LEASE + 1);
    assert_eq!(due().await, Some(expiry));
    home.clock.advance(LEASE + 1);
    assert!(take(&home, "other").await.is_some(), "that moment is exact");
}

#[tokio::test]
async fn counts_tell_due_waiting_and_leased_apart() {
    let home = fixture().await;
    for name in ["a", "b", "c"] {
        home.add(home.job(name)).await;
    }
    home.add(NewJob {
        not_before: home.now().plus(LEASE * 5),
        ..home.job("late")
    })
    .await;
    take(&home, "me").await.unwrap();
    let expected = Counts {
        due: 2,
        waiting: 1,
        leased: 1,
    };
    assert_eq!(counts(&home.store).await.unwrap(), expected);
    home.clock.advance(LEASE + 1);
    let expired = Counts {
        due: 3,
        waiting: 1,
        leased: 0,
    };
    assert_eq!(counts(&home.store).await.unwrap(), expired);
}

#[tokio::test]
async fn a_waiting_job_is_hastened_and_no_other() {
    let home = fixture().await;
    let (hastened, other) = (home.generation().await, home.generation().await);
    for (name, generation) in [("a", hastened), ("b", other)] {
        home.add(NewJob {
            generation_id: Some(generation),
            not_before: home.now().plus(60_000),
            ..home.job(name)
        })
        .await;
    }
    assert_eq!(take_name(&home).await, None);
    hasten(&home.store, &[hastened, home.generation().await])
        .await
        .unwrap();
    assert_eq!(take_name(&home).await.as_deref(), Some("a"));
    assert_eq!(take_name(&home).await, None, "the other waits on");
    hasten(&home.store, &[hastened]).await.unwrap();
    assert_eq!(
        take_name(&home).await,
        None,
        "a leased job is nobody else's"
    );
}

/// Writes what the queue reads of a job beside what it was put in with.
async fn place(home: &Fixture, id: JobId, turn: i64, held_at: Option<i64>) {
    let mut tx = home.store.write().await.unwrap();
    sqlx::query("update jobs set turn = ?2, held_at = ?3 where id = ?1")
        .bind(id.as_bytes().as_slice())
        .bind(turn)
        .bind(held_at)
        .execute(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_lower_turn_goes_first_within_a_priority() {
    let home = fixture().await;
    home.add(home.job("as it came")).await;
    let moved = home.add(home.job("moved up")).await;
    let urgent = NewJob {
        priority: 1,
        ..home.job("urgent")
    };
    home.add(urgent).await;
    place(&home, moved, -1, None).await;
    for expected in ["urgent", "moved up", "as it came"] {
        assert_eq!(take_name(&home).await.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn what_is_held_back_is_neither_claimed_nor_waited_for_until_it_is_stopped() {
    let home = fixture().await;
    let generation_id = home.generation().await;
    let id = home
        .add(NewJob {
            generation_id: Some(generation_id),
            ..home.job("held")
        })
        .await;
    place(&home, id, 0, Some(home.now().get())).await;
    assert_eq!(take(&home, "me").await, None);
    let nothing = Spared::nothing(home.now());
    assert_eq!(next_due(&home.store, &nothing).await.unwrap(), None);
    assert!(cancel(&home, generation_id).await);
    let claim = take(&home, "me").await.unwrap();
    assert!(claim.cancel_requested);
}
