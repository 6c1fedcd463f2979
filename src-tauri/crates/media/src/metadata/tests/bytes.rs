//! What lies beside the picture or the sound, format by format.

use super::*;
use crate::{probe_bytes, sniff_file};

/// A packet as an editor of photographs writes it.
const FOREIGN: &str = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
<dc:rights>Ada</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";

fn segment(content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [b"\xff\xe1".as_slice(), &size, content].concat()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).unwrap().to_be_bytes();
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(data);
    [size.as_slice(), name, data, &sum.finalize().to_be_bytes()].concat()
}

pub(super) fn png_with(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let file = samples::picture(6, 4, ImageFormat::Png);
    let at = 8 + 25;
    [&file[..at], &chunk(name, data), &file[at..]].concat()
}

fn after_start(jpeg: &[u8], content: &[u8]) -> Vec<u8> {
    [&jpeg[..2], &segment(content), &jpeg[2..]].concat()
}

fn riff_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).unwrap().to_le_bytes();
    let mut chunk = [name.as_slice(), &size, data].concat();
    chunk.resize(chunk.len() + chunk.len() % 2, 0);
    chunk
}

fn with_riff_chunk(mut file: Vec<u8>, name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    file.extend(riff_chunk(name, data));
    let size = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&size.to_le_bytes());
    file
}

fn atom(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap();
    [&size.to_be_bytes(), name.as_slice(), content].concat()
}

#[test]
fn a_foreign_packet_stays_beside_ours() {
    let xmp = [
        b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(),
        FOREIGN.as_bytes(),
    ]
    .concat();
    let png = png_with(b"iTXt", &xmp);
    let jpeg = samples::picture(6, 4, ImageFormat::Jpeg);
    let packet = [
        b"http://ns.adobe.com/xap/1.0/\0".as_slice(),
        FOREIGN.as_bytes(),
    ]
    .concat();
    let jpeg = after_start(&jpeg, &packet);
    let wav = with_riff_chunk(samples::wav(8_000, 80), b"_PMX", FOREIGN.as_bytes());
    for file in [png, jpeg, wav] {
        let copy = embedded(&file, "a red fox");
        assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"));
        assert!(contains(&copy, "<dc:rights>Ada</dc:rights>"));
        let clean = stripped(&copy);
        assert!(contains(&clean, "<dc:rights>Ada</dc:rights>"));
        assert!(!contains(&clean, "fox"));
    }
}

#[test]
fn our_part_is_understood_as_another_program_writes_it() {
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
        xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
        xmlns:q='urn:studio.multimodal.app:recipe:1/' q:recipe='{&quot;prompt&quot;:&quot;a &amp; \
        b&quot;}'/></rdf:RDF></x:xmpmeta>";
    let data = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), packet.as_bytes()].concat();
    let file = png_with(b"iTXt", &data);
    assert_eq!(prompt_in(&file).as_deref(), Some("a & b"));
    let clean = stripped(&file);
    assert!(!contains(&clean, "recipe") && told(&clean).is_none());
}

#[test]
fn colour_profile_and_orientation_stay() {
    let turned = samples::turned_jpeg(24, 16, 6);
    let profile = [b"ICC_PROFILE\0\x01\x01".as_slice(), &[9; 200]].concat();
    let size = u16::try_from(profile.len() + 2).unwrap().to_be_bytes();
    let profile = [b"\xff\xe2".as_slice(), &size, &profile].concat();
    let jpeg = [&turned[..2], &profile, &turned[2..]].concat();
    let png = png_with(b"iCCP", b"profile\0\0zipped");
    for (file, kept) in [(jpeg, "ICC_PROFILE"), (png, "profile")] {
        let size = probe_bytes(&file)
            .ok()
            .map(|info| (info.width, info.height));
        for copy in [
            embedded(&file, "a red fox"),
            stripped(&embedded(&file, "a red fox")),
        ] {
            assert!(contains(&copy, kept));
            assert_eq!(
                probe_bytes(&copy)
                    .ok()
                    .map(|info| (info.width, info.height)),
                size
            );
        }
    }
}

