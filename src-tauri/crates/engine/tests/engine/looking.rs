use std::io::Cursor;
use std::path::PathBuf;

use studio_domain::{Asset, CacheTag, ErrorCode};
use studio_engine::{MediaRequest, Studio, ThumbnailSize};

use crate::support::{Workshop, mp4, png, wav, workshop};

/// Waits until it is known how an asset looks.
async fn seen(studio: &Studio, asset: &Asset) -> Asset {
    let mut changes = studio.subscribe();
    loop {
        let asset = studio.get_asset(asset.id).await.unwrap().asset;
        if asset.looks.is_some() {
            return asset;
        }
        while !changes.recv().await.unwrap().contains(&CacheTag::Assets) {}
    }
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, _| {
        image::Rgb([if x < width / 2 { 200 } else { 20 }, 40, 60])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn cached(shop: &Workshop, asset: &Asset, size: ThumbnailSize) -> PathBuf {
    let folder = shop.folder.path().join("cache").join("thumbnails");
    folder
        .join(size.pixels().to_string())
        .join(asset.blob.to_string())
}

fn small(asset: &Asset) -> MediaRequest {
    MediaRequest {
        blob: asset.blob,
        size: Some(ThumbnailSize::Small),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_pictures_are_looked_at_and_their_thumbnails_made() {
    let shop = workshop().await;
    let asset = shop.bring("a.png", picture(900, 600)).await;
    let looks = seen(&shop.studio, &asset).await.looks.unwrap();
    assert_eq!(looks.blurhash.map(|it| it.len()), Some(28));
    let colours: Vec<_> = looks.colours.iter().map(|it| it.share).collect();
    // A column of pixels lies across the border of the two and is of neither colour.
    assert!(
        matches!(colours[..], [45..=50, 45..=50]),
        "two halves: {colours:?}"
    );
    for size in [
        ThumbnailSize::Tiny,
        ThumbnailSize::Small,
        ThumbnailSize::Medium,
    ] {
        assert!(cached(&shop, &asset, size).exists(), "{size:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thumbnail_that_was_lost_or_cut_off_is_made_again() {
    let shop = workshop().await;
    let asset = shop.bring("a.png", picture(900, 600)).await;
    seen(&shop.studio, &asset).await;
    let file = cached(&shop, &asset, ThumbnailSize::Small);
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let made = shop.studio.media_file(small(&asset)).await.unwrap();
    assert_eq!(std::fs::read(made.path).unwrap(), whole);
    std::fs::remove_dir_all(shop.folder.path().join("cache")).unwrap();
    let made = shop.studio.media_file(small(&asset)).await.unwrap();
    assert_eq!(std::fs::read(made.path).unwrap(), whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_ask_for_one_thumbnail_all_get_it() {
    let shop = workshop().await;
    let asset = shop.bring("a.png", picture(1_400, 900)).await;
    let large = MediaRequest {
        blob: asset.blob,
        size: Some(ThumbnailSize::Large),
    };
    let asked = (0..20).map(|_| shop.studio.media_file(large));
    for got in futures::future::join_all(asked).await {
        assert_eq!(got.unwrap().mime, "image/jpeg");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_gives_the_poster_of_a_film() {
    let shop = workshop().await;
    // Nothing can be seen in it, whether there is an ffmpeg or not.
    let film = shop.bring("a.mp4", mp4(640, 360, 900)).await;
    let lacking = shop.studio.media_file(small(&film)).await.unwrap_err();
    assert_eq!(lacking.code(), ErrorCode::NotFound);
    let refused = shop
        .studio
        .store_poster(film.blob, b"<html>".to_vec())
        .await;
    assert!(refused.is_err());
    shop.studio
        .store_poster(film.blob, picture(640, 360))
        .await
        .unwrap();
    let shown = shop.studio.media_file(small(&film)).await.unwrap();
    assert_eq!(shown.mime, "image/jpeg");
    let looks = seen(&shop.studio, &film).await.looks.unwrap();
    assert_eq!(looks.colours.len(), 2);
    std::fs::remove_file(cached(&shop, &film, ThumbnailSize::Small)).unwrap();
    shop.studio.media_file(small(&film)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_film_has_a_poster() {
    let shop = workshop().await;
    let picture = shop.bring("a.png", png(1)).await;
    let refused = shop
        .studio
        .store_poster(picture.blob, png(2))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shape_of_a_sound_is_read_once_and_kept() {
    let shop = workshop().await;
    let sound = shop.bring("a.wav", wav(1_000)).await;
    let peaks = shop.studio.audio_peaks(sound.blob, 10).await.unwrap();
    assert_eq!(peaks.len(), 2 * 8_000_usize.div_ceil(256));
    let kept = shop
        .folder
        .path()
        .join("cache")
        .join("peaks")
        .join(sound.blob.to_string());
    assert!(kept.exists());
    std::fs::write(&kept, b"PEAKS").unwrap();
    assert_eq!(
        shop.studio.audio_peaks(sound.blob, 10).await.unwrap(),
        peaks
    );
    let picture = shop.bring("a.png", png(1)).await;
    assert!(shop.studio.audio_peaks(picture.blob, 10).await.is_err());
}
