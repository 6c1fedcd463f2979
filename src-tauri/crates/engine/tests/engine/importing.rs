use std::path::Path;

use studio_domain::{AssetFilter, AssetId, AssetKind, ErrorCode, Imported};
use studio_engine::{MediaRequest, ThumbnailSize};

use crate::support::{PDF, mp4, page, png, wav, workshop};

const DRAWING: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>";

fn blob_files(folder: &Path) -> usize {
    let folders = std::fs::read_dir(folder.join("blobs")).unwrap().flatten();
    folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| std::fs::read_dir(entry.path()).unwrap().count())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_in_by_what_they_are_whatever_they_are_called() {
    let shop = workshop().await;
    let files = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, bytes) in [
        ("picture.txt", png(1)),
        ("sound.wav", wav(200)),
        ("film.mp4", mp4(32, 18, 400)),
        ("paper.pdf", PDF.to_vec()),
        ("drawing.svg", DRAWING.to_vec()),
        ("notes.png", b"just words".to_vec()),
    ] {
        let path = files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        paths.push(path);
    }
    paths.push(files.path().to_owned());
    paths.push(files.path().join("nowhere.png"));
    let imported = shop.studio.import_files(paths).await;
    let kinds: Vec<Option<AssetKind>> = imported
        .iter()
        .map(|outcome| match outcome {
            Imported::Added { asset } => Some(asset.kind),
            _ => None,
        })
        .collect();
    let expected = [
        Some(AssetKind::Image),
        Some(AssetKind::Audio),
        Some(AssetKind::Video),
        Some(AssetKind::Document),
        Some(AssetKind::Image),
        None,
        None,
        None,
    ];
    assert_eq!(kinds, expected);
    let Imported::Refused { name, problem } = &imported[5] else {
        panic!("words are no picture: {:?}", imported[5]);
    };
    assert_eq!(
        (name.as_str(), problem.code),
        ("notes.png", ErrorCode::InvalidInput)
    );
    assert!(problem.hint.is_some(), "{problem:?}");
    let Imported::Added { asset } = &imported[0] else {
        panic!("the picture was not taken");
    };
    assert_eq!(
        (asset.title.as_str(), asset.mime.as_str()),
        ("picture", "image/png")
    );
    assert_eq!((asset.width, asset.height), (Some(6), Some(4)));
    assert_eq!(shop.library().await.len(), 5);
    assert_eq!(
        blob_files(shop.folder.path()),
        5,
        "what was refused lies nowhere"
    );
    shop.studio.stop().await;
}

fn present(imported: &Imported) -> Option<AssetId> {
    match imported {
        Imported::Present { asset } => Some(asset.id),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_the_same_asset_also_out_of_the_trash() {
    let shop = workshop().await;
    let first = shop.bring("one.png", png(7)).await;
    let again = shop.studio.import_bytes("two.png".to_owned(), png(7)).await;
    assert_eq!(present(&again), Some(first.id));
    shop.studio.delete_assets(vec![first.id]).await.unwrap();
    let back = shop
        .studio
        .import_bytes("three.png".to_owned(), png(7))
        .await;
    assert_eq!(present(&back), Some(first.id));
    let kept: Vec<_> = shop.library().await.iter().map(|it| it.id).collect();
    assert_eq!(kept, [first.id]);
    let trash = AssetFilter {
        trash: true,
        ..AssetFilter::default()
    };
    let trash = shop.studio.list_assets(trash, page()).await.unwrap();
    assert_eq!(trash.items, []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawing_that_could_run_something_is_refused_and_a_plain_one_is_shown_as_it_is() {
    let shop = workshop().await;
    let unsafe_one = b"<svg><script>alert(1)</script></svg>".to_vec();
    let refused = shop
        .studio
        .import_bytes("logo.svg".to_owned(), unsafe_one)
        .await;
    let Imported::Refused { problem, .. } = refused else {
        panic!("it was taken: {refused:?}");
    };
    assert!(problem.message.contains("a script"), "{}", problem.message);
    assert_eq!(
        blob_files(shop.folder.path()),
        0,
        "refused bytes do not stay"
    );

    let drawing = shop.bring("logo.svg", DRAWING.to_vec()).await;
    assert_eq!((drawing.width, drawing.height), (Some(8), Some(8)));
    let shown = MediaRequest {
        blob: drawing.blob,
        size: Some(ThumbnailSize::Small),
    };
    let file = shop.studio.media_file(shown).await.unwrap();
    assert_eq!(file.mime, "image/svg+xml");
    assert_eq!(std::fs::read(file.path).unwrap(), DRAWING);
    shop.studio.stop().await;
}

/// A picture whose header claims a size that its few bytes cannot be worth.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    // The header's own checksum, so that only the size is wrong with it.
    let mut table = !0_u32;
    for byte in &bytes[12..29] {
        table ^= u32::from(*byte);
        for _ in 0..8 {
            table = (table >> 1) ^ (0xedb8_8320 & (!(table & 1)).wrapping_add(1));
        }
    }
    bytes[29..33].copy_from_slice(&(!table).to_be_bytes());
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_and_broken_files_are_refused_with_a_reason_and_lie_nowhere() {
    let shop = workshop().await;
    let whole = png(200);
    let film = mp4(32, 18, 400);
    for (name, bytes, reason) in [
        ("bomb.png", bomb(60_000, 60_000), "60000"),
        ("wide.png", bomb(u32::MAX >> 1, 1), ""),
        ("cut.png", whole[..whole.len() - 9].to_vec(), "cut off"),
        ("cut.mp4", film[..film.len() / 2].to_vec(), ""),
        ("cut.wav", wav(500)[..200].to_vec(), ""),
        ("page.jpg", b"<!doctype html><p>no</p>".to_vec(), "HTML"),
        ("archive.png", b"PK\x03\x04rest of an archive".to_vec(), ""),
        ("program.mp3", b"\x7fELF\x02\x01\x01\0\0\0\0\0".to_vec(), ""),
        ("empty.png", Vec::new(), "empty"),
    ] {
        let refused = shop.studio.import_bytes(name.to_owned(), bytes).await;
        let Imported::Refused { problem, .. } = refused else {
            panic!("{name} was taken: {refused:?}");
        };
        assert_eq!(problem.code, ErrorCode::InvalidInput, "{name}");
        assert!(problem.hint.is_some(), "{name}");
        let told = problem.message.to_lowercase();
        assert!(told.contains(&reason.to_lowercase()), "{name}: {told}");
    }
    assert_eq!(shop.library().await, []);
    assert_eq!(blob_files(shop.folder.path()), 0);
    // What is a picture is one whatever its ending says.
    let asset = shop.bring("song.mp3", whole).await;
    assert_eq!(asset.mime, "image/png");
    shop.studio.stop().await;
}
