//! The way out as Settings changes it.

use studio_domain::{
    ErrorCode, KeyStatus, KeyStorage, ManualProxy, NetworkSettings, ProviderId, ProxyKind,
    ProxySetting, Route, RouteTarget, Secret, Timeouts,
};

use crate::desk::{AskedServer, Desk};

fn through(port: u16, username: Option<&str>) -> NetworkSettings {
    NetworkSettings {
        proxy: ProxySetting::Manual {
            proxy: ManualProxy {
                kind: ProxyKind::Http,
                host: "127.0.0.1".to_owned(),
                port,
                username: username.map(str::to_owned),
                bypass: Vec::new(),
            },
        },
        ..NetworkSettings::default()
    }
}

async fn closed_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

fn to(url: &str) -> RouteTarget {
    RouteTarget::Address {
        url: url.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_out_is_kept_and_used_again_after_a_restart() {
    let mut desk = Desk::open().await;
    let port = closed_port().await;
    desk.studio
        .set_network_settings(through(port, None))
        .await
        .unwrap();
    for _ in 0..2 {
        let network = desk.studio.get_network_settings().await.unwrap();
        assert_eq!(network.settings, through(port, None));
        assert_eq!(network.proxy_password, KeyStatus::NotNeeded);
        let test = desk
            .studio
            .test_route(to("http://service.example"))
            .await
            .unwrap();
        let address = format!("http://127.0.0.1:{port}");
        assert_eq!(test.route, Route::Proxy { address });
        assert_eq!(test.problem.unwrap().code, ErrorCode::Offline);
        desk.reopen().await;
    }
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_in_a_sentence_and_changes_nothing() {
    let desk = Desk::open().await;
    let note = desk.folder.path().join("note.pem");
    std::fs::write(&note, "not a certificate").unwrap();
    let note = note.to_str().unwrap();
    let files = |path: &str| NetworkSettings {
        certificate_files: vec![path.to_owned()],
        ..NetworkSettings::default()
    };
    let impatient = NetworkSettings {
        timeouts: Timeouts {
            connect_s: 0,
            ..Timeouts::default()
        },
        ..NetworkSettings::default()
    };
    let mut nameless = through(80, None);
    if let ProxySetting::Manual { proxy } = &mut nameless.proxy {
        proxy.host = "http://proxy".to_owned();
    }
    for (settings, word) in [
        (files(note), "note.pem"),
        (files("/nowhere/ca.pem"), "/nowhere/ca.pem"),
        (files(desk.folder.path().to_str().unwrap()), "not a file"),
        (impatient, "not a time"),
        (nameless, "http://proxy"),
    ] {
        let refused = desk.studio.set_network_settings(settings).await;
        let problem = refused.unwrap_err().problem();
        assert_eq!(problem.code, ErrorCode::InvalidInput, "{problem:?}");
        assert!(problem.message.contains(word), "{problem:?}");
        assert!(problem.hint.is_some(), "{problem:?}");
    }
    let network = desk.studio.get_network_settings().await.unwrap();
    assert_eq!(network.settings, NetworkSettings::default());
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_file_that_vanished_is_shown_and_breaks_nothing_else() {
    let (mut desk, service) = (Desk::open().await, AskedServer::start().await);
    let file = desk.folder.path().join("authority.pem");
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
    let settings = NetworkSettings {
        certificate_files: vec![file.to_str().unwrap().to_owned()],
        ..NetworkSettings::default()
    };
    desk.studio.set_network_settings(settings).await.unwrap();
    let known = desk
        .studio
        .get_network_settings()
        .await
        .unwrap()
        .certificates;
    assert_eq!((known[0].certificates, &known[0].problem), (1, &None));
    std::fs::remove_file(&file).unwrap();
    desk.reopen().await;
    let known = desk
        .studio
        .get_network_settings()
        .await
        .unwrap()
        .certificates;
    assert_eq!(known[0].certificates, 0);
    let problem = known[0].problem.clone().unwrap();
    assert!(problem.message.contains("authority.pem"), "{problem:?}");
    desk.connect(&service, AskedServer::CHAT).await;
    desk.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxys_password_is_kept_where_keys_are() {
    let desk = Desk::open().await;
    let studio = &desk.studio;
    let password = || Secret::new("open-sesame-4711".to_owned());
    let early = studio.set_proxy_password(password()).await.unwrap_err();
    assert_eq!(early.code(), ErrorCode::Conflict, "no proxy asks for one");
    let port = closed_port().await;
    if studio.key_storage().await != KeyStorage::Keychain {
        let kept = studio
            .create_sealed_file(Secret::new("a long passphrase".to_owned()))
            .await;
        kept.unwrap();
    }
    studio
        .set_network_settings(through(port, Some("me")))
        .await
        .unwrap();
    let status = || async { studio.get_network_settings().await.unwrap().proxy_password };
    assert_eq!(status().await, KeyStatus::Missing { required: true });
    studio.set_proxy_password(password()).await.unwrap();
    let last_four = Some("4711".to_owned());
    assert_eq!(status().await, KeyStatus::Set { last_four });
    // Another proxy is not told the password of this one.
    studio
        .set_network_settings(through(closed_port().await, Some("me")))
        .await
        .unwrap();
    assert_eq!(status().await, KeyStatus::Missing { required: true });
    studio
        .set_network_settings(through(port, Some("me")))
        .await
        .unwrap();
    studio
        .set_proxy_password(Secret::new(String::new()))
        .await
        .unwrap();
    assert_eq!(status().await, KeyStatus::Missing { required: true });
    studio.stop().await;
    for entry in std::fs::read_dir(desk.folder.path()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let found = bytes.windows(11).any(|it| it == b"open-sesame");
        assert!(!found, "the password is in {}", entry.path().display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_is_tried_to_a_provider_or_an_address() {
    let (desk, service) = (Desk::open().await, AskedServer::start().await);
    let model = desk.connect(&service, AskedServer::CHAT).await;
    let target = |id: &ProviderId| RouteTarget::Provider {
        provider_id: id.clone(),
    };
    let test = desk
        .studio
        .test_route(target(&model.provider_id))
        .await
        .unwrap();
    assert_eq!(test.status, Some(404), "the base itself answers nothing");
    assert!(matches!(test.route, Route::Direct { addresses } if addresses == ["127.0.0.1"]));
    let own = desk
        .studio
        .test_route(target(&ProviderId::new("sample")))
        .await;
    assert_eq!(own.unwrap_err().code(), ErrorCode::Conflict);
    let wrong = desk.studio.test_route(to("somewhere")).await;
    assert_eq!(wrong.unwrap_err().code(), ErrorCode::InvalidInput);
    desk.studio.stop().await;
}
