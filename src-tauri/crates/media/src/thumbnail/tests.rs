use image::{ImageFormat, ImageReader, Rgb, RgbImage};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{probe_file, samples};

/// A folder with a picture in it.
fn with_source(bytes: &[u8]) -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (source, target) = (folder.path().join("source"), folder.path().join("thumb"));
    fs::write(&source, bytes).unwrap();
    (folder, source, target)
}

fn thumbnail(source: &Path, target: &Path, size: ThumbnailSize) -> Result<Thumbnail, MediaError> {
    let written = thumbnails(source, &[(size, target.to_owned())])?;
    Ok(written[0])
}

fn made(bytes: &[u8], size: ThumbnailSize) -> (Thumbnail, DynamicImage) {
    let (_folder, source, target) = with_source(bytes);
    let thumbnail = thumbnail(&source, &target, size).unwrap();
    let info = probe_file(&target).unwrap();
    assert_eq!(
        (info.mime, info.width, info.height),
        (
            thumbnail.mime,
            Some(thumbnail.width),
            Some(thumbnail.height)
        ),
        "what is told is what was written"
    );
    assert_eq!(fs::metadata(&target).unwrap().len(), thumbnail.byte_size);
    let reader = ImageReader::open(&target)
        .unwrap()
        .with_guessed_format()
        .unwrap();
    (thumbnail, reader.decode().unwrap())
}

#[test]
fn an_opaque_picture_becomes_a_jpeg_in_the_box() {
    let (thumbnail, _) = made(
        &samples::picture(1_600, 900, ImageFormat::Png),
        ThumbnailSize::Medium,
    );
    assert_eq!(
        (thumbnail.width, thumbnail.height, thumbnail.mime),
        (512, 288, "image/jpeg")
    );
}

#[test]
fn what_shines_through_still_does() {
    let (thumbnail, picture) = made(&samples::half_clear(600, 300), ThumbnailSize::Small);
    assert_eq!(thumbnail.mime, "image/png");
    let picture = picture.into_rgba8();
    assert_eq!(picture.get_pixel(10, 64).0[3], 0);
    assert_eq!(picture.get_pixel(250, 64).0, [200, 30, 30, 255]);
    assert_eq!(
        picture.get_pixel(130, 64).0[..3],
        [200, 30, 30],
        "clear pixels do not darken their neighbours"
    );
}

#[test]
fn alpha_that_hides_nothing_is_dropped() {
    let opaque = DynamicImage::ImageRgb8(samples::gradient(300, 300)).into_rgba8();
    let bytes = samples::encoded(&opaque.into(), ImageFormat::Png);
    assert_eq!(made(&bytes, ThumbnailSize::Small).0.mime, "image/jpeg");
}

#[test]
fn a_small_picture_is_never_enlarged() {
    for (width, height) in [(1, 1), (3, 200), (256, 256)] {
        let (thumbnail, _) = made(
            &samples::picture(width, height, ImageFormat::Png),
            ThumbnailSize::Small,
        );
        assert_eq!((thumbnail.width, thumbnail.height), (width, height));
    }
}

#[test]
fn extreme_shapes_keep_at_least_a_pixel() {
    for (width, height, expected) in [(16_384, 1, (256, 1)), (2, 9_000, (1, 256))] {
        let (thumbnail, _) = made(
            &samples::picture(width, height, ImageFormat::Png),
            ThumbnailSize::Small,
        );
        assert_eq!((thumbnail.width, thumbnail.height), expected);
    }
}

#[test]
fn a_turned_picture_stands_upright() {
    // Red above blue; turned by 90° clockwise, red is at the right.
    let image = RgbImage::from_fn(800, 400, |_, y| {
        if y < 200 {
            Rgb([220, 0, 0])
        } else {
            Rgb([0, 0, 220])
        }
    });
    let upright = samples::encoded(&image.into(), ImageFormat::Jpeg);
    let turned = samples::turn(&upright, 6);
    let (thumbnail, picture) = made(&turned, ThumbnailSize::Small);
    assert_eq!((thumbnail.width, thumbnail.height), (128, 256));
    let picture = picture.into_rgb8();
    let (left, right) = (picture.get_pixel(20, 128).0, picture.get_pixel(108, 128).0);
    assert!(right[0] > 180 && right[2] < 40, "{right:?}");
    assert!(left[2] > 180 && left[0] < 40, "{left:?}");
}

#[test]
fn every_kind_of_pixel_can_be_made_small() {
    let base = DynamicImage::ImageRgb8(samples::gradient(400, 100));
    for picture in [
        DynamicImage::from(base.to_luma8()),
        base.to_luma_alpha8().into(),
        base.to_luma16().into(),
        base.to_rgb16().into(),
        base.to_rgba16().into(),
    ] {
        let color = picture.color();
        let bytes = samples::encoded(&picture, ImageFormat::Png);
        let (thumbnail, _) = made(&bytes, ThumbnailSize::Small);
        assert_eq!((thumbnail.width, thumbnail.height), (256, 64), "{color:?}");
    }
}

