//! What is written comes back, and nothing else changes.

use image::{DynamicImage, ImageReader};
use proptest::prelude::*;
use studio_domain::{MadeWith, Modality, ProviderId};

use super::*;
use crate::probe_bytes;

/// What is seen or heard of a file.
fn content(name: &str, bytes: &[u8]) -> Vec<u8> {
    match name {
        "wav" => {
            let at = bytes
                .windows(4)
                .position(|window| window == b"data")
                .unwrap();
            let size = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap());
            bytes[at + 8..at + 8 + size as usize].to_vec()
        }
        "mp3" => {
            let at = bytes
                .windows(4)
                .position(|window| window == b"\xff\xfb\x90\x00")
                .unwrap();
            bytes[at..].to_vec()
        }
        // Samples are found by where they lie, so they must lie where they lay.
        "film" | "m4a" => bytes[..bytes.len().min(samples::mp4(None, 500).len())].to_vec(),
        _ => pixels(bytes).into_bytes(),
    }
}

fn pixels(bytes: &[u8]) -> DynamicImage {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    reader.unwrap().decode().unwrap()
}

#[test]
fn every_format_tells_everything_and_keeps_what_is_seen_and_heard() {
    for (name, file) in files() {
        let copy = embedded(&file, "a red fox");
        let recipe = told(&copy).unwrap_or_else(|| panic!("{name} tells nothing"));
        assert_eq!(recipe.prompt.as_deref(), Some("a red fox"), "{name}");
        assert_eq!(recipe.model.as_deref(), Some("Painter 2"), "{name}");
        assert_eq!(recipe.params, provenance("").params, "{name}");
        let made_with = MadeWith {
            provider_id: ProviderId::new("workshop"),
            model_id: "painter/v2".to_owned(),
            kind: Modality::Image,
        };
        assert_eq!(recipe.made_with, Some(made_with), "{name}");
        assert!(
            content(name, &copy) == content(name, &file),
            "{name} is another now"
        );
        let (before, after) = (probe_bytes(&file).unwrap(), probe_bytes(&copy).unwrap());
        assert_eq!(after, before, "{name}");
        assert!(contains(&copy, "trainedAlgorithmicMedia"), "{name}");
    }
}

#[test]
fn a_second_time_replaces_the_first() {
    for (name, file) in files() {
        let once = embedded(&file, "a red fox");
        let twice = embedded(&once, "a blue jay");
        assert_eq!(prompt_in(&twice).as_deref(), Some("a blue jay"), "{name}");
        assert!(!contains(&twice, "red fox"), "{name}");
        let again = embedded(&twice, "a red fox");
        assert!(
            again == once,
            "{name} gathers what is left of earlier times"
        );
    }
}

#[test]
fn stripping_gives_the_file_back_as_it_was() {
    for (name, file) in files() {
        let clean = stripped(&embedded(&file, "a red fox"));
        assert_eq!(told(&clean), None, "{name}");
        for word in ["fox", "Painter", "workshop", "studio"] {
            assert!(!contains(&clean, word), "{name} says {word} still");
        }
        assert!(content(name, &clean) == content(name, &file), "{name}");
        if !name.contains("webp") {
            assert!(clean == file, "{name} is not what it was");
        }
    }
}

#[test]
fn what_has_nothing_to_strip_stays_as_it_is() {
    for (name, file) in files() {
        assert!(stripped(&file) == file, "{name}");
    }
}

#[test]
fn formats_without_a_place_are_copied_as_they_are() {
    let others = [
        samples::animation(8, 8, 2),
        samples::webm(Some((64, 36)), Some(500.0), 5),
        samples::ogg_opus(4_800),
        samples::SVG.to_vec(),
    ];
    for file in others {
        let (copy, told) = copied(&file, Telling::Embed(&provenance("a red fox")));
        assert!(!told && copy == file);
    }
}

#[test]
fn a_hundred_kilobytes_of_prompt_fit() {
    let prompt = "a “quoted” 狐\n<fox> & 🦊 ".repeat(4_000);
    assert!(prompt.len() > 100_000);
    for (name, file) in files() {
        let copy = embedded(&file, &prompt);
        assert!(
            prompt_in(&copy).as_deref() == Some(prompt.as_str()),
            "{name}"
        );
        assert!(content(name, &copy) == content(name, &file), "{name}");
        let short = embedded(&copy, "short");
        assert_eq!(prompt_in(&short).as_deref(), Some("short"), "{name}");
        assert!(
            short.len() < file.len() + 4_000,
            "{name} keeps the long one"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_words_come_back(
        prompt in prop_oneof![
            any::<String>(),
            "[\"\\\\<>&'\u{0}-\u{1f}\u{fffe}\u{ffff}\u{feff}🦊狐é\n\r\t ]{0,60}",
        ],
        value in any::<String>(),
        which in 0..10_usize,
    ) {
        let (name, file) = files().swap_remove(which);
        let mut provenance = provenance(&prompt);
        provenance.params.insert("style".to_owned(), ParamValue::Text(value.clone()));
        provenance.params.insert("negative_prompt".to_owned(), ParamValue::Text(prompt.clone()));
        let (copy, _) = copied(&file, Telling::Embed(&provenance));
        let recipe = told(&copy).expect(name);
        // What says nothing is no prompt, and the database cannot hold a zero.
        let expected = prompt.replace('\0', "");
        let expected = (!expected.trim().is_empty()).then_some(expected);
        prop_assert_eq!(&recipe.prompt, &expected);
        prop_assert_eq!(&recipe.negative_prompt, &expected);
        prop_assert_eq!(recipe.params.get("style"), Some(&ParamValue::Text(value)));
        prop_assert!(content(name, &copy) == content(name, &file));
    }
}
