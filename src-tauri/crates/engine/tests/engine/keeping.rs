//! The library as it lies on the disk: looking through it, the trash, and what takes room.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use studio_domain::{
    Asset, AssetFilter, ChoreKind, ChoreOutcome, ChoreState, ErrorCode, GenerationId,
    LibraryReport, Repair, UnixMillis,
};
use studio_engine::{MediaRequest, ThumbnailSize};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, page, png, request, wav, workshop};

fn blob_path(shop: &Workshop, hash: &str) -> PathBuf {
    shop.folder.path().join("blobs").join(&hash[..2]).join(hash)
}

fn file_of(shop: &Workshop, asset: &Asset) -> PathBuf {
    blob_path(shop, &asset.blob.to_string())
}

/// Makes a file look as if nobody had touched it for two days.
fn age(path: &Path) {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(then).unwrap();
}

async fn outcome(shop: &Workshop, kind: ChoreKind) -> ChoreOutcome {
    match shop.studio.chore_end(kind).await.unwrap().state {
        ChoreState::Finished { outcome } => outcome,
        other => panic!("{kind:?} did not finish: {other:?}"),
    }
}

async fn checked(shop: &Workshop, full: bool) -> LibraryReport {
    shop.studio.check_library(full).unwrap();
    match outcome(shop, ChoreKind::Check).await {
        ChoreOutcome::Checked { report } => report,
        other => panic!("no report: {other:?}"),
    }
}

