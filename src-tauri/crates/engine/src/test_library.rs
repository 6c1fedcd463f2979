//! A library with a few things in it, for tests of what is done to whole libraries.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use studio_domain::{Asset, AssetFilter, BlobHash, Clock, Imported, PageRequest, SystemClock};

use crate::studio::{Studio, StudioConfig};

/// A clock that goes by the system's and can be moved on.
#[derive(Debug, Default)]
pub(crate) struct MovedClock(std::sync::atomic::AtomicI64);

impl MovedClock {
    pub fn advance(&self, millis: i64) {
        self.0
            .fetch_add(millis, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> studio_domain::UnixMillis {
        let moved = self.0.load(std::sync::atomic::Ordering::SeqCst);
        SystemClock.now().plus(moved)
    }
}

pub(crate) async fn open(folder: &Path) -> (Studio, Arc<MovedClock>) {
    let clock = Arc::new(MovedClock::default());
    let mut config = StudioConfig::new(folder.to_owned());
    config.clock = Arc::<MovedClock>::clone(&clock);
    config.can_move = true;
    (Studio::open(config).await.unwrap(), clock)
}

/// A picture of one shade.
pub(crate) fn png(shade: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(9, 7, image::Rgb([shade, 40, 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

pub(crate) async fn bring(studio: &Studio, shade: u8) -> Asset {
    let name = format!("picture {shade}.png");
    match studio.import_bytes(name, png(shade)).await {
        Imported::Added { asset } | Imported::Present { asset } => asset,
        Imported::Refused { problem, .. } => panic!("it was refused: {problem:?}"),
    }
}

/// What is in the library, by title.
pub(crate) async fn titles(studio: &Studio) -> Vec<String> {
    let page = PageRequest {
        cursor: None,
        limit: 500,
    };
    let listed = studio.list_assets(AssetFilter::default(), page);
    let mut titles: Vec<String> = listed
        .await
        .unwrap()
        .items
        .into_iter()
        .map(|asset| asset.title)
        .collect();
    titles.sort();
    titles
}

/// That every file of the library is there and what it was.
pub(crate) async fn assert_whole(studio: &Studio, shades: &[u8]) {
    let expected: Vec<String> = shades
        .iter()
        .map(|shade| format!("picture {shade}"))
        .collect();
    assert_eq!(titles(studio).await, expected);
    for shade in shades {
        let hash = hash_of(&png(*shade));
        assert!(
            studio.parts.blobs.is_sound(&hash).await.unwrap(),
            "picture {shade} lost its file"
        );
    }
}

pub(crate) fn hash_of(bytes: &[u8]) -> BlobHash {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x");
    std::fs::write(&file, bytes).unwrap();
    studio_store::blob_listing::hash_file(&file).unwrap()
}
