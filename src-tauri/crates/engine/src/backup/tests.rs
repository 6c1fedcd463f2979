use std::path::Path;
use std::sync::Arc;

use studio_domain::{
    BackupReason, Chore, ChoreKind, ChoreOutcome, ChoreState, ErrorCode, Repair, SystemClock,
};
use studio_store::{Store, StoreConfig, replacement};

use super::folder::BackupFolder;
use super::make;
use super::replaced::keep_replaced;
use crate::error::EngineError;
use crate::studio::Studio;
use crate::test_library::{assert_whole, bring, open, titles};

async fn end_of(studio: &Studio, kind: ChoreKind) -> ChoreOutcome {
    let chore: Chore = studio.chore_end(kind).await.unwrap();
    match chore.state {
        ChoreState::Finished { outcome } => outcome,
        other => panic!("it did not finish: {other:?}"),
    }
}

async fn backed_up(studio: &Studio) -> String {
    studio.back_up().unwrap();
    match end_of(studio, ChoreKind::Backup).await {
        ChoreOutcome::BackedUp { backup } => backup.id,
        other => panic!("no backup: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_library_comes_back_at_the_next_start_and_what_there_was_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    let first = bring(&studio, 1).await;
    bring(&studio, 2).await;
    let id = backed_up(&studio).await;
    clock.advance(1_000);
    studio.delete_assets(vec![first.id]).await.unwrap();
    studio.empty_trash().await.unwrap();
    std::fs::remove_file(studio.parts.blobs.path(&first.blob)).unwrap();
    bring(&studio, 3).await;
    let preview = studio.preview_backup(id.clone()).await.unwrap();
    assert_eq!((preview.holds.assets, preview.now.assets), (2, 2));
    assert_eq!((preview.returns.assets, preview.leaves.assets), (1, 1));
    assert_eq!(preview.missing_files, 0);
    studio.restore_backup(id.clone()).unwrap();
    assert_eq!(
        end_of(&studio, ChoreKind::Restore).await,
        ChoreOutcome::Prepared
    );
    let backups = studio.list_backups().await.unwrap();
    assert_eq!(backups.pending.map(|backup| backup.id), Some(id));
    assert_eq!(backups.items[0].reason, BackupReason::BeforeRestore);
    assert_eq!(titles(&studio).await, ["picture 2", "picture 3"]);
    studio.stop().await;

    let (studio, _) = open(folder.path()).await;
    assert_whole(&studio, &[1, 2]).await;
    end_of(&studio, ChoreKind::Backup).await;
    let backups = studio.list_backups().await.unwrap();
    assert_eq!((backups.pending, backups.items.len()), (None, 3));
    let again = backups.items[0].id.clone();
    studio.restore_backup(again).unwrap();
    end_of(&studio, ChoreKind::Restore).await;
    studio.stop().await;
    let (studio, _) = open(folder.path()).await;
    assert_whole(&studio, &[2, 3]).await;
    studio.stop().await;
}

/// Makes a library of 1 and 2, whose replacement by 1 alone is prepared, and then brings 3.
async fn goes_on_after_preparing(folder: &Path) {
    let (studio, _) = open(folder).await;
    bring(&studio, 1).await;
    let id = backed_up(&studio).await;
    bring(&studio, 2).await;
    studio.restore_backup(id).unwrap();
    end_of(&studio, ChoreKind::Restore).await;
    bring(&studio, 3).await;
    studio.stop().await;
}

/// Brings the latest of the backups back, whatever it is.
async fn latest_comes_back(studio: Studio, folder: &Path) -> Studio {
    let id = studio.list_backups().await.unwrap().items[0].id.clone();
    studio.restore_backup(id).unwrap();
    end_of(&studio, ChoreKind::Restore).await;
    studio.stop().await;
    open(folder).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_between_preparing_a_restore_and_the_next_start_is_kept_as_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    goes_on_after_preparing(folder.path()).await;
    let (studio, _) = open(folder.path()).await;
    assert_whole(&studio, &[1]).await;
    end_of(&studio, ChoreKind::Backup).await;
    assert_eq!(replacement::replaced(folder.path()), []);
    let backups = studio.list_backups().await.unwrap();
    assert_eq!(backups.items[0].reason, BackupReason::BeforeRestore);
    assert_eq!(backups.items[0].missing_files, 0);
    let studio = latest_comes_back(studio, folder.path()).await;
    assert_whole(&studio, &[1, 2, 3]).await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restore_replaced_stays_until_its_backup_counts_wherever_that_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    goes_on_after_preparing(folder.path()).await;
    let store = Store::open(StoreConfig {
        folder: folder.path().to_owned(),
        clock: Arc::new(SystemClock),
        device_name: String::new(),
        reader_connections: 1,
    });
    // A process that ends right after the replacement.
    store.await.unwrap().close().await;
    let kept = replacement::replaced(folder.path());
    assert_eq!(kept.len(), 1);
    let backups = BackupFolder::at(folder.path().join("backups"));
    let turn = backups.take_turn().await.unwrap();
    let (studio, _) = open(folder.path()).await;
    studio.stop_chore(ChoreKind::Backup);
    studio.chore_end(ChoreKind::Backup).await.unwrap();
    drop(turn);
    for steps in 0..4 {
        let run = studio.parts.unwatched(ChoreKind::Backup, Some(steps));
        assert!(keep_replaced(&run).await.is_err(), "after {steps} steps");
        assert_eq!(replacement::replaced(folder.path()), kept);
    }
    studio.stop().await;

    let (studio, _) = open(folder.path()).await;
    end_of(&studio, ChoreKind::Backup).await;
    assert_eq!(replacement::replaced(folder.path()), []);
    let studio = latest_comes_back(studio, folder.path()).await;
    assert_whole(&studio, &[1, 2, 3]).await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_interrupted_anywhere_does_not_count_and_the_next_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    bring(&studio, 1).await;
    bring(&studio, 2).await;
    let backups = BackupFolder::at(studio.backup_root());
    let mut steps = 0;
    loop {
        clock.advance(10);
        let run = studio.parts.unwatched(ChoreKind::Backup, Some(steps));
        let made = make::make(&run, BackupReason::Automatic).await;
        let listed = backups.list().await.unwrap();
        match made {
            Err(EngineError::Chore(problem)) => {
                assert_eq!(problem.code, ErrorCode::Cancelled);
                assert!(listed.is_empty(), "one counts after {steps} steps");
            }
            Err(error) => panic!("{error}"),
            Ok(_) => {
                assert_eq!(listed.len(), 1);
                break;
            }
        }
        steps += 1;
    }
    assert!(steps >= 4, "there were only {steps} steps");
    let id = listed_id(&backups).await;
    assert!(backups.is_sound(&id).await.unwrap());
    studio.stop().await;
}

async fn listed_id(backups: &BackupFolder) -> String {
    backups.list().await.unwrap()[0].backup.id.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_process_makes_a_backup_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _) = open(folder.path()).await;
    let (other, _) = open(folder.path()).await;
    let backups = BackupFolder::at(one.backup_root());
    let turn = backups.take_turn().await.unwrap();
    other.back_up().unwrap();
    let chore = other.chore_end(ChoreKind::Backup).await.unwrap();
    let ChoreState::Failed { problem } = chore.state else {
        panic!("two at once: {chore:?}");
    };
    assert_eq!(problem.code, ErrorCode::Conflict);
    drop(turn);
    backed_up(&other).await;
    one.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_not_brought_back_and_a_removed_one_takes_its_files_along() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    let asset = bring(&studio, 1).await;
    let first = backed_up(&studio).await;
    clock.advance(1_000);
    bring(&studio, 2).await;
    let second = backed_up(&studio).await;
    let backups = BackupFolder::at(studio.backup_root());
    let kept = backups.blobs().await.unwrap();
    assert_eq!(kept.list().await.unwrap().len(), 2);
    studio.delete_backup(second).await.unwrap();
    let left = kept.list().await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].hash, asset.blob);
    assert_whole(&studio, &[1, 2]).await;

    let database = backups.database(&first);
    let mut bytes = std::fs::read(&database).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let refused = studio.preview_backup(first).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidInput);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_goes_where_it_was_told_and_is_due_when_something_changed() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    let chosen = elsewhere.path().display().to_string();
    studio.set_backup_folder(Some(chosen)).await.unwrap();
    bring(&studio, 1).await;
    assert!(studio.back_up_if_due().await.unwrap());
    end_of(&studio, ChoreKind::Backup).await;
    let backups = studio.list_backups().await.unwrap();
    assert_eq!(backups.items.len(), 1);
    assert!(!backups.is_default_folder);
    assert!(
        elsewhere
            .path()
            .join("studio-backups")
            .join("blobs")
            .is_dir()
    );
    assert!(!studio.back_up_if_due().await.unwrap(), "it is too soon");
    clock.advance(2 * 60 * 60 * 1_000);
    bring(&studio, 2).await;
    studio.set_backups_on(false).unwrap();
    assert!(!studio.back_up_if_due().await.unwrap(), "they are off");
    studio.set_backups_on(true).unwrap();
    assert!(studio.back_up_if_due().await.unwrap());
    end_of(&studio, ChoreKind::Backup).await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_copy_of_a_file_that_the_library_misses_stays_as_long_as_a_backup_knows_it() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    let asset = bring(&studio, 1).await;
    let first = backed_up(&studio).await;
    std::fs::remove_file(studio.parts.blobs.path(&asset.blob)).unwrap();
    studio.check_library(false).unwrap();
    end_of(&studio, ChoreKind::Check).await;
    studio.repair_library(Repair::MarkMissing).unwrap();
    end_of(&studio, ChoreKind::Repair).await;
    clock.advance(1_000);
    let second = backed_up(&studio).await;
    studio.delete_backup(first).await.unwrap();
    let kept = BackupFolder::at(studio.backup_root());
    let kept = kept.blobs().await.unwrap();
    assert!(kept.exists(&asset.blob).await, "it was the last copy");
    studio.delete_backup(second).await.unwrap();
    assert!(!kept.exists(&asset.blob).await, "nobody knows it now");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_too_old_to_stay_is_not_removed_beneath_its_own_restore() {
    let folder = tempfile::tempdir().unwrap();
    let (studio, clock) = open(folder.path()).await;
    // The two in one hour, whatever the time is.
    let hour = 60 * 60 * 1_000;
    let now = studio.parts.store.clock().now().get();
    clock.advance(hour - now.rem_euclid(hour));
    let asset = bring(&studio, 1).await;
    let run = studio.parts.unwatched(ChoreKind::Backup, None);
    let first = make::make(&run, BackupReason::Automatic).await.unwrap();
    studio.delete_assets(vec![asset.id]).await.unwrap();
    studio.empty_trash().await.unwrap();
    bring(&studio, 2).await;
    clock.advance(1_000);
    // It ends before what is too old is removed.
    let run = studio.parts.unwatched(ChoreKind::Backup, Some(4));
    make::make(&run, BackupReason::Automatic).await.unwrap();
    assert_eq!(studio.list_backups().await.unwrap().items.len(), 2);
    let _ = std::fs::remove_file(studio.parts.blobs.path(&asset.blob));
    studio.restore_backup(first.id.clone()).unwrap();
    end_of(&studio, ChoreKind::Restore).await;
    let left = studio.list_backups().await.unwrap();
    assert!(left.items.iter().any(|backup| backup.id == first.id));
    studio.stop().await;

    let (studio, _) = open(folder.path()).await;
    assert_whole(&studio, &[1]).await;
    end_of(&studio, ChoreKind::Backup).await;
    studio.stop().await;
}
