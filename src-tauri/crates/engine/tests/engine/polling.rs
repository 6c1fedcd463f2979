//! Jobs at a provider: a film that takes longer than it may, one that is stopped, one that nobody
//! tells of, and one that is collected while the queue is paused.

use serde_json::json;
use studio_domain::{CostBasis, ErrorCode, GenerationState, QueueSettings};
use wiremock::ResponseTemplate;

use crate::cinema::{STOPS, cinema, cinema_with};
use crate::support::end_of;

const A_DAY: i64 = 24 * 60 * 60 * 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_takes_longer_than_it_may_is_unknown_and_still_collected() {
    use GenerationState::{Queued, Running, Submitted, Succeeded, Unknown};
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let early = cinema.studio.look_again(id).await.unwrap_err();
    assert_eq!(early.code(), ErrorCode::Conflict, "it is not lost");
    cinema.advance(A_DAY + 1);
    let lost = cinema.until(id, |it| it.state == Unknown).await;
    assert_eq!(lost.problem.unwrap().code, ErrorCode::AnswerLost);
    let activity = cinema.studio.list_activity().await.unwrap();
    assert!(activity.runs[0].can_look_again);

    cinema.studio.look_again(id).await.unwrap();
    let looked = [Queued, Submitted, Running, Unknown, Running, Unknown];
    while cinema.states(id).await != looked {
        tokio::task::yield_now().await;
    }
    cinema.says_done().await;
    cinema.studio.look_again(id).await.unwrap();
    let made = cinema.until(id, |it| it.state == Succeeded).await;
    assert_eq!(made.outputs.len(), 1);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_the_provider_calls_failed_ends_at_once() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.says(json!({"state": "broken"})).await;
    cinema.advance(10_000);
    let ended = cinema
        .until(id, |it| {
            it.problem.is_some() || it.state != GenerationState::Running
        })
        .await;
    assert_eq!(ended.state, GenerationState::Failed);
    assert_eq!(ended.problem.unwrap().code, ErrorCode::ProviderUnavailable);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_is_not_known_for_a_moment_is_still_collected() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.answers(ResponseTemplate::new(404)).await;
    cinema.advance(10_000);
    let waiting = cinema.until(id, |it| it.problem.is_some()).await;
    assert_eq!(waiting.state, GenerationState::Running, "it may go on");
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_that_stays_unheard_of_is_unknown_and_can_be_looked_for_again() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let page = ResponseTemplate::new(200).set_body_raw("<html></html>", "text/html");
    for answer in [ResponseTemplate::new(404), page] {
        cinema.answers(answer).await;
        for times in 1..=5 {
            cinema.advance(70_000);
            cinema.asked_about_it(times).await;
        }
        cinema.advance(70_000);
        let lost = cinema
            .until(id, |it| it.state != GenerationState::Running)
            .await;
        assert_eq!(lost.state, GenerationState::Unknown);
        let problem = lost.problem.unwrap();
        assert_eq!(problem.code, ErrorCode::AnswerLost);
        assert!(problem.hint.unwrap().contains("Look again"));
        cinema.says(json!({"state": "waiting"})).await;
        cinema.studio.look_again(id).await.unwrap();
        cinema.asked_about_it(1).await;
    }
    cinema.says_done().await;
    cinema.advance(70_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_collected_while_the_queue_is_paused() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    let paused = QueueSettings {
        paused: true,
        resume_at_start: true,
    };
    cinema.studio.set_queue_settings(paused).await.unwrap();
    cinema.says_done().await;
    cinema.advance(10_000);
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    let activity = cinema.studio.list_activity().await.unwrap();
    assert_eq!(activity.runs[0].output, Some(made.outputs[0].id));
    cinema.studio.clear_activity().await.unwrap();
    assert_eq!(cinema.studio.list_activity().await.unwrap().runs, []);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_before_it_could_be_stopped_is_kept() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.says_done().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let made = end_of(&cinema.studio, id).await;
    assert_eq!(made.state, GenerationState::Succeeded);
    assert_eq!(made.outputs.len(), 1);
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_tells_where_the_provider_goes_on() {
    let cinema = cinema().await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let problem = stopped.problem.unwrap();
    assert_eq!(problem.code, ErrorCode::Cancelled);
    assert!(problem.hint.unwrap().contains("may still be charged"));
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_past_stopping_may_be_charged_and_counts() {
    let cinema = cinema_with(&STOPS).await;
    cinema.says_of_stopping(409).await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let hint = stopped.problem.unwrap().hint.unwrap();
    assert!(hint.contains("may still be charged"), "{hint}");
    assert_eq!(stopped.actual_cost.unwrap().nanos, 100_000_000);
    assert_eq!(stopped.cost_basis, Some(CostBasis::Estimate));
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_told_to_stop_and_goes_on_may_be_charged() {
    let cinema = cinema_with(&STOPS).await;
    cinema.says_of_stopping(200).await;
    let id = cinema.begin().await;
    cinema.studio.stop_generation(id).await.unwrap();
    let stopped = end_of(&cinema.studio, id).await;
    assert_eq!(stopped.state, GenerationState::Cancelled);
    let hint = stopped.problem.unwrap().hint.unwrap();
    assert!(hint.contains("may still charge"), "{hint}");
    cinema.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_ending_is_told_once() {
    let cinema = cinema().await;
    let mut endings = cinema.studio.endings();
    let id = cinema.begin().await;
    cinema.says_done().await;
    cinema.advance(10_000);
    let ended = endings.recv().await.unwrap();
    assert_eq!((ended.id, ended.state), (id, GenerationState::Succeeded));
    assert!(endings.try_recv().is_err());
    cinema.studio.stop().await;
}
