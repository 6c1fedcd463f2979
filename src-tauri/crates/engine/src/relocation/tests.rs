use std::path::Path;

use studio_domain::{ChoreKind, ChoreOutcome, ChoreState, ErrorCode, GenerationId, UnixMillis};

use super::start::{empty_old_folder, end_move};
use super::{copy_to, library_folder};
use crate::error::EngineError;
use crate::studio::Studio;
use crate::test_library::{assert_whole, bring, open};

async fn moved(studio: &Studio, to: &Path) {
    studio.move_library(to.display().to_string()).unwrap();
    let chore = studio.chore_end(ChoreKind::Move).await.unwrap();
    assert!(
        matches!(
            chore.state,
            ChoreState::Finished {
                outcome: ChoreOutcome::Moved { .. }
            }
        ),
        "{chore:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_moves_at_the_next_start_with_what_came_meanwhile_and_stays_moved() {
    let home = tempfile::tempdir().unwrap();
    let usual = home.path().join("usual");
    let note = home.path().join("usual.json");
    let target = home.path().join("elsewhere");
    let first = library_folder(usual.clone(), &note).await.unwrap();
    assert_eq!(first, usual);
    let (studio, _) = open(&usual).await;
    bring(&studio, 1).await;
    std::fs::create_dir_all(usual.join("providers")).unwrap();
    std::fs::write(usual.join("providers").join("mine.toml"), "x").unwrap();
    studio.back_up().unwrap();
    studio.chore_end(ChoreKind::Backup).await.unwrap();
    let growing = Path::new("blobs").join(format!(
        "partial-{}-0",
        GenerationId::new(UnixMillis::new(1))
    ));
    std::fs::write(usual.join(&growing), "half").unwrap();
    moved(&studio, &target).await;
    assert!(!target.join(&growing).exists(), "it grows still");
    assert!(studio.library_folder().move_is_ready);
    bring(&studio, 2).await;
    studio.stop().await;
    drop(studio);

    std::fs::write(usual.join(&growing), "half and more").unwrap();
    let folder = library_folder(usual.clone(), &note).await.unwrap();
    assert_eq!(folder, target.canonicalize().unwrap());
    let grown = std::fs::read(folder.join(&growing)).unwrap();
    assert_eq!(grown, b"half and more", "an unfinished download goes over");
    assert!(!usual.exists(), "the old folder is gone");
    assert!(folder.join("providers").join("mine.toml").exists());
    let (studio, _) = open(&folder).await;
    assert_whole(&studio, &[1, 2]).await;
    assert_eq!(studio.list_backups().await.unwrap().items.len(), 1);
    assert_eq!(studio.library_folder().moving_to, None);
    studio.stop().await;
    let again = library_folder(usual, &note).await.unwrap();
    assert_eq!(again, folder);
}

/// Ends a start before the step of this number, as a crash would.
async fn start_that_ends(from: &Path, note: &Path, after: usize) -> bool {
    let mut left = after;
    let mut before = |_: &str| {
        if left == 0 {
            return Err(EngineError::TaskLost);
        }
        left -= 1;
        Ok(())
    };
    match end_move(from, note, &mut before).await {
        Ok(Some(ended)) => empty_old_folder(&ended.to, ended.lock, &mut before).is_ok(),
        Ok(None) => true,
        Err(_) => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_ends_at_any_step_loses_nothing_and_goes_on_at_the_next_start() {
    let mut after = 0;
    loop {
        let home = tempfile::tempdir().unwrap();
        let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
        let target = home.path().join("elsewhere");
        let (studio, _) = open(&usual).await;
        bring(&studio, 1).await;
        moved(&studio, &target).await;
        bring(&studio, 2).await;
        studio.stop().await;
        drop(studio);
        let ended = start_that_ends(&usual, &note, after).await;
        let folder = library_folder(usual.clone(), &note).await.unwrap();
        let (studio, _) = open(&folder).await;
        assert_whole(&studio, &[1, 2]).await;
        studio.stop().await;
        assert_eq!(
            folder,
            target.canonicalize().unwrap(),
            "after {after} steps"
        );
        assert!(!usual.exists(), "after {after} steps");
        if ended {
            break;
        }
        after += 1;
    }
    assert!(after >= 8, "there were only {after} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_that_ends_anywhere_leaves_the_library_where_it_is_and_goes_on_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
    let target = home.path().join("elsewhere");
    std::fs::create_dir_all(&target).unwrap();
    let target = target.canonicalize().unwrap();
    let (studio, _) = open(&usual).await;
    for shade in [1, 2, 3] {
        bring(&studio, shade).await;
    }
    for steps in 0..4 {
        let run = studio.parts.unwatched(ChoreKind::Move, Some(steps));
        let copied = copy_to(&run, &usual, &target).await;
        assert!(copied.is_err());
        let folder = library_folder(usual.clone(), &note).await.unwrap();
        assert_eq!(folder, usual, "an unfinished move is not ended");
    }
    moved(&studio, &target).await;
    studio.give_up_move().await.unwrap();
    assert!(!target.exists(), "what was copied is removed");
    assert_whole(&studio, &[1, 2, 3]).await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_that_cannot_be_moved_to_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let usual = home.path().join("usual");
    let full = home.path().join("full");
    std::fs::create_dir_all(&full).unwrap();
    std::fs::write(full.join("mine.txt"), "x").unwrap();
    let (studio, _) = open(&usual).await;
    for folder in [
        full,
        usual.join("inside"),
        home.path().to_owned(),
        "relative".into(),
    ] {
        let refused = studio.move_library(folder.display().to_string());
        let code = refused.map_err(|error| error.code());
        assert_eq!(code, Err(ErrorCode::InvalidInput), "{}", folder.display());
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_on_a_disk_that_is_away_is_not_made_anew() {
    let home = tempfile::tempdir().unwrap();
    let note = home.path().join("usual.json");
    let away = home.path().join("away");
    let remembered = super::Remembered {
        folder: away.clone(),
    };
    crate::whole_file::write_json(&note, &remembered).unwrap();
    let refused = library_folder(home.path().join("usual"), &note).await;
    assert!(matches!(refused, Err(EngineError::LibraryAway(folder)) if folder == away));
    assert!(!away.exists());
}

/// A library of 1 and 2 whose move is ready.
async fn ready_to_move(usual: &Path, target: &Path) {
    let (studio, _) = open(usual).await;
    bring(&studio, 1).await;
    moved(&studio, target).await;
    bring(&studio, 2).await;
    studio.stop().await;
}

/// Another start, from its beginning to its end.
fn another_start(usual: &Path, note: &Path) {
    let (usual, note) = (usual.to_owned(), note.to_owned());
    let start = std::thread::spawn(move || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().unwrap();
        runtime.block_on(library_folder(usual, &note)).unwrap();
    });
    start.join().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_waited_for_another_one_to_end_the_move_goes_where_that_one_went() {
    for stays in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
        let target = home.path().join("elsewhere");
        ready_to_move(&usual, &target).await;
        if stays {
            std::fs::create_dir_all(usual.join("work-1")).unwrap();
            std::fs::write(usual.join("work-1").join("half"), "x").unwrap();
        }
        let mut before = |step: &str| {
            if step == "lock" {
                another_start(&usual, &note);
                assert_eq!(usual.exists(), stays);
            }
            Ok(())
        };
        let ended = end_move(&usual, &note, &mut before).await;
        let ended = ended.unwrap().unwrap();
        assert_eq!(ended.to, target.canonicalize().unwrap());
        drop(ended);
        let (studio, _) = open(&target).await;
        assert_whole(&studio, &[1, 2]).await;
        studio.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_folder_is_locked_until_it_is_empty() {
    let home = tempfile::tempdir().unwrap();
    let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
    let target = home.path().join("elsewhere");
    ready_to_move(&usual, &target).await;
    let ended = end_move(&usual, &note, &mut |_| Ok(())).await;
    let ended = ended.unwrap().unwrap();
    let lock = std::fs::File::open(usual.join("migrate.lock")).unwrap();
    let mut looked = false;
    let emptied = empty_old_folder(&ended.to, ended.lock, &mut |step| {
        if step == "empty" {
            assert!(lock.try_lock().is_err(), "somebody else may go in");
            looked = true;
        }
        Ok(())
    });
    emptied.unwrap();
    assert!(looked);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_folder_that_was_written_to_after_the_move_stays_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
    let target = home.path().join("elsewhere");
    ready_to_move(&usual, &target).await;
    drop(end_move(&usual, &note, &mut |_| Ok(())).await.unwrap());
    let (studio, _) = open(&usual).await;
    bring(&studio, 3).await;
    studio.stop().await;
    drop(studio);
    let folder = library_folder(usual.clone(), &note).await.unwrap();
    assert_eq!(folder, target.canonicalize().unwrap());
    let (studio, _) = open(&folder).await;
    assert_whole(&studio, &[1, 2]).await;
    studio.stop().await;
    let (studio, _) = open(&usual).await;
    assert_whole(&studio, &[1, 2, 3]).await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_given_up_is_not_taken_up_again_by_a_move() {
    let home = tempfile::tempdir().unwrap();
    let (usual, note) = (home.path().join("usual"), home.path().join("usual.json"));
    let target = home.path().join("elsewhere");
    let (studio, _) = open(&usual).await;
    bring(&studio, 1).await;
    studio.back_up().unwrap();
    studio.chore_end(ChoreKind::Backup).await.unwrap();
    let id = studio.list_backups().await.unwrap().items[0].id.clone();
    bring(&studio, 2).await;
    studio.restore_backup(id).unwrap();
    studio.chore_end(ChoreKind::Restore).await.unwrap();
    assert!(studio.list_backups().await.unwrap().pending.is_some());
    moved(&studio, &target).await;
    studio.give_up_restore().await.unwrap();
    studio.stop().await;
    drop(studio);
    // As a version that copied it with everything else left it.
    let there = target.join("restoring");
    std::fs::create_dir_all(&there).unwrap();
    std::fs::write(there.join("ready.json"), "{}").unwrap();
    let folder = library_folder(usual, &note).await.unwrap();
    assert!(!there.exists());
    let (studio, _) = open(&folder).await;
    assert_whole(&studio, &[1, 2]).await;
    studio.stop().await;
}
