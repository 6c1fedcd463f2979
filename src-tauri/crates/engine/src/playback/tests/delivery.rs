//! What is delivered, and how.

use proptest::prelude::*;

use super::*;

#[tokio::test]
async fn a_known_file_is_delivered_whole() {
    let setup = Setup::start().await;
    let answer = setup.get("").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, *CONTENT);
    for (name, value) in [
        ("content-type", "audio/wav"),
        ("content-length", "200000"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("etag", &format!("\"{HASH}\"")),
        ("vary", "origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn the_address_is_built_from_what_the_server_tells() {
    let setup = Setup::start().await;
    let base = setup.playback.base();
    let rest = base.strip_prefix(&setup.playback.origin()).unwrap();
    let answer = setup.ask("GET", &format!("{rest}/{HASH}"), "").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn every_start_has_its_own_token_and_hides_it() {
    let (one, other) = (Setup::start().await, Setup::start().await);
    assert_ne!(one.playback.token, other.playback.token);
    assert_eq!(one.playback.token.len(), 64);
    assert!(!format!("{:?}", one.playback).contains(&one.playback.token));
}

#[tokio::test]
async fn head_tells_all_and_sends_nothing() {
    let setup = Setup::start().await;
    let answer = setup.ask("HEAD", &setup.target(&HASH), "").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(answer.header("content-length"), Some("200000"));
}

#[tokio::test]
async fn one_connection_answers_several_requests() {
    let setup = Setup::start().await;
    let mut stream = setup.connect().await;
    let host = &setup.playback.host;
    for start in [0, 70_000] {
        let range = format!("Range: bytes={start}-{}", start + 99);
        let target = setup.target(&HASH);
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n{range}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
            bytes.push(stream.read_u8().await.unwrap());
        }
        assert_eq!(Answer::parse(&bytes).status, 206);
        let mut body = [0; 100];
        stream.read_exact(&mut body).await.unwrap();
        assert_eq!(body, CONTENT[start..start + 100]);
    }
}

#[tokio::test]
async fn a_range_beyond_the_end_is_told_so() {
    let setup = Setup::start().await;
    let answer = setup.get("Range: bytes=200000-\r\n").await;
    assert_eq!((answer.status, answer.body.len()), (416, 0));
    assert_eq!(answer.header("content-range"), Some("bytes */200000"));
}

#[tokio::test]
async fn a_range_of_another_copy_gives_the_whole_file() {
    let setup = Setup::start().await;
    let range = "Range: bytes=0-9\r\n";
    let same = setup.get(&format!("{range}If-Range: \"{HASH}\"\r\n")).await;
    assert_eq!((same.status, same.body.len()), (206, 10));
    let other = setup.get(&format!("{range}If-Range: \"{GONE}\"\r\n")).await;
    assert_eq!((other.status, other.body.len()), (200, CONTENT.len()));
}

#[tokio::test]
async fn an_unknown_file_is_not_found() {
    let setup = Setup::start().await;
    let unknown = BlobHash::new([1; 32]);
    assert_eq!(
        setup.ask("GET", &setup.target(&unknown), "").await.status,
        404
    );
}

#[tokio::test]
async fn a_file_that_is_gone_or_cut_off_is_never_announced() {
    let setup = Setup::start().await;
    for method in ["GET", "HEAD"] {
        assert_eq!(
            setup.ask(method, &setup.target(&GONE), "").await.status,
            404
        );
        assert_eq!(setup.ask(method, &setup.target(&CUT), "").await.status, 500);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_range_gives_that_slice_of_the_file(
        first in 0_usize..200_000,
        length in 1_usize..200_000,
        form in 0..3,
    ) {
        let end = (first + length).min(CONTENT.len());
        let (range, expected) = match form {
            0 => (format!("{first}-{}", first + length - 1), &CONTENT[first..end]),
            1 => (format!("{first}-"), &CONTENT[first..]),
            _ => (format!("-{length}"), &CONTENT[CONTENT.len() - length..]),
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let answer = runtime.block_on(async {
            let setup = Setup::start().await;
            setup.get(&format!("Range: bytes={range}\r\n")).await
        });
        prop_assert_eq!(answer.status, 206);
        prop_assert!(answer.body == expected, "bytes={range} gave {} bytes", answer.body.len());
        let length = expected.len().to_string();
        prop_assert_eq!(answer.header("content-length"), Some(length.as_str()));
    }
}