#[test]
fn exif_loses_what_tells_and_keeps_the_rest() {
    // Orientation 6, and a user comment as AUTOMATIC1111 writes it.
    let mut comment = b"UNICODE\0".to_vec();
    let text = "a fox\nSteps: 20, Sampler: Euler a, Seed: 7";
    comment.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    let long = u32::try_from(comment.len()).unwrap();
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend_from_slice(b"\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x87\x69\0\x04\0\0\0\x01");
    tiff.extend_from_slice(&38_u32.to_be_bytes());
    tiff.extend_from_slice(&[0; 4]);
    tiff.extend_from_slice(b"\0\x01\x92\x86\0\x07");
    tiff.extend_from_slice(&long.to_be_bytes());
    tiff.extend_from_slice(&56_u32.to_be_bytes());
    tiff.extend_from_slice(&[0; 4]);
    assert_eq!(tiff.len(), 56);
    tiff.extend_from_slice(&comment);
    let jpeg = samples::picture(24, 16, ImageFormat::Jpeg);
    let jpeg = after_start(&jpeg, &[b"Exif\0\0".as_slice(), &tiff].concat());
    let webp = {
        let mut head = riff_chunk(b"VP8X", &[0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let picture = LOSSY_WEBP[12..].to_vec();
        head.extend(picture);
        let file = [b"RIFF\0\0\0\0WEBP".as_slice(), &head].concat();
        with_riff_chunk(file, b"EXIF", &tiff)
    };
    let png = png_with(b"eXIf", &tiff);
    for file in [jpeg, webp, png] {
        let recipe = told(&file).unwrap();
        assert_eq!(recipe.prompt.as_deref(), Some("a fox"));
        assert_eq!(recipe.params.get("Seed"), Some(&ParamValue::Integer(7)));
        let clean = stripped(&file);
        assert_eq!(told(&clean), None);
        let spelt: Vec<u8> = "fox".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!clean.windows(6).any(|window| window == spelt));
        assert_eq!(
            probe_bytes(&clean).map(|info| info.width).ok(),
            probe_bytes(&file).map(|info| info.width).ok()
        );
        // Ours goes beside what is there.
        let copy = embedded(&file, "a red fox");
        assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"));
        assert_eq!(told(&stripped(&copy)), None);
    }
}

#[test]
fn a_plain_webp_is_told_how_large_it_is() {
    let copy = embedded(LOSSY_WEBP, "a red fox");
    assert_eq!(&copy[12..16], b"VP8X");
    assert_eq!(&copy[20..30], [0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let size = u32::from_le_bytes(copy[4..8].try_into().unwrap());
    assert_eq!(size as usize + 8, copy.len());
    let lossless = samples::picture(300, 5, ImageFormat::WebP);
    let copy = embedded(&lossless, "a red fox");
    if &lossless[12..16] == b"VP8L" {
        assert_eq!(&copy[24..30], [43, 1, 0, 4, 0, 0]);
    }
}

#[test]
fn sound_without_a_length_keeps_its_end() {
    for claimed in [u32::MAX, 0] {
        let mut file = samples::wav(8_000, 100);
        let at = file
            .windows(4)
            .position(|window| window == b"data")
            .unwrap();
        file[at + 4..at + 8].copy_from_slice(&claimed.to_le_bytes());
        file[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        let copy = embedded(&file, "a red fox");
        assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"), "{claimed}");
        assert!(copy.ends_with(&file[at..]), "nothing follows the sound");
    }
}

#[test]
fn tags_of_a_song_stay() {
    let frame = |name: &[u8; 4], data: &[u8]| {
        let size = u32::try_from(data.len()).unwrap().to_be_bytes();
        [name.as_slice(), &size, &[0, 0], data].concat()
    };
    for major in [3, 4] {
        let title = frame(b"TIT2", b"\x03Foxes");
        let prompt = frame(
            b"TXXX",
            b"\x03prompt\0{\"1\":{\"class_type\":\"X\",\"inputs\":{}}}",
        );
        let body = [title, prompt, vec![0; 30]].concat();
        let size = u8::try_from(body.len()).unwrap();
        assert!(size < 128);
        let tag = [b"ID3".as_slice(), &[major, 0, 0, 0, 0, 0, size], &body].concat();
        let file = [tag, samples::mp3(6)].concat();
        let copy = embedded(&file, "a red fox");
        assert_eq!(copy[3], major);
        assert!(contains(&copy, "Foxes") && contains(&copy, "class_type"));
        assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"));
        let clean = stripped(&copy);
        assert!(contains(&clean, "Foxes") && !contains(&clean, "class_type"));
        assert!(clean.ends_with(&samples::mp3(6)));
        assert!(!contains(&clean, "red fox"));
    }
}

#[test]
fn nothing_in_a_film_moves() {
    let file = samples::mp4(Some((64, 36)), 500);
    let packet = |text: &str| {
        let name = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
        atom(b"uuid", &[name.as_slice(), text.as_bytes()].concat())
    };
    // A packet of another program before the samples becomes room that nothing is in.
    let ftyp = u32::from_be_bytes(file[..4].try_into().unwrap()) as usize;
    let foreign = packet(FOREIGN);
    let early = [&file[..ftyp], &foreign, &file[ftyp..]].concat();
    let copy = embedded(&early, "a red fox");
    assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"));
    assert!(contains(&copy, "<dc:rights>Ada</dc:rights>"));
    let samples_at = ftyp + foreign.len();
    assert!(copy[samples_at..early.len()] == early[samples_at..]);
    assert_eq!(&copy[ftyp + 4..ftyp + 8], b"free");
    // The table of a film in pieces is looked for at the very end.
    let table = atom(b"mfra", &[0; 24]);
    let pieces = [file.clone(), table.clone()].concat();
    let copy = embedded(&pieces, "a red fox");
    assert!(copy.ends_with(&table) && copy.starts_with(&file));
    assert!(stripped(&copy) == pieces);
    // A last part that goes to the end of the file gets an end of its own.
    let at = file
        .windows(4)
        .position(|window| window == b"moov")
        .unwrap()
        - 4;
    let mut open = file.clone();
    open[at..at + 4].fill(0);
    let copy = embedded(&open, "a red fox");
    assert!(copy.starts_with(&file));
    assert_eq!(prompt_in(&copy).as_deref(), Some("a red fox"));
}

#[test]
fn tags_of_a_film_are_read_and_blanked_where_they_lie() {
    let graph = "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":5,\"steps\":4,\
        \"positive\":[\"6\",0]}},\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":\
        {\"text\":\"a fox runs\"}}}";
    let key = [
        &20_u32.to_be_bytes()[..3],
        &[14],
        b"mdta".as_slice(),
        b"prompt",
    ]
    .concat();
    let keys = [[0; 4].as_slice(), &1_u32.to_be_bytes(), &key].concat();
    let data = [&[0, 0, 0, 1, 0, 0, 0, 0], graph.as_bytes()].concat();
    let item = atom(&[0, 0, 0, 1], &atom(b"data", &data));
    let hdlr = atom(b"hdlr", b"\0\0\0\0\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let meta = [hdlr, atom(b"keys", &keys), atom(b"ilst", &item)].concat();
    let plain = samples::mp4(Some((64, 36)), 500);
    for meta in [
        atom(b"meta", &meta),
        atom(
            b"udta",
            &atom(b"meta", &[&[0; 4], meta.as_slice()].concat()),
        ),
    ] {
        let at = plain
            .windows(4)
            .position(|window| window == b"moov")
            .unwrap()
            - 4;
        let movie = [&plain[at + 8..], &meta].concat();
        let file = [&plain[..at], &atom(b"moov", &movie)].concat();
        let recipe = told(&file).unwrap();
        assert_eq!(recipe.prompt.as_deref(), Some("a fox runs"));
        let clean = stripped(&file);
        assert_eq!(clean.len(), file.len());
        assert_eq!(told(&clean), None);
        assert!(!contains(&clean, "fox") && probe_bytes(&clean).is_ok());
    }
}

#[test]
fn the_name_of_a_file_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sound.mp3");
    let copy = embedded(&samples::picture(6, 4, ImageFormat::Png), "a red fox");
    std::fs::write(&path, copy).unwrap();
    assert_eq!(sniff_file(&path).unwrap(), "image/png");
    let recipe = super::super::recipe_of_file(&path).unwrap().unwrap();
    assert_eq!(recipe.prompt.as_deref(), Some("a red fox"));
    assert!(super::super::recipe_of_file(&folder.path().join("none")).is_err());
}
