use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use studio_domain::{
    Asset, AssetId, ErrorCode, ExportShape, Exported, HowMade, Imported, Modality, ParamValue,
    Recipe, RecipeFormat,
};
use studio_media::metadata::recipe_of_file;
use wiremock::ResponseTemplate;

use crate::support::{Workshop, png, provider, request, wav, workshop};

const PROMPT: &str = "a fox in the snow";

async fn made(shop: &Workshop) -> Asset {
    let picture = shop.bring("before.png", png(10)).await;
    let answer = ResponseTemplate::new(200).set_body_raw(png(200), "image/png");
    shop.answers("POST", "/edit", answer).await;
    let asked = request("retoucher", PROMPT, &[("image", &picture)]);
    let made = shop.make(asked).await;
    made.outputs.into_iter().next().expect("it was made")
}

async fn path_of(shop: &Workshop, asset: &Asset) -> PathBuf {
    shop.studio.asset_file(asset.id).await.unwrap().0
}

async fn exported(
    shop: &Workshop,
    assets: &[&Asset],
    target: &Path,
    shape: ExportShape,
    how_made: HowMade,
) -> Exported {
    let ids = assets.iter().map(|asset| asset.id).collect();
    let exported = shop
        .studio
        .export_assets(ids, target.to_owned(), shape, how_made, drop);
    exported.await.expect("it is written")
}

