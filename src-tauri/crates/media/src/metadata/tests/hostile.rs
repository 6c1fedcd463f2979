//! Files that mean harm, and files that are broken.

use proptest::prelude::*;

use super::bytes::png_with;
use super::*;

fn text(key: &str, text: &str) -> Vec<u8> {
    png_with(b"tEXt", &[key.as_bytes(), b"\0", text.as_bytes()].concat())
}

#[test]
fn a_graph_that_runs_in_a_circle_ends() {
    let graph = r#"{"1":{"class_type":"KSampler","inputs":{"seed":1,"steps":["1",0],
        "positive":["2",0],"negative":["3",0],"model":["2",0],"latent_image":["3",0]}},
        "2":{"class_type":"A","inputs":{"x":["3",0],"positive":["2",0]}},
        "3":{"class_type":"B","inputs":{"y":["2",0],"z":["1",0]}}}"#;
    let recipe = told(&text("prompt", graph)).unwrap();
    assert_eq!((recipe.prompt, recipe.model), (None, None));
    assert_eq!(recipe.params.get("seed"), Some(&ParamValue::Integer(1)));
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert_eq!(told(&text("prompt", &deep)), None);
    let many: Vec<String> = (0..5_000).map(|n| format!("k{n}: {n}")).collect();
    let line = format!("a fox\nSteps: 2, Seed: 3, {}", many.join(", "));
    let recipe = told(&text("parameters", &line)).unwrap();
    assert!(recipe.params.len() <= 200);
    let long = "fox ".repeat(2_000_000);
    let recipe = told(&text("parameters", &long)).unwrap();
    assert_eq!(recipe.prompt.unwrap().chars().count(), 1_000_000);
    let huge = "x".repeat(20_000_000);
    assert_eq!(told(&text("parameters", &huge)), None);
}

#[test]
fn a_text_that_unpacks_to_no_end_is_cut() {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..40 {
        packed.write_all(&[b'f'; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let file = png_with(b"zTXt", &[b"parameters\0\0".as_slice(), &packed].concat());
    let recipe = told(&file).unwrap();
    assert_eq!(recipe.prompt.unwrap().chars().count(), 1_000_000);
}

#[test]
fn an_own_object_with_nonsense_in_it_tells_what_makes_sense() {
    let json = r#"{"version":9,"kind":"hologram","provider_id":"x","model_id":"y","prompt":"a fox",
        "params":{"seed":1e400,"steps":18446744073709551615,"size":[1],"cfg":7.5,"":1}}"#;
    let packet =
        format!("<x xmlns:s='urn:studio.multimodal.app:recipe:1/'><s:recipe>{json}</s:recipe></x>");
    let data = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), packet.as_bytes()].concat();
    let told = told(&png_with(b"iTXt", &data));
    // A number that JSON cannot hold makes it no JSON.
    assert_eq!(told, None);
    let packet = packet.replace("1e400", "3");
    let data = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), packet.as_bytes()].concat();
    let recipe = super::told(&png_with(b"iTXt", &data)).unwrap();
    assert_eq!(recipe.made_with, None);
    assert_eq!(recipe.prompt.as_deref(), Some("a fox"));
    let kept: Vec<&str> = recipe.params.keys().map(String::as_str).collect();
    assert_eq!(kept, ["cfg", "seed", "steps"]);
    let large = ParamValue::Text("18446744073709551615".to_owned());
    assert_eq!(recipe.params.get("steps"), Some(&large));
}

fn magics() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        b"\x89PNG\r\n\x1a\n".to_vec(),
        b"\xff\xd8\xff\xe1".to_vec(),
        b"RIFF\x40\0\0\0WEBPVP8X".to_vec(),
        b"RIFF\x40\0\0\0WAVEfmt ".to_vec(),
        b"ID3\x04\0\0".to_vec(),
        b"ID3\x03\0\xc0".to_vec(),
        b"\0\0\0\x08ftyp".to_vec(),
        b"\xff\xd8\xff\xe1\x00\x40Exif\0\0II\x2a\0".to_vec(),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(magic in magics(), rest in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [magic, rest].concat();
        let _ = told(&bytes);
        let _ = copied(&bytes, Telling::Embed(&provenance("a fox")));
        let _ = stripped(&bytes);
    }

    #[test]
    fn no_cut_and_no_flipped_byte_makes_it_panic(
        which in 0..10_usize,
        cut in 0..10_000_usize,
        flips in prop::collection::vec((0..10_000_usize, any::<u8>()), 0..4),
    ) {
        let (_, file) = files().swap_remove(which);
        let mut bytes = embedded(&file, "a red fox");
        for (at, value) in flips {
            let at = at * bytes.len() / 10_000;
            bytes[at] = value;
        }
        bytes.truncate(bytes.len() * cut / 10_000 + 1);
        let _ = told(&bytes);
        let _ = copied(&bytes, Telling::Embed(&provenance("a fox")));
        let _ = stripped(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(
        key in prop::sample::select(vec![
            "parameters", "prompt", "workflow", "dream", "sd-metadata", "invokeai_metadata", "x",
        ]),
        said in prop_oneof![
            any::<String>(),
            "[\\[\\]{}\":,a-z0-9 \n-]{0,80}",
            "a\nSteps: [0-9]{1,3}, (Seed|Model|X): [\"\\\\a-z,: ]{0,30}",
            "\"[a-z\\[\\] ]{0,20}\" (-[sSWHCAf] ?[0-9.a-z]{0,6} ?){0,5}",
        ],
    ) {
        let said = said.replace('\0', "");
        let _ = told(&text(key, &said));
        let _ = stripped(&text(key, &said));
    }
}
