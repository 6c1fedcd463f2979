//! The server that sound and video are played from, reached as a player and as a stranger would.

use studio_domain::BlobHash;
use studio_engine::Studio;

use super::lab;
use crate::wire::{Answer, Request};

async fn with_picture(studio: &Studio) -> BlobHash {
    let id = studio.generate(lab::picture("a red kite")).await.unwrap();
    lab::end_of(studio, id).await.outputs[0].blob
}

/// Asks on a thread of its own, as the runtime must go on serving.
async fn ask(base: &str, path: String, headers: Vec<(&'static str, String)>) -> Answer {
    let address = base
        .trim_start_matches("http://")
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    tokio::task::spawn_blocking(move || {
        let mut request = Request::new("GET", &address, &path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send().unwrap()
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_gets_what_it_asks_for_and_strangers_get_nothing() {
    let folder = lab::folder();
    let studio = lab::open(folder.path()).await;
    let hash = with_picture(&studio).await;
    let base = studio.playback_base();
    let token = base.rsplit('/').next().unwrap().to_owned();
    let path = format!("/{token}/{hash}");

    let whole = ask(&base, path.clone(), vec![]).await;
    assert_eq!(
        (whole.status, whole.header("content-type")),
        (200, Some("image/png"))
    );
    let part = ask(&base, path.clone(), vec![("range", "bytes=0-7".to_owned())]).await;
    assert_eq!(part.status, 206);
    assert_eq!(
        part.body,
        whole.body[..8],
        "a range is that part of the file"
    );

    let foreign = vec![("origin", "https://elsewhere.example".to_owned())];
    assert_eq!(ask(&base, path.clone(), foreign).await.status, 403);
    let renamed = vec![("host", "studio.elsewhere.example".to_owned())];
    assert_eq!(ask(&base, path.clone(), renamed).await.status, 403);
    let wrong_token = "0".repeat(token.len());
    for tricked in [
        format!("/{hash}"),
        format!("/{wrong_token}/{hash}"),
        format!("/{token}/../{token}/{hash}"),
        format!("/{token}/%2e%2e/studio.sqlite"),
        format!("/{token}/{}", "f".repeat(64)),
    ] {
        let answer = ask(&base, tricked.clone(), vec![]).await;
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{tricked}");
    }
    studio.stop().await;
}