fn names_in(folder: &Path) -> HashSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn names_inside(archive: &zip::ZipArchive<std::fs::File>) -> HashSet<String> {
    let names = archive.file_names();
    names.map(|name| name.unwrap().into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_leave_with_what_made_them_and_bring_it_back() {
    let shop = workshop().await;
    let asset = made(&shop).await;
    let out = tempfile::tempdir().unwrap();
    let told = exported(
        &shop,
        &[&asset],
        out.path(),
        ExportShape::Files,
        HowMade::Include,
    )
    .await;
    assert_eq!((told.written, told.untold, told.missing.len()), (1, 0, 0));
    let file = out.path().join("a-fox-in-the-snow.png");
    let recipe = recipe_of_file(&file).unwrap().expect("it says how");
    assert_eq!(recipe.prompt.as_deref(), Some(PROMPT));
    let made_with = recipe.made_with.expect("it says which model");
    assert_eq!(
        (made_with.provider_id, made_with.model_id, made_with.kind),
        (provider(), "retoucher".to_owned(), Modality::ImageEdit)
    );
    let original = std::fs::read(path_of(&shop, &asset).await).unwrap();
    assert_eq!(original, png(200), "the original is as it was");
    let back = shop.bring("back.png", std::fs::read(&file).unwrap()).await;
    assert_ne!(back.id, asset.id);
    let detail = shop.studio.get_asset(back.id).await.unwrap();
    let recipe = detail.recipe.expect("it was read");
    assert_eq!(recipe.format, RecipeFormat::Studio);
    assert_eq!(recipe.prompt.as_deref(), Some(PROMPT));
    // What was made here has no need of it.
    let own = shop.studio.get_asset(asset.id).await.unwrap();
    assert_eq!(own.recipe, None);
    let again = tempfile::tempdir().unwrap();
    exported(
        &shop,
        &[&back],
        again.path(),
        ExportShape::Files,
        HowMade::Remove,
    )
    .await;
    let clean = recipe_of_file(&again.path().join("back.png")).unwrap();
    assert_eq!(clean, None);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_there_is_written_over() {
    let shop = workshop().await;
    let one = shop.bring("fox.png", png(1)).await;
    let two = shop.bring("fox.png", png(2)).await;
    let out = tempfile::tempdir().unwrap();
    std::fs::write(out.path().join("fox.png"), b"mine").unwrap();
    let assets = [&one, &two];
    let told = exported(
        &shop,
        &assets,
        out.path(),
        ExportShape::Files,
        HowMade::Include,
    );
    assert_eq!(told.await.written, 2);
    assert_eq!(std::fs::read(out.path().join("fox.png")).unwrap(), b"mine");
    let expected = ["fox.png", "fox-2.png", "fox-3.png"].map(str::to_owned);
    assert_eq!(names_in(out.path()), expected.into());
    assert_eq!(std::fs::read(out.path().join("fox-2.png")).unwrap(), png(1));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_everything_and_says_what_it_is() {
    let shop = workshop().await;
    let fox = made(&shop).await;
    let rain = shop.bring("rain.wav", wav(300)).await;
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("out.zip");
    std::fs::write(&target, b"an older one").unwrap();
    let assets = [&fox, &rain, &rain];
    let told = exported(
        &shop,
        &assets,
        &target,
        ExportShape::Archive,
        HowMade::Include,
    )
    .await;
    assert_eq!(
        (told.written, told.target),
        (3, target.display().to_string())
    );
    assert_eq!(names_in(out.path()), ["out.zip".to_owned()].into());
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&target).unwrap()).unwrap();
    let names = names_inside(&archive);
    let expected = [
        "a-fox-in-the-snow.png",
        "rain.wav",
        "rain-2.wav",
        "metadata.json",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
    let mut bytes = Vec::new();
    let mut entry = archive.by_name("rain.wav").unwrap();
    assert_eq!(entry.compression(), zip::CompressionMethod::Stored);
    entry.read_to_end(&mut bytes).unwrap();
    drop(entry);
    assert_eq!(bytes, wav(300));
    let list = archive.by_name("metadata.json").unwrap();
    let list: serde_json::Value = serde_json::from_reader(list).unwrap();
    assert_eq!(list[0]["file"], "a-fox-in-the-snow.png");
    assert_eq!(list[0]["made"]["prompt"], PROMPT);
    assert_eq!(list[1]["made"], serde_json::Value::Null);
    let bare = out.path().join("bare.zip");
    exported(&shop, &[&fox], &bare, ExportShape::Archive, HowMade::Remove).await;
    let archive = zip::ZipArchive::new(std::fs::File::open(&bare).unwrap()).unwrap();
    let expected = ["a-fox-in-the-snow.png"].map(str::to_owned);
    assert_eq!(names_inside(&archive), expected.into());
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_told_and_holds_nothing_back() {
    let shop = workshop().await;
    let gone = shop.bring("gone.png", png(1)).await;
    let there = shop.bring("there.png", png(2)).await;
    let lost = path_of(&shop, &gone).await;
    std::fs::remove_file(lost).unwrap();
    let out = tempfile::tempdir().unwrap();
    for (target, shape) in [
        (out.path().join("files"), ExportShape::Files),
        (out.path().join("out.zip"), ExportShape::Archive),
    ] {
        let told = exported(&shop, &[&gone, &there], &target, shape, HowMade::Include).await;
        assert_eq!(
            (told.written, told.missing),
            (1, vec!["gone.png".to_owned()])
        );
    }
    assert_eq!(
        names_in(&out.path().join("files")),
        ["there.png".to_owned()].into()
    );
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_export_leaves_no_half_of_anything() {
    let shop = workshop().await;
    let first = shop.bring("first.png", png(1)).await;
    let second = shop.bring("second.png", png(2)).await;
    let out = tempfile::tempdir().unwrap();
    for (target, shape, left) in [
        (
            out.path().join("files"),
            ExportShape::Files,
            vec!["first.png"],
        ),
        (
            out.path().join("zips").join("out.zip"),
            ExportShape::Archive,
            vec![],
        ),
    ] {
        let folder = match shape {
            ExportShape::Files => target.clone(),
            ExportShape::Archive => target.parent().unwrap().to_owned(),
        };
        std::fs::create_dir_all(&folder).unwrap();
        let studio = shop.studio.clone();
        let told: Arc<Mutex<Vec<(u32, u32, String)>>> = Arc::default();
        let heard = Arc::clone(&told);
        let stop = move |progress: studio_domain::ExportProgress| {
            let seen = (progress.done, progress.total, progress.name);
            heard.lock().unwrap().push(seen);
            if progress.done == 1 {
                studio.cancel_export(progress.export);
            }
        };
        let ids = vec![first.id, second.id];
        let ended = shop
            .studio
            .export_assets(ids, target, shape, HowMade::Include, stop)
            .await;
        assert_eq!(ended.unwrap_err().code(), ErrorCode::Cancelled);
        let expected = [
            (0, 2, "first.png".to_owned()),
            (1, 2, "second.png".to_owned()),
        ];
        assert_eq!(*told.lock().unwrap(), expected);
        assert_eq!(
            names_in(&folder),
            left.into_iter().map(str::to_owned).collect()
        );
    }
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_is_saved_where_it_is_wanted() {
    let shop = workshop().await;
    let asset = made(&shop).await;
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("fox.png");
    for (how_made, says) in [(HowMade::Include, true), (HowMade::Remove, false)] {
        let saved = shop.studio.export_asset(asset.id, target.clone(), how_made);
        saved.await.unwrap();
        assert_eq!(recipe_of_file(&target).unwrap().is_some(), says);
        assert_eq!(names_in(out.path()).len(), 1);
    }
    assert_eq!(std::fs::read(&target).unwrap(), png(200));
    let nowhere = out.path().join("no").join("folder.png");
    let refused = shop
        .studio
        .export_asset(asset.id, nowhere, HowMade::Include);
    assert!(refused.await.is_err());
    let nothing = AssetId::new(studio_domain::UnixMillis::new(1));
    let refused = shop.studio.export_asset(nothing, target, HowMade::Include);
    assert_eq!(refused.await.unwrap_err().code(), ErrorCode::NotFound);
    shop.studio.stop().await;
}

/// A JPEG with a comment in it.
fn with_comment(text: &str) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(6, 4, image::Rgb([3, 90, 30]));
    let mut jpeg = Cursor::new(Vec::new());
    picture
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .unwrap();
    let jpeg = jpeg.into_inner();
    let size = u16::try_from(text.len() + 2).unwrap().to_be_bytes();
    [
        &jpeg[..2],
        &[0xff, 0xfe],
        &size,
        text.as_bytes(),
        &jpeg[2..],
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_says_how_it_was_made_comes_in_with_that() {
    let shop = workshop().await;
    let said = "ein Fuchs 🦊\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 7, \
        Size: 512x512, Model: dream";
    let file = with_comment(said);
    let Imported::Added { asset } = shop.studio.import_bytes("a.jpg".to_owned(), file).await else {
        panic!("it was not taken");
    };
    let detail = shop.studio.get_asset(asset.id).await.unwrap();
    let expected = Recipe {
        format: RecipeFormat::Automatic1111,
        prompt: Some("ein Fuchs 🦊".to_owned()),
        negative_prompt: Some("blurry".to_owned()),
        model: Some("dream".to_owned()),
        made_with: None,
        params: [
            ("Steps", ParamValue::Integer(20)),
            ("Sampler", ParamValue::Text("Euler a".to_owned())),
            ("Seed", ParamValue::Integer(7)),
            ("Size", ParamValue::Text("512x512".to_owned())),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
    };
    assert_eq!(detail.recipe, Some(expected));
    let plain = shop.bring("plain.png", png(4)).await;
    let detail = shop.studio.get_asset(plain.id).await.unwrap();
    assert_eq!(detail.recipe, None);
    shop.studio.stop().await;
}
