//! What is refused, and who is hung up on.

use std::time::Duration;

use tokio::time::timeout;

use super::*;

#[tokio::test]
async fn other_methods_are_refused_before_anything_is_looked_for() {
    let setup = Setup::start().await;
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND",
    ] {
        let answer = setup.ask(method, &setup.target(&HASH), "").await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn a_wrong_token_is_not_found() {
    let setup = Setup::start().await;
    let token = &setup.playback.token;
    let last = if token.ends_with('0') { "1" } else { "0" };
    for wrong in [
        "0".repeat(64),
        format!("{}{last}", &token[..63]),
        token[..63].to_owned(),
        format!("{token}0"),
        token.to_uppercase() + "x",
        String::new(),
    ] {
        let answer = setup.ask("GET", &format!("/{wrong}/{HASH}"), "").await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn tricks_with_the_path_reach_no_file() {
    let setup = Setup::start().await;
    let (token, origin) = (&setup.playback.token, setup.playback.origin());
    let upper = HASH.to_string().to_uppercase();
    for target in [
        "/".to_owned(),
        "*".to_owned(),
        "/..".to_owned(),
        "//etc/passwd".to_owned(),
        format!("/{token}"),
        format!("/{token}/"),
        format!("/{token}/../{HASH}"),
        format!("/{token}/../../../../etc/passwd"),
        format!("/{token}/%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
        format!("/{token}/..%5c..%5cboot.ini"),
        format!("/{token}%2f{HASH}"),
        format!("/{token}//{HASH}"),
        format!("//{token}/{HASH}"),
        format!("/{token}/{HASH}/"),
        format!("/{token}/{HASH}/extra"),
        format!("/{token}/{HASH}?"),
        format!("/{token}/{HASH}?x=/../"),
        format!("/{token}/{HASH}%00"),
        format!("/{token}/{HASH}\0"),
        format!("/{token}/{upper}"),
        format!("/{token}/{HASH}.wav"),
        format!("/./{token}/{HASH}"),
        format!("/x/../{token}/{HASH}"),
        format!("{origin}/{token}/{HASH}"),
        format!("http://elsewhere.example/{token}/{HASH}"),
        format!("/{token}/{}", "a".repeat(9_000)),
    ] {
        let answer = setup.ask("GET", &target, "").await;
        let refused = matches!(answer.status, 400 | 404 | 414 | 431);
        assert!(
            refused,
            "{} got {}",
            &target[..target.len().min(150)],
            answer.status
        );
        assert_eq!(setup.asked(), 0, "{target:.150} was looked for");
    }
}

#[tokio::test]
async fn an_endless_path_is_hung_up_on() {
    let setup = Setup::start().await;
    let request = setup.request("GET", &format!("/{}", "../".repeat(200_000)), "");
    let mut stream = setup.connect().await;
    let mut answer = Vec::new();
    // The server may hang up while this is still being sent, and then either side may fail.
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.read_to_end(&mut answer).await;
    if !answer.is_empty() {
        assert!(matches!(Answer::parse(&answer).status, 414 | 431));
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn another_name_for_this_computer_is_refused() {
    let setup = Setup::start().await;
    let port = setup.playback.host.split_once(':').unwrap().1;
    let (target, host) = (setup.target(&HASH), &setup.playback.host);
    for hosts in [
        String::new(),
        format!("Host: localhost:{port}\r\n"),
        format!("Host: rebound.example:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        format!("Host: 127.0.0.1.:{port}\r\n"),
        format!("Host: [::1]:{port}\r\n"),
        format!("Host: {host}\r\nHost: rebound.example\r\n"),
        format!("Host: rebound.example\r\nX-Forwarded-Host: {host}\r\n"),
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nConnection: close\r\n{hosts}\r\n");
        let answer = setup.raw(request.as_bytes()).await;
        assert!(
            matches!(answer.status, 400 | 403),
            "{hosts:?} got {}",
            answer.status
        );
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let setup = Setup::start().await;
    for headers in [
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: tauri://localhost.evil.example\r\n",
        "Origin: tauri://localhost\r\nOrigin: https://evil.example\r\n",
        "Referer: https://evil.example/page\r\n",
        "Referer: http://tauri.localhost.evil.example/\r\n",
        "Origin: tauri://localhost\r\nReferer: https://evil.example/\r\n",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n",
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: script\r\n",
    ] {
        let answer = setup.get(headers).await;
        assert_eq!(answer.status, 403, "{headers}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{headers}"
        );
        assert!(answer.body.is_empty());
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn the_apps_own_page_may_play_and_read() {
    let setup = Setup::start().await;
    for (headers, may_read) in [
        (
            "Origin: tauri://localhost\r\nSec-Fetch-Dest: empty\r\n",
            Some(PAGE),
        ),
        (
            "Referer: http://tauri.localhost/library?id=1\r\nSec-Fetch-Dest: video\r\n",
            None,
        ),
        (
            "Referer: tauri://localhost\r\nSec-Fetch-Site: cross-site\r\n",
            None,
        ),
    ] {
        let answer = setup.get(headers).await;
        assert_eq!(answer.status, 200, "{headers}");
        assert_eq!(answer.header("access-control-allow-origin"), may_read);
        assert_eq!(answer.header("vary"), Some("origin"));
    }
}

#[tokio::test]
async fn whoever_does_not_finish_asking_is_hung_up_on() {
    let head = Duration::from_millis(50);
    let setup = Setup::with(Limits {
        head,
        ..Limits::default()
    })
    .await;
    for beginning in ["", "GET /", "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "] {
        let mut stream = setup.connect().await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
    }
    assert_eq!(setup.asked(), 0);
}

#[tokio::test]
async fn whoever_has_nothing_more_to_ask_is_hung_up_on() {
    let head = Duration::from_millis(50);
    let setup = Setup::with(Limits {
        head,
        ..Limits::default()
    })
    .await;
    let (target, host) = (setup.target(&HASH), &setup.playback.host);
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let answer = setup.raw(request.as_bytes()).await;
    assert_eq!(answer.body.len(), CONTENT.len());
}

#[tokio::test]
async fn a_connection_beyond_the_limit_waits_for_a_place() {
    let setup = Setup::with(Limits {
        connections: 2,
        ..Limits::default()
    })
    .await;
    let holders = [setup.connect().await, setup.connect().await];
    let waiting = setup.get("");
    let mut waiting = std::pin::pin!(waiting);
    let early = timeout(Duration::from_millis(100), waiting.as_mut()).await;
    assert!(early.is_err(), "a third connection was served");
    drop(holders);
    assert_eq!(waiting.await.status, 200);
}

#[tokio::test]
async fn dropping_the_server_hangs_up_and_frees_the_port() {
    let setup = Setup::start().await;
    let mut idle = setup.connect().await;
    let host = setup.playback.host.clone();
    drop(setup);
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
    while TcpStream::connect(&host).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
