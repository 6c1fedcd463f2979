//! The queue as a person handles it: paused, held, put in order, and held over from last time.

use studio_domain::{
    ActivityRun, ErrorCode, GenerationId, GenerationState, QueueMove, QueueSettings, WaitReason,
};

use crate::desk::{AskedServer, Desk};

const A_MINUTE: i64 = 60_000;

impl Desk {
    async fn queue(&self, change: impl FnOnce(&mut QueueSettings)) {
        let mut settings = self.studio.get_queue_settings().await.unwrap();
        change(&mut settings);
        self.studio.set_queue_settings(settings).await.unwrap();
    }

    async fn run_of(&self, id: GenerationId) -> Option<ActivityRun> {
        let activity = self.studio.list_activity().await.unwrap();
        activity.runs.into_iter().find(|run| run.id == id)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_queue_is_paused_nothing_new_is_sent_and_a_restart_changes_nothing() {
    let (mut desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.queue(|queue| queue.paused = true).await;
    let id = desk.say(&model).await;
    let progress = desk.waiting(id, |it| it.waiting_for.is_some()).await;
    assert_eq!(progress.waiting_for, Some(WaitReason::Queue));
    desk.reopen().await;
    assert!(desk.studio.list_activity().await.unwrap().settings.paused);
    let progress = desk.waiting(id, |it| it.waiting_for.is_some()).await;
    assert_eq!(progress.waiting_for, Some(WaitReason::Queue));
    let run = desk.run_of(id).await.unwrap();
    assert_eq!((run.state, run.place), (GenerationState::Queued, Some(1)));
    assert_eq!(service.asked().await, 0, "something was sent");
    desk.queue(|queue| queue.paused = false).await;
    assert_eq!(desk.end_of(id).await.state, GenerationState::Succeeded);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_reaches_those_who_wait_for_their_turn() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let second = desk.say(&model).await;
    desk.waiting(second, |it| it.waiting_for == Some(WaitReason::RateLimit))
        .await;
    desk.queue(|queue| queue.paused = true).await;
    desk.waiting(second, |it| it.waiting_for == Some(WaitReason::Queue))
        .await;
    assert_eq!(desk.studio.get_limits().waiting, 0);
    desk.clock.advance(A_MINUTE);
    desk.queue(|queue| queue.paused = false).await;
    assert_eq!(desk.end_of(second).await.state, GenerationState::Succeeded);
    assert_eq!(service.asked().await, 2);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_moved_up_goes_first_and_who_is_held_lets_others_pass() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let (held, late, early) = (
        desk.say(&model).await,
        desk.say(&model).await,
        desk.say(&model).await,
    );
    desk.waiting(early, |it| it.ahead == Some(2)).await;
    desk.studio.hold_generations(vec![held]).await.unwrap();
    desk.studio
        .move_generation(early, QueueMove::First)
        .await
        .unwrap();
    desk.waiting(late, |it| it.ahead == Some(1)).await;
    desk.waiting(held, |it| it.waiting_for == Some(WaitReason::Queue))
        .await;
    let order: Vec<_> = [early, held, late].into_iter().zip([1, 2, 3]).collect();
    for (id, place) in order {
        let run = desk.run_of(id).await.unwrap();
        assert_eq!((run.place, run.held), (Some(place), id == held));
    }
    desk.clock.advance(A_MINUTE);
    let early = desk.end_of(early).await;
    desk.clock.advance(A_MINUTE);
    let late = desk.end_of(late).await;
    assert!(early.submitted_at < late.submitted_at);
    assert_eq!(service.asked().await, 3, "who is held was sent");
    desk.clock.advance(A_MINUTE);
    desk.studio.let_generations_go(vec![held]).await.unwrap();
    assert_eq!(desk.end_of(held).await.state, GenerationState::Succeeded);
    let moved = desk.studio.move_generation(held, QueueMove::First).await;
    assert_eq!(moved.unwrap_err().code(), ErrorCode::Conflict);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_last_time_is_held_at_the_start_where_that_is_wished() {
    let (mut desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.limit(|limits| limits.chat_per_minute = 1).await;
    let first = desk.say(&model).await;
    desk.end_of(first).await;
    let second = desk.say(&model).await;
    desk.waiting(second, |it| it.waiting_for.is_some()).await;
    desk.queue(|queue| queue.resume_at_start = false).await;
    desk.reopen().await;
    assert!(desk.run_of(second).await.unwrap().held);
    desk.clock.advance(A_MINUTE);
    let third = desk.say(&model).await;
    assert_eq!(desk.end_of(third).await.state, GenerationState::Succeeded);
    assert_eq!(service.asked().await, 2, "what was held was sent");
    desk.clock.advance(A_MINUTE);
    desk.studio.let_generations_go(vec![second]).await.unwrap();
    assert_eq!(desk.end_of(second).await.state, GenerationState::Succeeded);
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_can_be_stopped() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    desk.queue(|queue| queue.paused = true).await;
    let id = desk.say(&model).await;
    desk.studio.hold_generations(vec![id]).await.unwrap();
    desk.studio.stop_generation(id).await.unwrap();
    assert_eq!(desk.end_of(id).await.state, GenerationState::Cancelled);
    assert_eq!(service.asked().await, 0);
    desk.studio.stop().await;
}
