//! A film whose id never arrived, at a service that knows films by the name of the request.

use std::time::Duration;

use studio_domain::{ErrorCode, GenerationState, ProviderId};

use crate::cinema::{FINDS_BY_NAME, TAKES_A_KEY, cinema_with};
use crate::support::{end_of, request};

#[tokio::test(flavor = "multi_thread")]
async fn a_film_whose_id_never_arrived_is_found_by_name_and_not_sent_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&["f1"]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    cinema
        .until(id, |it| it.state == GenerationState::Submitted)
        .await;
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.advance(10_000);
    cinema
        .until(id, |it| it.state == GenerationState::Running)
        .await;
    assert_eq!(cinema.paths_asked("POST").await, ["/films"], "sent once");
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    assert_eq!(cinema.paths_asked("POST").await, [""; 0]);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_whose_answer_was_lost_late_is_looked_for_until_it_can_be_listed() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&[]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.asked_about_it(0).await;
    cinema.advance(130_000);
    cinema.asked_about_it(1).await;
    let waiting = cinema.studio.get_generation(id).await.unwrap();
    assert_eq!(waiting.state, GenerationState::Submitted, "{waiting:?}");
    cinema.loses_the_answer(&["f1"]).await;
    cinema.advance(10_000);
    cinema
        .until(id, |it| it.state == GenerationState::Running)
        .await;
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_looked_for_by_name_once_the_key_is_there_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME, TAKES_A_KEY]).await;
    cinema.takes_a_key().await;
    cinema.loses_the_answer(&["f1"]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    let provider = ProviderId::new("workshop");
    cinema.studio.remove_key(provider.clone()).await.unwrap();
    cinema.advance(10_000);
    let waiting = cinema
        .until(id, |it| {
            let code = it.problem.as_ref().map(|problem| problem.code);
            it.state == GenerationState::Unknown || code == Some(ErrorCode::KeyMissing)
        })
        .await;
    assert_eq!(waiting.state, GenerationState::Submitted, "it is not lost");
    cinema.enters_a_key().await;
    cinema.advance(90_000);
    cinema
        .until(id, |it| it.state == GenerationState::Running)
        .await;
    assert_eq!(cinema.paths_asked("POST").await, ["/films"], "sent once");
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_not_asked_without_a_pause_because_of_a_stop() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&[]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.asked_about_it(0).await;
    cinema.studio.stop_generation(id).await.unwrap();
    while cinema.paths_asked("GET").await.is_empty() {
        tokio::task::yield_now().await;
    }
    // Long enough for many, were there no pause.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(cinema.paths_asked("GET").await.len(), 1);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_arrived_has_failed_and_may_be_tried_again() {
    let cinema = cinema_with(&[FINDS_BY_NAME]).await;
    cinema.loses_the_answer(&[]).await;
    let asked = request("director", "a kite", &[]);
    let id = cinema.studio.generate(asked).await.unwrap();
    while cinema.paths_asked("POST").await.is_empty() {
        tokio::task::yield_now().await;
    }
    cinema.asked_about_it(0).await;
    cinema.advance(90_000);
    cinema.asked_about_it(1).await;
    cinema.advance(90_000);
    let ended = end_of(&cinema.studio, id).await;
    assert_eq!(ended.state, GenerationState::Failed);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.code, ErrorCode::ProviderUnavailable);
    assert!(problem.hint.unwrap().contains("nothing is charged"));
    cinema.studio.stop().await;
}