#[test]
fn all_sizes_come_of_one_reading_and_each_looks_like_the_picture() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = RgbImage::from_fn(3_000, 2_000, |x, y| {
            Rgb([(x / 12) as u8, (y / 8) as u8, 90])
        });
        let (folder, source, _) = with_source(&samples::encoded(&whole.clone().into(), format));
        let wanted = ThumbnailSize::ALL.map(|size| {
            let name = size.pixels().to_string();
            (size, folder.path().join(name))
        });
        let written = thumbnails(&source, &wanted).unwrap();
        let sizes: Vec<_> = written.iter().map(|it| it.width.max(it.height)).collect();
        assert_eq!(sizes, [1_024, 512, 256, 64], "the largest first");
        for (size, path) in &wanted {
            assert!(is_whole_thumbnail(path));
            let small = image::load_from_memory(&fs::read(path).unwrap())
                .unwrap()
                .into_rgb8();
            let (width, height) = small.dimensions();
            for (x, y) in [
                (width / 4, height / 4),
                (width / 2, height / 3),
                (width - 3, height - 3),
            ] {
                let expected = whole.get_pixel(x * 3_000 / width, y * 2_000 / height).0;
                let found = small.get_pixel(x, y).0;
                for (expected, found) in expected.into_iter().zip(found) {
                    assert!(
                        expected.abs_diff(found) < 12,
                        "{format:?} {size:?} {expected} {found}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_a_power_cut_left_is_no_thumbnail() {
    let (folder, source, target) = with_source(&samples::half_clear(300, 300));
    thumbnail(&source, &target, ThumbnailSize::Small).unwrap();
    assert!(is_whole_thumbnail(&target));
    let bytes = fs::read(&target).unwrap();
    for rest in [&bytes[..bytes.len() - 1], &bytes[..4], &[]] {
        let cut = folder.path().join("cut");
        fs::write(&cut, rest).unwrap();
        assert!(!is_whole_thumbnail(&cut));
    }
    assert!(!is_whole_thumbnail(&folder.path().join("none")));
}

#[test]
fn a_picture_that_cannot_be_decoded_leaves_nothing_behind() {
    let (folder, source, target) = with_source(b"<html>");
    let error = thumbnail(&source, &target, ThumbnailSize::Small).unwrap_err();
    assert!(matches!(error, MediaError::NotMedia { .. }), "{error:?}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "only the source is there"
    );
}

#[test]
fn a_target_that_cannot_be_written_leaves_nothing_behind() {
    let (folder, source, target) = with_source(&samples::picture(10, 10, ImageFormat::Png));
    fs::create_dir(&target).unwrap();
    fs::write(target.join("something"), "").unwrap();
    let error = thumbnail(&source, &target, ThumbnailSize::Small).unwrap_err();
    assert!(matches!(error, MediaError::Io(_)), "{error:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_second_thumbnail_replaces_the_first() {
    let (folder, source, target) = with_source(&samples::picture(900, 900, ImageFormat::Png));
    thumbnail(&source, &target, ThumbnailSize::Small).unwrap();
    let second = thumbnail(&source, &target, ThumbnailSize::Medium).unwrap();
    assert_eq!(probe_file(&target).unwrap().width, Some(second.width));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn sizes_are_found_by_their_pixels() {
    for size in ThumbnailSize::ALL {
        assert_eq!(ThumbnailSize::from_pixels(size.pixels()), Some(size));
    }
    assert_eq!(ThumbnailSize::from_pixels(300), None);
}

proptest! {
    #[test]
    fn a_fitted_size_keeps_the_shape_within_a_pixel(
        width in 1_u32..=16_384,
        height in 1_u32..=16_384,
        size in prop::sample::select(ThumbnailSize::ALL.to_vec()),
    ) {
        let (small_width, small_height) = fitted(width, height, size.pixels());
        prop_assert!(small_width >= 1 && small_height >= 1);
        prop_assert!(small_width <= width && small_height <= height);
        prop_assert!(small_width.max(small_height) <= size.pixels());
        if width.max(height) > size.pixels() {
            prop_assert_eq!(small_width.max(small_height), size.pixels());
        }
        let scale = f64::from(small_width.max(small_height)) / f64::from(width.max(height));
        prop_assert!((f64::from(width) * scale - f64::from(small_width)).abs() <= 1.0);
        prop_assert!((f64::from(height) * scale - f64::from(small_height)).abs() <= 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_written_thumbnail_has_the_fitted_size(width in 1_u32..700, height in 1_u32..700) {
        let (thumbnail, picture) =
            made(&samples::picture(width, height, ImageFormat::Png), ThumbnailSize::Small);
        prop_assert_eq!((thumbnail.width, thumbnail.height), fitted(width, height, 256));
        prop_assert_eq!((picture.width(), picture.height()), (thumbnail.width, thumbnail.height));
    }
}
