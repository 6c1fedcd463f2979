use studio_domain::{BlobHash, ErrorCode, GenerationId, UnixMillis};
use studio_store::{BlobStore, PartialBlob, PartialName};

const STEP: usize = 1024 * 1024;

/// An output of a generation of its own.
fn name(position: u32) -> PartialName {
    PartialName {
        generation_id: GenerationId::new(UnixMillis::new(1_000)),
        position,
    }
}

fn bytes(count: usize) -> Vec<u8> {
    (0..count)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect()
}

fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash::new(*blake3::hash(bytes).as_bytes())
}

async fn taken(store: &BlobStore, name: PartialName) -> PartialBlob {
    store.partial(name).await.unwrap().expect("nobody has it")
}

#[tokio::test]
async fn what_was_surely_on_the_disk_is_gone_on_with_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let whole = bytes(3 * STEP);
    let name = name(1);
    {
        let store = BlobStore::open(folder.path()).await.unwrap();
        let mut partial = taken(&store, name).await;
        partial.append(&whole[..2 * STEP + 5]).await.unwrap();
        assert!(
            store.partial(name).await.unwrap().is_none(),
            "one has it at a time"
        );
    }
    let store = BlobStore::open(folder.path()).await.unwrap();
    assert_eq!(store.partials().await.unwrap(), [name]);
    let mut partial = taken(&store, name).await;
    assert_eq!(partial.length(), 2 * STEP as u64, "the last step is not");
    partial.append(&whole[2 * STEP..]).await.unwrap();
    assert_eq!(partial.hash(), hash_of(&whole));
    let stored = partial.finish().await.unwrap();
    assert_eq!(stored, (hash_of(&whole), whole.len() as u64));
    assert_eq!(store.read(&stored.0).await.unwrap(), whole);
    assert_eq!(store.partials().await.unwrap(), []);
}

#[tokio::test]
async fn the_same_bytes_twice_are_one_blob() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path())
        .await
        .unwrap()
        .with_quota(20)
        .unwrap();
    for position in 0..3 {
        let mut partial = taken(&store, name(position)).await;
        partial.append(b"ten bytes.").await.unwrap();
        partial.finish().await.unwrap();
    }
    assert_eq!(store.partials().await.unwrap(), []);
}

#[tokio::test]
async fn a_full_disk_takes_nothing_away_and_the_rest_follows_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path())
        .await
        .unwrap()
        .with_quota(15)
        .unwrap();
    let mut filler = taken(&store, name(0)).await;
    filler.append(b"filler").await.unwrap();
    let mut partial = taken(&store, name(1)).await;
    partial.append(b"one ").await.unwrap();
    let error = partial.append(b"picture").await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::StorageFull);
    assert_eq!(partial.length(), 4);
    filler.discard().await.unwrap();
    partial.append(b"picture").await.unwrap();
    let (hash, size) = partial.finish().await.unwrap();
    assert_eq!((hash, size), (hash_of(b"one picture"), 11));
}

#[tokio::test]
async fn a_file_begun_anew_holds_nothing_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).await.unwrap();
    let mut partial = taken(&store, name(0)).await;
    partial.append(b"half of something").await.unwrap();
    partial.restart().await.unwrap();
    partial.append(b"whole").await.unwrap();
    let (hash, _) = partial.finish().await.unwrap();
    assert_eq!(store.read(&hash).await.unwrap(), b"whole");
}

#[tokio::test]
async fn those_of_one_generation_go_and_give_their_room_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path())
        .await
        .unwrap()
        .with_quota(10)
        .unwrap();
    let one = name(0);
    let seventh = PartialName { position: 7, ..one };
    let of_another = name(0);
    for (name, bytes) in [(one, 5), (seventh, 4), (of_another, 1)] {
        let mut partial = taken(&store, name).await;
        partial.append(&vec![1; bytes]).await.unwrap();
    }
    store.remove_partials(one.generation_id).await.unwrap();
    assert_eq!(store.partials().await.unwrap(), [of_another]);
    taken(&store, one).await.append(&[2; 9]).await.unwrap();
}
