//! Thumbnails of photos, and three sizes of what a model made.

use std::path::{Path, PathBuf};

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};
use image::RgbImage;
use studio_media::ThumbnailSize;

use crate::likeness::ssim;
use crate::peers::{Sharp, vipsthumbnail};
use crate::table::Table;
use crate::{count, in_turn, photos, rates, ratios, seconds, with_all_processors};

const PHOTO_SIZES: [(u16, u16); 2] = [(4_000, 3_000), (6_000, 4_000)];

pub fn measure(table: &mut Table) {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let folder = folder.path();
    let sharp = Sharp::new(folder);
    let files = photos::write(&folder.join("photos"), count(60, 1_000), &PHOTO_SIZES);
    let (own, theirs) = (folder.join("own"), folder.join("sharp"));
    let [ours, sharps, vips, floor] = in_turn([
        &mut || seconds(|| shrink(&files, &[ThumbnailSize::Medium], &own)),
        &mut || sharp.shrink(&files, "512", &theirs),
        &mut || vipsthumbnail(&files, 512, &folder.join("vips")),
        // Read and decoded at a fraction of the size, and nothing else.
        &mut || {
            seconds(|| {
                with_all_processors(&files, |file| {
                    let decoded = studio_media::decoded_small(file, 512);
                    assert!(decoded.is_ok(), "a photo can be decoded");
                })
            })
        },
    ]);
    table.add("photo to 512 px", "photos/s", rates(files.len(), &ours));
    table.add(
        "photo to 512 px, sharp",
        "photos/s",
        rates(files.len(), &sharps),
    );
    table.add(
        "photo to 512 px, vipsthumbnail",
        "photos/s",
        rates(files.len(), &vips),
    );
    table.add(
        "photo decode alone (floor)",
        "photos/s",
        rates(files.len(), &floor),
    );
    table.add(
        "photo to 512 px, ours to sharp's",
        "times",
        ratios(&ours, &sharps),
    );
    table.add(
        "photo to 512 px, ours to vips'",
        "times",
        ratios(&ours, &vips),
    );
    measure_likeness(table, &files, &own, &theirs);
    measure_mips(table, folder, &sharp);
}

fn target(folder: &Path, file: usize, size: ThumbnailSize) -> PathBuf {
    folder.join(format!("{file}-{}.jpg", size.pixels()))
}

fn shrink(files: &[PathBuf], sizes: &[ThumbnailSize], folder: &Path) {
    let files: Vec<_> = files.iter().enumerate().collect();
    with_all_processors(&files, |(number, file)| {
        let wanted: Vec<_> = sizes
            .iter()
            .map(|size| (*size, target(folder, *number, *size)))
            .collect();
        let written = studio_media::thumbnails(file, &wanted);
        assert!(written.is_ok(), "a thumbnail can be made");
    });
}

/// How alike both are to what a full decode and a Lanczos filter give.
fn measure_likeness(table: &mut Table, files: &[PathBuf], own: &Path, theirs: &Path) {
    let (mut ours, mut sharps) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().enumerate().take(6) {
        let open = |path: &Path| {
            let bytes = std::fs::read(path).expect("it was written");
            image::load_from_memory(&bytes)
                .expect("it is a picture")
                .into_rgb8()
        };
        let small = open(&target(own, number, ThumbnailSize::Medium));
        let expected = lanczos(&open(file), small.dimensions());
        ours.push(ssim(&small, &expected));
        sharps.push(ssim(
            &open(&target(theirs, number, ThumbnailSize::Medium)),
            &expected,
        ));
    }
    let hundredfold = |values: Vec<f64>| values.iter().map(|value| value * 100.0).collect();
    table.add("likeness to a full decode (SSIM)", "%", hundredfold(ours));
    table.add("likeness to a full decode, sharp", "%", hundredfold(sharps));
}

fn lanczos(picture: &RgbImage, (width, height): (u32, u32)) -> RgbImage {
    let (from_width, from_height) = picture.dimensions();
    let source = Image::from_vec_u8(
        from_width,
        from_height,
        picture.as_raw().clone(),
        PixelType::U8x3,
    );
    let source = source.expect("the picture is whole");
    let mut small = Image::new(width, height, PixelType::U8x3);
    Resizer::new()
        .resize(&source, &mut small, None)
        .expect("it can be made smaller");
    RgbImage::from_raw(width, height, small.into_vec()).expect("the picture is whole")
}

fn measure_mips(table: &mut Table, folder: &Path, sharp: &Sharp) {
    const SIZES: [ThumbnailSize; 3] = [
        ThumbnailSize::Large,
        ThumbnailSize::Small,
        ThumbnailSize::Tiny,
    ];
    let files: Vec<PathBuf> = (0..count(6, 60))
        .map(|number| {
            let path = folder.join(format!("made-{number}.png"));
            let made = photos::photo(2_048, 2_048, number as u32 % 6);
            made.save(&path).expect("there is room for pictures");
            path
        })
        .collect();
    let (own, theirs) = (folder.join("own-mips"), folder.join("sharp-mips"));
    let [ours, sharps, floor] = in_turn([
        &mut || seconds(|| shrink(&files, &SIZES, &own)),
        &mut || sharp.shrink(&files, "1024,256,64", &theirs),
        &mut || {
            seconds(|| {
                with_all_processors(&files, |file| {
                    assert!(image::open(file).is_ok(), "a picture can be decoded");
                })
            })
        },
    ]);
    table.add(
        "PNG of 2048² to three sizes",
        "files/s",
        rates(files.len(), &ours),
    );
    table.add(
        "PNG of 2048² to three sizes, sharp",
        "files/s",
        rates(files.len(), &sharps),
    );
    table.add(
        "PNG decode alone (floor)",
        "files/s",
        rates(files.len(), &floor),
    );
    table.add(
        "PNG to three sizes, ours to sharp's",
        "times",
        ratios(&ours, &sharps),
    );
}
