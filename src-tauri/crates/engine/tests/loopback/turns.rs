//! More is asked for than may be asked at a time: it waits in view, and then runs.

use std::time::Duration;

use studio_domain::{ErrorCode, GenerationState, LimitSettings, WaitReason};
use wiremock::ResponseTemplate;

use crate::desk::{AskedServer, Desk, sample};

const A_MINUTE: i64 = 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_third_of_two_a_minute_waits_in_view_and_then_runs() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 2).await;
    for _ in 0..2 {
        let id = desk.say(&model).await;
        assert_eq!(desk.end_of(id).await.state, GenerationState::Succeeded);
    }
    let (third, fourth) = (desk.say(&model).await, desk.say(&model).await);
    let progress = desk.waiting(third, |it| it.waiting_for.is_some()).await;
    assert_eq!(progress.waiting_for, Some(WaitReason::RateLimit));
    assert_eq!(progress.ahead, Some(0));
    assert!(progress.until.is_some(), "it tells when it goes");
    desk.waiting(fourth, |it| it.ahead == Some(1)).await;
    let waiting = desk.studio.get_generation(third).await.unwrap();
    assert_eq!(waiting.state, GenerationState::Queued);
    assert_eq!(waiting.submitted_at, None);
    assert_eq!(service.asked().await, 2, "a third request left");
    assert_eq!(desk.studio.get_limits().waiting, 2);
    desk.clock.advance(A_MINUTE);
    for id in [third, fourth] {
        assert_eq!(desk.end_of(id).await.state, GenerationState::Succeeded);
    }
    assert_eq!(service.asked().await, 4);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_counted_apart_from_answers() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let painter = desk.connect(&service, AskedServer::IMAGE).await;
    let writer = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.generation_per_minute = 1).await;
    let first = desk.paint(&painter).await;
    desk.end_of(first).await;
    let second = desk.paint(&painter).await;
    desk.waiting(second, |it| it.ahead == Some(0)).await;
    let answer = desk.say(&writer).await;
    assert_eq!(desk.end_of(answer).await.state, GenerationState::Succeeded);
    assert_eq!(service.asked().await, 2);
    desk.clock.advance(A_MINUTE);
    desk.end_of(second).await;
    assert_eq!(service.asked().await, 3);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_can_be_stopped_and_the_next_moves_up() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let (second, third) = (desk.say(&model).await, desk.say(&model).await);
    desk.waiting(third, |it| it.ahead == Some(1)).await;
    desk.studio.stop_generation(second).await.unwrap();
    assert_eq!(desk.end_of(second).await.state, GenerationState::Cancelled);
    desk.waiting(third, |it| it.ahead == Some(0)).await;
    assert_eq!(service.asked().await, 1, "what was stopped was sent");
    desk.clock.advance(A_MINUTE);
    assert_eq!(desk.end_of(third).await.state, GenerationState::Succeeded);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_outlives_the_studio() {
    let (mut desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let second = desk.say(&model).await;
    desk.waiting(second, |it| it.waiting_for == Some(WaitReason::RateLimit))
        .await;
    desk.reopen().await;
    assert_eq!(desk.studio.get_limits().settings.chat_per_minute, 1);
    desk.clock.advance(A_MINUTE);
    assert_eq!(desk.end_of(second).await.state, GenerationState::Succeeded);
    assert_eq!(service.asked().await, 2);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_wait_hold_up_nobody_else() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    // More than are worked on at a time.
    let mut last = first;
    for _ in 0..20 {
        last = desk.say(&model).await;
    }
    desk.waiting(last, |it| it.ahead == Some(19)).await;
    // Nobody is asked for what the studio does by itself, so it is not counted.
    for _ in 0..2 {
        let own = desk.say(&sample()).await;
        assert_eq!(desk.end_of(own).await.state, GenerationState::Succeeded);
    }
    assert_eq!(service.asked().await, 1);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_are_raised_hold_at_once() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let second = desk.say(&model).await;
    desk.waiting(second, |it| it.waiting_for.is_some()).await;
    desk.limit(|limits| limits.chat_per_minute = 2).await;
    assert_eq!(desk.end_of(second).await.state, GenerationState::Succeeded);
    let wrong = LimitSettings {
        at_once: 0,
        ..LimitSettings::default()
    };
    let error = desk.studio.set_limits(wrong).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert_eq!(desk.studio.get_limits().settings.at_once, 4);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_is_asked_so_much_at_a_time() {
    let desk = Desk::open().await;
    let service = AskedServer::slow(Duration::from_secs(4)).await;
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.at_once = 1).await;
    let (first, second) = (desk.say(&model).await, desk.say(&model).await);
    let progress = desk.waiting(second, |it| it.waiting_for.is_some()).await;
    assert_eq!(
        progress.until, None,
        "nobody knows how long the first takes"
    );
    let begun = desk.studio.get_generation(second).await.unwrap();
    assert_eq!(begun.state, GenerationState::Queued);
    let first = desk.end_of(first).await;
    let second = desk.end_of(second).await;
    assert_eq!(second.state, GenerationState::Succeeded);
    assert!(
        second.submitted_at >= first.ended_at,
        "they ran at the same time"
    );
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_provider_asked_to_slow_down_the_next_waits_and_others_do_not() {
    let desk = Desk::open().await;
    let slow_down = ResponseTemplate::new(429)
        .insert_header("retry-after", "40")
        .set_body_json(serde_json::json!({"error": {"message": "Rate limit reached"}}));
    let (busy, other) = (
        AskedServer::answering(slow_down).await,
        AskedServer::start().await,
    );
    let model = desk.connect(&busy, AskedServer::CHAT).await;
    let refused = desk.say(&model).await;
    let refused = desk.end_of(refused).await;
    assert_eq!(
        refused.problem.unwrap().code,
        ErrorCode::ProviderRateLimited
    );
    busy.answers(AskedServer::good_answer()).await;
    let next = desk.say(&model).await;
    let progress = desk.waiting(next, |it| it.waiting_for.is_some()).await;
    assert!(progress.until.is_some());
    let elsewhere = desk.connect(&other, AskedServer::CHAT).await;
    let elsewhere = desk.say(&elsewhere).await;
    assert_eq!(
        desk.end_of(elsewhere).await.state,
        GenerationState::Succeeded
    );
    let slowed = desk.studio.get_limits().slowed;
    assert_eq!((slowed.len(), slowed[0].at_once), (1, 1));
    assert_eq!(busy.asked().await, 1);
    desk.clock.advance(40_000);
    assert_eq!(desk.end_of(next).await.state, GenerationState::Succeeded);
    desk.studio.stop().await;
}
