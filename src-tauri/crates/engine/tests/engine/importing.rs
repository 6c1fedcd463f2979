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