async fn repaired(shop: &Workshop, repair: Repair) -> (u32, u32) {
    shop.studio.repair_library(repair).unwrap();
    match outcome(shop, ChoreKind::Repair).await {
        ChoreOutcome::Repaired { files, left } => (files, left),
        other => panic!("no repair: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_library_is_found_sound_and_a_repair_needs_a_look_first() {
    let shop = workshop().await;
    shop.bring("one.png", png(1)).await;
    shop.bring("two.wav", wav(50)).await;
    let too_early = shop.studio.repair_library(Repair::DeleteOrphans);
    assert_eq!(
        too_early.map_err(|error| error.code()),
        Err(ErrorCode::Conflict)
    );
    let expected = LibraryReport {
        files: 2,
        full: true,
        ..LibraryReport::default()
    };
    assert_eq!(checked(&shop, true).await, expected);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_damaged_files_are_found_and_come_back_from_a_folder() {
    let shop = workshop().await;
    let lost = shop.bring("lost.png", png(1)).await;
    let broken = shop.bring("broken.png", png(2)).await;
    shop.bring("well.png", png(3)).await;
    std::fs::remove_file(file_of(&shop, &lost)).unwrap();
    let length = png(2).len();
    std::fs::write(file_of(&shop, &broken), vec![1; length]).unwrap();
    let quick = checked(&shop, false).await;
    assert_eq!((quick.missing.len(), quick.damaged.len()), (1, 0));
    assert_eq!(quick.missing[0].title.as_deref(), Some("lost"));
    let full = checked(&shop, true).await;
    assert_eq!(full.damaged[0].hash, broken.blob);

    let elsewhere = tempfile::tempdir().unwrap();
    let deep = elsewhere.path().join("a").join("b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::write(deep.join("renamed.bin"), png(1)).unwrap();
    std::fs::write(elsewhere.path().join("x.png"), png(2)).unwrap();
    std::fs::write(elsewhere.path().join("no.png"), vec![0; png(1).len()]).unwrap();
    let folder = elsewhere.path().display().to_string();
    assert_eq!(repaired(&shop, Repair::Relink { folder }).await, (2, 0));
    assert_eq!(std::fs::read(file_of(&shop, &lost)).unwrap(), png(1));
    // The person's own file is not the library's: what happens to it is their business.
    std::fs::write(deep.join("renamed.bin"), b"overwritten").unwrap();
    let again = checked(&shop, true).await;
    assert_eq!((again.missing.len(), again.damaged.len()), (0, 0));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_noted_as_missing_are_not_told_of_as_new_and_can_still_come_back() {
    let shop = workshop().await;
    let lost = shop.bring("lost.png", png(1)).await;
    std::fs::remove_file(file_of(&shop, &lost)).unwrap();
    checked(&shop, false).await;
    assert_eq!(repaired(&shop, Repair::MarkMissing).await, (1, 0));
    let report = checked(&shop, false).await;
    assert_eq!((report.missing.len(), report.marked_missing), (0, 1));
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("x"), png(1)).unwrap();
    let folder = elsewhere.path().display().to_string();
    assert_eq!(repaired(&shop, Repair::Relink { folder }).await, (1, 0));
    assert_eq!(checked(&shop, false).await.marked_missing, 0);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orphans_are_old_files_without_a_row_and_come_back_or_go_as_asked() {
    let shop = workshop().await;
    let adopted = shop.bring("old.png", png(1)).await;
    let bytes = std::fs::read(file_of(&shop, &adopted)).unwrap();
    // Bytes that somebody stored and nobody recorded: one lately, two long ago.
    let orphan = |content: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x");
        std::fs::write(&file, content).unwrap();
        let hash = studio_store::blob_listing::hash_file(&file).unwrap();
        let path = blob_path(&shop, &hash.to_string());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    };
    let fresh = orphan(&png(9));
    let picture = orphan(&png(8));
    let rubbish = orphan(b"no picture at all");
    age(&picture);
    age(&rubbish);
    // What is still being fetched or written is no orphan, however long that takes.
    let id = GenerationId::new(UnixMillis::new(1));
    let underway = [format!("partial-{id}-0"), "unfinished-1-2".to_owned()]
        .map(|name| shop.folder.path().join("blobs").join(name));
    for file in &underway {
        std::fs::write(file, "half").unwrap();
        age(file);
    }
    let report = checked(&shop, false).await;
    assert_eq!(
        report.orphans.len(),
        2,
        "what was stored lately is left alone"
    );
    assert_eq!(repaired(&shop, Repair::AdoptOrphans).await, (1, 1));
    assert_eq!(shop.library().await.len(), 2);
    let report = checked(&shop, false).await;
    assert_eq!(report.orphans.len(), 1);
    // A database that a restore replaced may know of them, until it is kept as a backup.
    let replaced = shop.folder.path().join("replaced-1.sqlite");
    std::fs::write(&replaced, "").unwrap();
    shop.studio.repair_library(Repair::DeleteOrphans).unwrap();
    let refused = shop
        .studio
        .chore_end(ChoreKind::Repair)
        .await
        .unwrap()
        .state;
    assert!(matches!(refused, ChoreState::Failed { .. }), "{refused:?}");
    assert!(rubbish.exists());
    std::fs::remove_file(replaced).unwrap();
    checked(&shop, false).await;
    assert_eq!(repaired(&shop, Repair::DeleteOrphans).await, (1, 0));
    assert!(fresh.exists() && picture.exists() && !rubbish.exists());
    assert!(underway.iter().all(|file| file.exists()));
    assert_eq!(std::fs::read(file_of(&shop, &adopted)).unwrap(), bytes);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thumbnails_of_files_that_are_gone_are_found_and_go_as_asked() {
    let shop = workshop().await;
    let asset = shop.bring("one.png", png(1)).await;
    let small = MediaRequest {
        blob: asset.blob,
        size: Some(ThumbnailSize::Small),
    };
    let thumbnail = shop.studio.media_file(small).await.unwrap().path;
    let stray = thumbnail.with_file_name("ab".repeat(32));
    std::fs::copy(&thumbnail, &stray).unwrap();
    assert_eq!(checked(&shop, false).await.stray_thumbnails, 1);
    assert_eq!(repaired(&shop, Repair::DeleteStrayThumbnails).await, (1, 0));
    assert!(thumbnail.exists() && !stray.exists());
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn emptying_the_trash_frees_what_nothing_else_has() {
    let shop = workshop().await;
    let kept = shop.bring("kept.png", png(1)).await;
    let binned = shop.bring("binned.png", png(2)).await;
    age(&file_of(&shop, &binned));
    shop.studio.delete_assets(vec![binned.id]).await.unwrap();
    let trash = shop.studio.trash_use().await.unwrap();
    assert_eq!((trash.assets, trash.bytes), (1, binned.byte_size));
    let meter = shop.studio.storage_use().await.unwrap();
    assert_eq!(meter.trash.bytes, binned.byte_size);
    assert_eq!(meter.kinds[0].amount.bytes, kept.byte_size);
    assert!(meter.database.bytes > 0);
    assert_eq!(shop.studio.empty_trash().await.unwrap(), 1);
    assert!(!file_of(&shop, &binned).exists());
    assert!(file_of(&shop, &kept).exists());
    let listed = AssetFilter {
        trash: true,
        ..AssetFilter::default()
    };
    let listed = shop.studio.list_assets(listed, page()).await.unwrap();
    assert_eq!(listed.items, []);
    assert_eq!(shop.studio.empty_trash().await.unwrap(), 0);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_lately_goes_at_a_later_start_when_the_trash_was_emptied() {
    let shop = workshop().await;
    let binned = shop.bring("binned.png", png(2)).await;
    shop.studio.delete_assets(vec![binned.id]).await.unwrap();
    shop.studio.empty_trash().await.unwrap();
    let file = file_of(&shop, &binned);
    assert!(
        file.exists(),
        "its bytes may be on their way to another row"
    );
    age(&file);
    shop.studio.stop().await;
    let again = crate::support::open(shop.folder.path(), &shop.server).await;
    let mut changes = again.subscribe();
    let gone = async {
        while file.exists() {
            changes.recv().await.unwrap();
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), gone).await;
    assert!(waited.is_ok(), "it stayed");
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_that_is_refused_leaves_no_file() {
    let shop = workshop().await;
    let wrong = ResponseTemplate::new(200).set_body_raw(png(3), "audio/wav");
    shop.answers("POST", "/speak", wrong).await;
    let made = shop.make(request("speaker", "a cat", &[])).await;
    assert_eq!(made.outputs, []);
    let report = checked(&shop, false).await;
    assert_eq!(report.files, 0);
    let folders = std::fs::read_dir(shop.folder.path().join("blobs")).unwrap();
    let files: usize = folders
        .flatten()
        .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
        .map(Iterator::count)
        .sum();
    assert_eq!(files, 0);
    shop.studio.stop().await;
}
