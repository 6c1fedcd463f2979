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
        Ok(Some(to)) => empty_old_folder(&to, &mut before).is_ok(),
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
