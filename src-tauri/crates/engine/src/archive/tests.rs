use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use studio_domain::{ArchiveScope, ChoreKind, ChoreOutcome, ChoreState, ErrorCode};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::format::Manifest;
use crate::studio::Studio;
use crate::test_library::{assert_whole, bring, open, png, titles};

async fn exported(studio: &Studio, folder: &Path) -> PathBuf {
    let file = folder.join("library.zip");
    studio
        .export_archive(ArchiveScope::Everything, file.clone())
        .unwrap();
    match state_of(studio, ChoreKind::Export).await {
        ChoreState::Finished {
            outcome: ChoreOutcome::Exported { missing_files, .. },
        } => assert_eq!(missing_files, 0),
        other => panic!("it was not exported: {other:?}"),
    }
    file
}

async fn state_of(studio: &Studio, kind: ChoreKind) -> ChoreState {
    studio.chore_end(kind).await.unwrap().state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_goes_to_another_computer_in_one_file() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let (away, _) = open(folders[0].path()).await;
    for shade in [1, 2, 3] {
        bring(&away, shade).await;
    }
    let file = exported(&away, folders[2].path()).await;
    away.stop().await;
    let (home, _) = open(folders[1].path()).await;
    bring(&home, 3).await;
    bring(&home, 4).await;
    let preview = home.preview_archive(file.clone()).await.unwrap();
    assert_eq!(preview.files, 3);
    assert_eq!(preview.preview.holds.assets, 3);
    assert_eq!(preview.preview.missing_files, 0);
    home.import_archive(file.clone(), false).unwrap();
    let ChoreState::Finished {
        outcome: ChoreOutcome::Added { counts, .. },
    } = state_of(&home, ChoreKind::Import).await
    else {
        panic!("it was not added");
    };
    assert_eq!(
        counts.assets, 3,
        "the same bytes are two things: both were made"
    );
    home.import_archive(file.clone(), false).unwrap();
    let ChoreState::Finished {
        outcome: ChoreOutcome::Added { counts, .. },
    } = state_of(&home, ChoreKind::Import).await
    else {
        panic!("it was not added again");
    };
    assert_eq!(counts.assets, 0, "the same again adds nothing");
    home.import_archive(file, true).unwrap();
    state_of(&home, ChoreKind::Import).await;
    home.stop().await;
    let (home, _) = open(folders[1].path()).await;
    assert_whole(&home, &[1, 2, 3]).await;
    let own: i64 = sqlx_count(&home, "select count(*) from devices").await;
    assert_eq!(own, 2, "this computer stays itself");
    home.stop().await;
}

async fn sqlx_count(studio: &Studio, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement)
        .fetch_one(studio.parts.store.readers())
        .await
        .unwrap()
}

/// An archive that somebody made by hand.
fn forged(folder: &Path, entries: &[(&str, &[u8], CompressionMethod)]) -> PathBuf {
    let file = folder.join("forged.zip");
    let mut archive = ZipWriter::new(File::create(&file).unwrap());
    for (name, bytes, method) in entries {
        let options = SimpleFileOptions::default().compression_method(*method);
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    file
}

/// The parts of an archive: what each is called, and its bytes.
type Parts = Vec<(String, Vec<u8>)>;

/// Takes an archive apart, to be put together again otherwise.
fn parts_of(file: &Path) -> Parts {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_archives_are_refused_and_leave_nothing() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let (away, _) = open(folders[0].path()).await;
    bring(&away, 1).await;
    let whole = parts_of(&exported(&away, folders[2].path()).await);
    away.stop().await;
    let (home, _) = open(folders[1].path()).await;
    let stored = CompressionMethod::Stored;
    let changed = |change: &dyn Fn(&mut Parts)| {
        let mut parts = whole.clone();
        change(&mut parts);
        parts
    };
    let manifest = |parts: &mut Parts, change: &dyn Fn(&mut Manifest)| {
        let mut manifest: Manifest = serde_json::from_slice(&parts[0].1).unwrap();
        change(&mut manifest);
        parts[0].1 = serde_json::to_vec(&manifest).unwrap();
    };
    let cases: Vec<(&str, Parts)> = vec![
        ("nothing", Vec::new()),
        (
            "a path that leads out",
            changed(&|parts| parts.push(("../../evil.sh".to_owned(), b"x".to_vec()))),
        ),
        (
            "a full path",
            changed(&|parts| parts.push(("/tmp/evil.sh".to_owned(), b"x".to_vec()))),
        ),
        (
            "other bytes under a hash",
            changed(&|parts| {
                let last = parts.len() - 1;
                let length = parts[last].1.len();
                parts[last].1 = vec![7; length];
            }),
        ),
        (
            "more bytes than it says",
            changed(&|parts| parts.last_mut().unwrap().1.push(0)),
        ),
        ("a file too few", changed(&|parts| drop(parts.pop()))),
        (
            "another database",
            changed(&|parts| {
                let length = parts[1].1.len();
                parts[1].1[length / 2..].fill(9);
            }),
        ),
        (
            "a later version",
            changed(&|parts| manifest(parts, &|manifest| manifest.version = 9)),
        ),
        (
            "another format",
            changed(&|parts| manifest(parts, &|manifest| manifest.format = "x".to_owned())),
        ),
        (
            "the same file twice",
            changed(&|parts| {
                manifest(parts, &|manifest| {
                    let first = manifest.blobs[0];
                    manifest.blobs.push(first);
                });
            }),
        ),
    ];
    for (what, parts) in cases {
        let entries: Vec<(&str, &[u8], CompressionMethod)> = parts
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice(), stored))
            .collect();
        let file = forged(folders[2].path(), &entries);
        home.import_archive(file, false).unwrap();
        let ChoreState::Failed { problem } = state_of(&home, ChoreKind::Import).await else {
            panic!("{what} was taken");
        };
        assert_eq!(problem.code, ErrorCode::InvalidInput, "{what}: {problem:?}");
        assert_eq!(titles(&home).await, Vec::<String>::new(), "{what}");
    }
    let blobs = home.parts.blobs.list().await.unwrap();
    assert_eq!(blobs, [], "refused bytes do not stay");
    let left = std::fs::read_dir(folders[1].path()).unwrap().flatten();
    let work: Vec<_> = left
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("work-"))
        .collect();
    assert!(work.is_empty(), "{work:?}");
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_stopped_leaves_no_file() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let (studio, _) = open(folders[0].path()).await;
    bring(&studio, 1).await;
    let file = folders[1].path().join("library.zip");
    for steps in 0..3 {
        let run = studio.parts.unwatched(ChoreKind::Export, Some(steps));
        let written = super::write::write(&run, ArchiveScope::Everything, None, &file).await;
        assert!(written.is_err());
        let left = std::fs::read_dir(folders[1].path()).unwrap().count();
        assert_eq!(left, 0, "after {steps} steps");
    }
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_left_out_and_told_of() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let (studio, _) = open(folders[0].path()).await;
    let damaged = bring(&studio, 1).await;
    bring(&studio, 2).await;
    let path = studio.parts.blobs.path(&damaged.blob);
    let length = png(1).len();
    std::fs::write(path, vec![0; length]).unwrap();
    let file = folders[1].path().join("library.zip");
    let run = studio.parts.unwatched(ChoreKind::Export, None);
    let written = super::write::write(&run, ArchiveScope::Everything, None, &file)
        .await
        .unwrap();
    assert_eq!(written.missing_files, 1);
    let preview = studio.preview_archive(file).await.unwrap();
    assert_eq!(preview.files, 1);
    studio.stop().await;
}
