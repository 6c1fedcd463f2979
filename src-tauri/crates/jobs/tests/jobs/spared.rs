use studio_jobs::{Hold, NewJob, Runner, RunnerConfig, Spared, claim, claim_many, next_due, renew};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::{Event, Fixture, Script, drained, fixture, next, quick, started};

const LEASE: i64 = 10_000;
/// Less than what a runner takes for a sleep of the machine.
const STEP: i64 = 4_000;

/// A runner that looks at once and whose heartbeat does not come.
fn without_heartbeat() -> RunnerConfig {
    RunnerConfig {
        renew_every_ms: 3_600_000,
        ..quick("me")
    }
}

/// Waits until the runner has looked at the queue since. What was left behind goes first.
async fn looked(home: &Fixture, events: &mut UnboundedReceiver<Event>) {
    home.add(home.job("look")).await;
    assert_eq!(next(events).await, started("look"));
}

/// Lets more than a lease pass while the runner goes on looking.
async fn a_lease_passes(home: &Fixture, events: &mut UnboundedReceiver<Event>) {
    for _ in 0..3 {
        looked(home, events).await;
        home.clock.advance(STEP);
    }
}

#[tokio::test]
async fn what_runs_here_is_never_begun_again_although_its_lease_ran_out() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        ..home.job("wait")
    })
    .await;
    let runner = Runner::start(home.store.clone(), work, without_heartbeat());
    assert_eq!(next(&mut events).await, started("wait"));
    a_lease_passes(&home, &mut events).await;
    looked(&home, &mut events).await;
    home.clock.advance(LEASE + 1);
    looked(&home, &mut events).await;
    assert!(runner.cancel(generation));
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
    drained(&home).await;
    assert!(events.try_recv().is_err(), "its result is kept");
}

#[tokio::test]
async fn what_could_not_be_given_back_is_looked_at_again_when_its_lease_has_run_out() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    home.write(
        "create trigger refused before update of lease_owner on jobs
         when new.lease_owner is null
         begin select raise(abort, 'the test refuses it'); end",
    )
    .await;
    home.add(home.job("later")).await;
    let config = RunnerConfig {
        concurrency: 1,
        ..without_heartbeat()
    };
    let _runner = Runner::start(home.store.clone(), work, config);
    assert_eq!(next(&mut events).await, started("later"));
    a_lease_passes(&home, &mut events).await;
    assert_eq!(next(&mut events).await, started("later"));
    drained(&home).await;
}

#[tokio::test]
async fn after_the_machine_slept_others_have_time_to_renew() {
    let home = fixture().await;
    let kept = home.add(home.job("kept")).await;
    claim(&home.store, "window", LEASE).await.unwrap().unwrap();
    home.add(home.job("left")).await;
    claim(&home.store, "gone", LEASE).await.unwrap().unwrap();
    let (work, mut events) = Script::new(&home.store);
    let _runner = Runner::start(home.store.clone(), work, without_heartbeat());
    looked(&home, &mut events).await;
    home.clock.advance(360 * LEASE);
    looked(&home, &mut events).await;
    let renewed = renew(&home.store, kept, "window", 10 * LEASE)
        .await
        .unwrap();
    assert!(matches!(renewed, Hold::Kept { .. }));
    a_lease_passes(&home, &mut events).await;
    assert_eq!(next(&mut events).await, started("left"));
    looked(&home, &mut events).await;
}

#[tokio::test]
async fn while_the_database_refuses_nobody_is_taken_for_dead() {
    let home = fixture().await;
    let kept = home.add(home.job("kept")).await;
    claim(&home.store, "window", LEASE).await.unwrap().unwrap();
    let (work, mut events) = Script::new(&home.store);
    let _runner = Runner::start(home.store.clone(), work, without_heartbeat());
    looked(&home, &mut events).await;
    home.write(
        "create trigger refused before update on jobs
         begin select raise(abort, 'the test refuses it'); end",
    )
    .await;
    // In steps of less than what it takes for a sleep.
    for _ in 0..4 {
        home.clock.advance(STEP);
        home.clock.read_again(20).await;
    }
    home.write("drop trigger refused").await;
    looked(&home, &mut events).await;
    let renewed = renew(&home.store, kept, "window", 10 * LEASE)
        .await
        .unwrap();
    assert!(matches!(renewed, Hold::Kept { .. }));
    a_lease_passes(&home, &mut events).await;
    assert!(events.try_recv().is_err(), "it was left to its owner");
}

#[tokio::test]
async fn a_process_that_starts_takes_what_was_left_behind_at_once() {
    let home = fixture().await;
    home.add(home.job("left")).await;
    claim(&home.store, "gone", LEASE).await.unwrap().unwrap();
    home.clock.advance(LEASE + 1);
    let (work, mut events) = Script::new(&home.store);
    let _runner = Runner::start(home.store.clone(), work, without_heartbeat());
    assert_eq!(next(&mut events).await, started("left"));
}

#[tokio::test]
async fn what_is_spared_is_neither_claimed_nor_waited_for_too_early() {
    let home = fixture().await;
    let mine = home.add(home.job("mine")).await;
    claim(&home.store, "me", LEASE).await.unwrap().unwrap();
    let before = home.now();
    home.clock.advance(LEASE + 1);
    let mut spared = Spared {
        running: vec![mine],
        ..Spared::nothing(home.now())
    };
    let claims = claim_many(&home.store, "me", LEASE, &spared, || 1).await;
    assert_eq!(claims.unwrap(), []);
    assert_eq!(next_due(&home.store, &spared).await.unwrap(), None);
    spared = Spared {
        running: Vec::new(),
        from: before,
        until: home.now().plus(LEASE),
    };
    let claims = claim_many(&home.store, "me", LEASE, &spared, || 1).await;
    assert_eq!(claims.unwrap(), []);
    let due = next_due(&home.store, &spared).await.unwrap();
    assert_eq!(due, Some(spared.until));
    let spared = Spared::nothing(home.now());
    let claims = claim_many(&home.store, "me", LEASE, &spared, || 1).await;
    assert_eq!(claims.unwrap().len(), 1);
}
