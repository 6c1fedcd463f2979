use std::sync::Arc;

use studio_jobs::{Counts, NewJob, Runner, RunnerConfig, claim, counts, request_cancel};

use crate::support::{Event, Script, drained, fixture, next, quick, started};

#[tokio::test]
async fn a_job_put_in_is_worked_on_and_gone() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let patient = RunnerConfig {
        poll_every_ms: 3_600_000,
        ..RunnerConfig::new("me")
    };
    let runner = Runner::start(home.store.clone(), work, patient);
    home.add(home.job("a")).await;
    runner.wake();
    assert_eq!(next(&mut events).await, started("a"));
    drained(&home).await;
}

#[tokio::test]
async fn a_job_another_process_put_in_is_found_without_being_told() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let _runner = Runner::start(home.store.clone(), work, quick("me"));
    home.add(home.job("a")).await;
    assert_eq!(next(&mut events).await, started("a"));
}

#[tokio::test]
async fn work_that_waits_is_looked_at_again_when_its_time_has_come() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    home.add(home.job("later")).await;
    let _runner = Runner::start(home.store.clone(), work, quick("me"));
    assert_eq!(next(&mut events).await, started("later"));
    while counts(&home.store).await.unwrap().waiting == 0 {
        tokio::task::yield_now().await;
    }
    assert!(events.try_recv().is_err(), "not before the time");
    home.clock.advance(1_000);
    assert_eq!(next(&mut events).await, started("later"));
    drained(&home).await;
}

#[tokio::test]
async fn no_more_than_so_many_run_at_a_time() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let mut generations = Vec::new();
    for index in 0..3 {
        let id = home.generation().await;
        home.add(NewJob {
            generation_id: Some(id),
            ..home.job(&format!("wait {index}"))
        })
        .await;
        generations.push(id);
    }
    let config = RunnerConfig {
        concurrency: 2,
        ..quick("me")
    };
    let runner = Runner::start(home.store.clone(), work, config);
    assert_eq!(next(&mut events).await, started("wait 0"));
    assert_eq!(next(&mut events).await, started("wait 1"));
    runner.wake();
    let state = counts(&home.store).await.unwrap();
    assert_eq!((state.leased, state.due), (2, 1));
    assert!(runner.cancel(generations[0]));
    assert_eq!(
        next(&mut events).await,
        Event::Cancelled("wait 0".to_owned())
    );
    assert_eq!(next(&mut events).await, started("wait 2"));
    assert!(!runner.cancel(generations[0]), "it does not run any more");
}

#[tokio::test]
async fn a_lease_is_kept_alive_while_the_work_runs() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    home.add(home.job("wait")).await;
    let runner = Runner::start(home.store.clone(), work, quick("me"));
    assert_eq!(next(&mut events).await, started("wait"));
    for _ in 0..5 {
        home.clock.advance(9_000);
        let until = home.now().plus(10_000).get();
        let renewed = || async {
            let lease: i64 = sqlx::query_scalar("select lease_until from jobs")
                .fetch_one(home.store.readers())
                .await
                .unwrap();
            lease == until
        };
        while !renewed().await {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(claim(&home.store, "other", 10).await.unwrap(), None);
    assert!(events.try_recv().is_err(), "nobody disturbed it");
    drop(runner);
}

#[tokio::test]
async fn a_request_to_stop_from_another_process_arrives() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        ..home.job("wait")
    })
    .await;
    let _runner = Runner::start(home.store.clone(), work, quick("me"));
    assert_eq!(next(&mut events).await, started("wait"));
    let mut tx = home.store.write().await.unwrap();
    assert!(request_cancel(&mut tx, generation).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
    drained(&home).await;
}

#[tokio::test]
async fn work_asked_to_stop_before_it_began_begins_with_its_token_fired() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        ..home.job("wait")
    })
    .await;
    let mut tx = home.store.write().await.unwrap();
    request_cancel(&mut tx, generation).await.unwrap();
    tx.commit().await.unwrap();
    let patient = RunnerConfig::new("me");
    let _runner = Runner::start(home.store.clone(), work, patient);
    assert_eq!(next(&mut events).await, started("wait"));
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
}

