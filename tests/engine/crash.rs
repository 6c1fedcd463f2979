//! What is left when the studio's process ends in the middle of its work.
//!
//! A process that dies is played by a runtime that is thrown away: every task in it stops where it
//! stands, nothing is tidied up.

use std::path::Path;

use studio_domain::{ErrorCode, GenerationState, ParamValue, Sent};
use studio_engine::Studio;
use tokio::runtime::{Builder, Runtime};

use super::lab::{self, MovedClock};

/// Longer than a lease runs.
const AFTER_THE_LEASE: i64 = 11_000;

fn process() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// Streams slowly, and dies once some text was checkpointed. Returns what had been shown.
fn die_while_writing(folder: &Path, clock: &MovedClock) -> (Sent, String) {
    let process = process();
    let left = process.block_on(async {
        let studio = lab::open_at(folder, clock).await;
        let sent = studio
            .send_message(lab::message("A long story, please.", 20))
            .await
            .unwrap();
        let shown = lab::text_of(&studio, sent.generation_id, 40).await;
        stored_at_least(&studio, &sent, shown.chars().count()).await;
        (sent, shown)
    });
    process.shutdown_background();
    left
}

/// Waits until the checkpoints hold as much text as was shown before.
async fn stored_at_least(studio: &Studio, sent: &Sent, characters: usize) {
    while lab::answer_text(studio, sent).await.chars().count() < characters {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[test]
fn text_received_before_a_crash_is_kept_and_marked_as_interrupted() {
    let (folder, clock) = (lab::folder(), MovedClock::default());
    let (sent, shown) = die_while_writing(folder.path(), &clock);
    clock.advance(AFTER_THE_LEASE);
    process().block_on(async {
        let studio = lab::open_at(folder.path(), &clock).await;
        let generation = lab::end_of(&studio, sent.generation_id).await;
        assert_eq!(generation.state, GenerationState::Failed);
        assert_eq!(generation.problem.unwrap().code, ErrorCode::Interrupted);
        let kept = lab::answer_text(&studio, &sent).await;
        assert!(
            kept.starts_with(&shown),
            "{kept:?} does not begin with {shown:?}"
        );
        studio.stop().await;
    });
}

#[test]
fn work_whose_lease_still_runs_is_left_alone() {
    let (folder, clock) = (lab::folder(), MovedClock::default());
    let (sent, _) = die_while_writing(folder.path(), &clock);
    process().block_on(async {
        let studio = lab::open_at(folder.path(), &clock).await;
        // Once this is done the queue has been looked through.
        let other = lab::ask(&studio, lab::message("Hello", 500)).await.unwrap();
        assert_eq!(other.state, GenerationState::Succeeded);
        let generation = studio.get_generation(sent.generation_id).await.unwrap();
        assert_eq!(generation.state, GenerationState::Running);
        studio.stop().await;
    });
}

#[test]
fn a_job_at_a_provider_goes_on_after_a_crash() {
    let (folder, clock) = (lab::folder(), MovedClock::default());
    let first = process();
    let id = first.block_on(async {
        let studio = lab::open_at(folder.path(), &clock).await;
        let mut request = lab::picture_by(&lab::sample("sample-darkroom"), "a quiet lake");
        request
            .params
            .insert("seconds".to_owned(), ParamValue::Integer(2));
        let id = studio.generate(request).await.unwrap();
        while studio.get_generation(id).await.unwrap().state != GenerationState::Running {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        id
    });
    first.shutdown_background();
    clock.advance(AFTER_THE_LEASE);
    process().block_on(async {
        let studio = lab::open_at(folder.path(), &clock).await;
        let generation = lab::end_of(&studio, id).await;
        assert_eq!(
            generation.state,
            GenerationState::Succeeded,
            "{:?}",
            generation.problem
        );
        assert_eq!(generation.outputs.len(), 1);
        studio.stop().await;
    });
}

#[test]
fn what_was_deleted_comes_back_whole_after_a_restart() {
    let folder = lab::folder();
    let (deletion, sent) = process().block_on(async {
        let studio = lab::open(folder.path()).await;
        let sent = studio
            .send_message(lab::message("Hello", 500))
            .await
            .unwrap();
        lab::end_of(&studio, sent.generation_id).await;
        let deletion = studio
            .delete_conversation(sent.conversation_id)
            .await
            .unwrap();
        studio.stop().await;
        (deletion, sent)
    });
    process().block_on(async {
        let studio = lab::open(folder.path()).await;
        studio.undo_deletion(deletion.id).await.unwrap();
        assert_eq!(lab::thread(&studio, &sent).await.len(), 2);
        studio.stop().await;
    });
}
