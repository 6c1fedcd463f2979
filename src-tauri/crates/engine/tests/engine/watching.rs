//! Watched folders: what is put into them comes in, once, and is left where it is.

use std::path::Path;
use std::time::Duration;

use studio_domain::{ErrorCode, WatchedFolders};
use studio_engine::Studio;

use crate::support::{Workshop, open, png, workshop};

/// Waits for what the watched folders are to become.
async fn until(studio: &Studio, what: impl Fn(&WatchedFolders) -> bool) -> WatchedFolders {
    let mut changes = studio.subscribe();
    let waiting = async {
        loop {
            let watched = studio.watched_folders();
            if what(&watched) {
                return watched;
            }
            // Told of each file that was looked at; a change that was missed is in the next look.
            let _ = changes.recv().await;
        }
    };
    match tokio::time::timeout(Duration::from_secs(60), waiting).await {
        Ok(watched) => watched,
        Err(_) => panic!("it did not come: {:?}", studio.watched_folders()),
    }
}

fn added(watched: &WatchedFolders) -> u32 {
    watched.folders.iter().map(|folder| folder.added).sum()
}

async fn titles(shop: &Workshop) -> Vec<String> {
    let mut titles: Vec<String> = shop
        .library()
        .await
        .into_iter()
        .map(|asset| asset.title)
        .collect();
    titles.sort();
    titles
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_a_folder_and_what_is_put_there_comes_in_and_stays_there() {
    let shop = workshop().await;
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "before.png", &png(1));
    put(folder.path(), "half.png.part", &png(2));
    put(folder.path(), "broken.png", &png(3)[..40]);
    let watched = folder.path().display().to_string();
    shop.studio.watch_folder(watched.clone()).unwrap();
    shop.studio.watch_folder(watched).unwrap();
    let seen = until(&shop.studio, |seen| {
        added(seen) == 1 && seen.refused.len() == 1
    })
    .await;
    assert_eq!(seen.folders.len(), 1, "twice is once");
    assert!(seen.refused[0].file.ends_with("broken.png"));
    assert_eq!(seen.refused[0].problem.code, ErrorCode::InvalidInput);
    let deeper = folder.path().join("deeper");
    std::fs::create_dir(&deeper).unwrap();
    put(&deeper, "after.png", &png(4));
    // The same bytes under another name are no second thing.
    put(folder.path(), "again.png", &png(1));
    std::fs::rename(
        folder.path().join("half.png.part"),
        folder.path().join("half.png"),
    )
    .unwrap();
    until(&shop.studio, |seen| added(seen) == 3).await;
    assert_eq!(titles(&shop).await, ["after", "before", "half"]);
    assert_eq!(std::fs::read(deeper.join("after.png")).unwrap(), png(4));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_thrown_away_does_not_come_back_and_what_came_while_closed_does() {
    let shop = workshop().await;
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "one.png", &png(1));
    let watched = folder.path().display().to_string();
    shop.studio.watch_folder(watched).unwrap();
    until(&shop.studio, |seen| added(seen) == 1).await;
    let ids = shop.library().await.into_iter().map(|asset| asset.id);
    shop.studio.delete_assets(ids.collect()).await.unwrap();
    let kept = shop.folder.path().join("watched-files.json");
    while !kept.exists() {
        tokio::task::yield_now().await;
    }
    shop.studio.stop().await;
    std::fs::remove_file(kept).unwrap();
    put(folder.path(), "two.png", &png(2));
    let again = open(shop.folder.path(), &shop.server).await;
    until(&again, |seen| added(seen) == 1).await;
    let again = Workshop {
        studio: again,
        ..shop
    };
    assert_eq!(titles(&again).await, ["two"], "the trash is left alone");
    again.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_that_make_no_sense_are_refused_and_others_can_be_paused_and_removed() {
    let shop = workshop().await;
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "file.png", &png(1));
    for wrong in [
        shop.folder.path().to_owned(),
        shop.folder.path().join("blobs"),
        folder.path().join("file.png"),
        folder.path().join("nowhere"),
    ] {
        let refused = shop.studio.watch_folder(wrong.display().to_string());
        let code = refused.map_err(|error| error.code());
        assert_eq!(code, Err(ErrorCode::InvalidInput), "{}", wrong.display());
    }
    let watched = folder.path().canonicalize().unwrap();
    let watched = watched.display().to_string();
    shop.studio.watch_folder(watched.clone()).unwrap();
    shop.studio
        .pause_watched_folder(watched.clone(), true)
        .unwrap();
    assert!(shop.studio.watched_folders().folders[0].paused);
    shop.studio
        .pause_watched_folder(watched.clone(), false)
        .unwrap();
    until(&shop.studio, |seen| added(seen) == 1).await;
    shop.studio.unwatch_folder(watched).unwrap();
    assert_eq!(shop.studio.watched_folders(), WatchedFolders::default());
    assert_eq!(titles(&shop).await, ["file"], "what came in stays");
    shop.studio.stop().await;
}