#[tokio::test]
async fn losing_the_lease_stops_the_work_and_its_result_is_refused() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    home.add(home.job("wait")).await;
    let _runner = Runner::start(home.store.clone(), work, quick("me"));
    assert_eq!(next(&mut events).await, started("wait"));
    home.write("update jobs set lease_owner = 'other'").await;
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
    assert_eq!(next(&mut events).await, Event::LeaseLost("wait".to_owned()));
    assert_eq!(
        counts(&home.store).await.unwrap().leased,
        1,
        "it is the other's"
    );
}

#[tokio::test]
async fn work_goes_on_and_ends_while_its_lease_cannot_be_renewed() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        ..home.job("wait")
    })
    .await;
    let config = RunnerConfig {
        poll_every_ms: 3_600_000,
        ..quick("me")
    };
    let runner = Runner::start(home.store.clone(), work, config);
    assert_eq!(next(&mut events).await, started("wait"));
    home.write(
        "create trigger refused before update of lease_until on jobs
         when new.lease_owner = old.lease_owner
         begin select raise(abort, 'the test refuses it'); end",
    )
    .await;
    home.clock.advance(10_001);
    // Only the heartbeat reads the clock here, so that it has turned several times since.
    tokio::select! {
        () = home.clock.read_again(10) => {}
        event = next(&mut events) => panic!("nobody took it over: {event:?}"),
    }
    assert!(runner.cancel(generation));
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
    drained(&home).await;
    assert!(events.try_recv().is_err(), "its result is kept");
}

#[tokio::test]
async fn a_panic_is_reported_and_other_work_goes_on() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    for name in ["panic", "panic twice", "quiet"] {
        home.add(home.job(name)).await;
    }
    let config = RunnerConfig {
        concurrency: 1,
        ..quick("me")
    };
    let _runner = Runner::start(home.store.clone(), work, config);
    assert_eq!(next(&mut events).await, started("panic"));
    assert_eq!(next(&mut events).await, Event::Panicked("panic".to_owned()));
    assert_eq!(next(&mut events).await, started("panic twice"));
    assert_eq!(next(&mut events).await, started("quiet"));
    let left = Counts {
        waiting: 1,
        ..Counts::default()
    };
    while counts(&home.store).await.unwrap() != left {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn stopping_waits_for_work_and_claims_nothing_more() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    let generation = home.generation().await;
    home.add(NewJob {
        generation_id: Some(generation),
        ..home.job("wait")
    })
    .await;
    let config = RunnerConfig {
        stop_within_ms: 3_600_000,
        ..quick("me")
    };
    let runner = Arc::new(Runner::start(home.store.clone(), work, config));
    assert_eq!(next(&mut events).await, started("wait"));
    let stopping = tokio::spawn({
        let runner = Arc::clone(&runner);
        async move { runner.stop().await }
    });
    tokio::task::yield_now().await;
    home.add(home.job("too late")).await;
    assert!(events.try_recv().is_err(), "nothing is cancelled");
    assert!(!stopping.is_finished());
    assert!(runner.cancel(generation));
    stopping.await.unwrap();
    assert_eq!(next(&mut events).await, Event::Cancelled("wait".to_owned()));
    assert!(events.try_recv().is_err());
    let left = counts(&home.store).await.unwrap();
    assert_eq!((left.due, left.leased), (1, 0));
}

#[tokio::test]
async fn work_that_does_not_end_is_left_to_its_lease() {
    let home = fixture().await;
    let (work, mut events) = Script::new(&home.store);
    home.add(home.job("wait")).await;
    let config = RunnerConfig {
        stop_within_ms: 1,
        ..quick("me")
    };
    let runner = Runner::start(home.store.clone(), work, config);
    assert_eq!(next(&mut events).await, started("wait"));
    runner.stop().await;
    assert_eq!(claim(&home.store, "next start", 10).await.unwrap(), None);
    home.clock.advance(10_001);
    let taken = claim(&home.store, "next start", 10).await.unwrap().unwrap();
    assert!(taken.recovered, "nobody renews it any more");
}
