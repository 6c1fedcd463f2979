use std::time::{Duration, SystemTime};

use studio_domain::{BlobHash, Clock, ErrorCode, SystemClock};
use studio_store::{BlobStore, blobs};

use crate::support::fixture;

fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash::new(*blake3::hash(bytes).as_bytes())
}

/// Every file under the folder, by its path from there.
fn files(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).iter().map(|inner| format!("{name}/{inner}")));
        } else {
            found.push(name);
        }
    }
    found
}

fn age(path: &std::path::Path, hours: u64) {
    let now = u64::try_from(SystemClock.now().get()).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(now - hours * 3_600_000);
    std::fs::File::options()
        .append(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

#[tokio::test]
async fn bytes_written_in_pieces_lie_under_their_hash() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let mut writer = store.writer().await.unwrap();
    writer.write(b"one ").await.unwrap();
    writer.write(b"picture").await.unwrap();
    assert!(
        !store.exists(&hash_of(b"one picture")).await,
        "not before it is whole"
    );
    let (hash, size) = writer.finish().await.unwrap();
    assert_eq!((hash, size), (hash_of(b"one picture"), 11));
    assert!(store.exists(&hash).await);
    assert_eq!(store.read(&hash).await.unwrap(), b"one picture");
    let name = hash.to_string();
    assert_eq!(files(folder.path()), [format!("{}/{name}", &name[..2])]);
    assert!(
        store
            .path(&hash)
            .ends_with(format!("{}/{name}", &name[..2]))
    );
}

#[tokio::test]
async fn the_same_bytes_are_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let first = store.put(b"same").await.unwrap();
    assert_eq!(store.put(b"same").await.unwrap(), first);
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test]
async fn a_file_cut_short_is_replaced_when_its_bytes_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let hash = store.put(b"whole").await.unwrap();
    std::fs::write(store.path(&hash), b"who").unwrap();
    store.put(b"whole").await.unwrap();
    assert_eq!(store.read(&hash).await.unwrap(), b"whole");
}

#[tokio::test]
async fn a_writer_that_is_dropped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let mut writer = store.writer().await.unwrap();
    writer.write(&[7; 100_000]).await.unwrap();
    assert_eq!(files(folder.path()).len(), 1);
    drop(writer);
    assert_eq!(files(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_left_unfinished_is_swept_out_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    for (name, hours) in [
        ("unfinished-old", 25),
        ("unfinished-young", 23),
        ("other", 25),
    ] {
        std::fs::write(folder.path().join(name), b"x").unwrap();
        age(&folder.path().join(name), hours);
    }
    BlobStore::open(folder.path()).await.unwrap();
    let mut left = files(folder.path());
    left.sort();
    assert_eq!(left, ["other", "unfinished-young"]);
}

#[tokio::test]
async fn a_quota_behaves_like_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    store.put(b"12345").await.unwrap();
    let store = store.with_quota(14).unwrap();
    let error = store.put(&[1; 10]).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::StorageFull);
    assert_eq!(files(folder.path()).len(), 1, "the failed one is gone");
    store.put(b"1234").await.unwrap();
    store.put(b"1234").await.unwrap();
    assert!(
        store.put(&[2; 6]).await.is_err(),
        "nine of 14 bytes are used"
    );
    store.put(&[2; 5]).await.unwrap();
}

#[tokio::test]
async fn a_blob_that_is_not_here_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let error = store.read(&hash_of(b"nothing")).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(!store.exists(&hash_of(b"nothing")).await);
}

#[tokio::test]
async fn orphans_go_unless_they_were_stored_again_lately() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let (old, wanted) = (
        store.put(b"old").await.unwrap(),
        store.put(b"wanted").await.unwrap(),
    );
    for hash in [old, wanted] {
        age(&store.path(&hash), 48);
    }
    store.put(b"wanted").await.unwrap();
    let missing = hash_of(b"missing");
    let removed = store.remove_orphans(&[old, wanted, missing]).await.unwrap();
    assert_eq!(removed, 1);
    assert!(!store.exists(&old).await);
    assert!(store.exists(&wanted).await);
}

#[tokio::test]
async fn a_recorded_blob_keeps_what_was_noted_first() {
    let home = fixture().await;
    let hash = hash_of(b"x");
    assert_eq!(blobs::get(&home.store, &hash).await.unwrap(), None);
    for (size, mime) in [(1, "image/png"), (2, "image/jpeg")] {
        let mut tx = home.write().await;
        blobs::record(&mut tx, &hash, size, mime).await.unwrap();
        tx.commit().await.unwrap();
    }
    let row = blobs::get(&home.store, &hash).await.unwrap().unwrap();
    assert_eq!((row.byte_size, row.mime.as_str()), (1, "image/png"));
    assert_eq!(home.number("select count(*) from blob_files").await, 1);
}

#[tokio::test]
async fn what_was_refused_goes_at_once_and_gives_its_room_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let store = store.with_quota(6).unwrap();
    let refused = store.put(b"a page").await.unwrap();
    assert!(store.put(b"sound").await.is_err(), "there is no room");
    store.discard(&refused).await.unwrap();
    store.discard(&refused).await.unwrap();
    assert!(!store.exists(&refused).await);
    store.put(b"sound").await.unwrap();
}
