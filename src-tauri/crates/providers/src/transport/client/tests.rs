use http::header::AUTHORIZATION;

use super::*;

#[tokio::test]
async fn key_and_headers_stay_at_the_configured_origin() {
    let client = HttpClient::new(HttpConfig::default()).unwrap();
    let home = Url::parse("https://api.example.com/v1").unwrap();
    let mut key = HeaderValue::from_static("Bearer secret");
    key.set_sensitive(true);
    let call = Call {
        method: Method::GET,
        url: home.join("/v1/models").unwrap(),
        headers: HeaderMap::from_iter([(
            HeaderName::from_static("x-organisation"),
            HeaderValue::from_static("mine"),
        )]),
        travelling_headers: HeaderMap::new(),
        key: Some(Key::Header(AUTHORIZATION, key)),
        payload: Payload::Nothing,
        accept: HeaderValue::from_static("application/json"),
        home,
        other_homes: vec![Url::parse("https://upload.example.com").unwrap()],
        home_domain: Some("example.org".to_owned()),
        first_byte: None,
        who: "Example".to_owned(),
    };
    let secrets = async |address: &str| {
        let url = Url::parse(address).unwrap();
        let request = call
            .request(&client.clients(), &url)
            .await
            .unwrap()
            .build()
            .unwrap();
        let has = |name: &str| request.headers().contains_key(name);
        (has("authorization"), has("x-organisation"))
    };
    for home in [
        "https://api.example.com/elsewhere",
        "https://upload.example.com/files",
        "https://eu2.api.example.org/jobs/1",
    ] {
        assert_eq!(secrets(home).await, (true, true), "{home}");
    }
    for foreign in [
        "https://cdn.example.com/v1/models",
        "https://api.example.com:444/v1/models",
        "http://api.example.com/v1/models",
        "http://eu2.example.org/jobs/1",
        "https://eu2.example.org:8443/jobs/1",
        "https://evil-example.org/jobs/1",
    ] {
        assert_eq!(secrets(foreign).await, (false, false), "{foreign}");
    }
    assert!(
        !format!("{call:?}").contains("secret"),
        "the key is printed"
    );
}

#[tokio::test]
async fn a_key_in_the_address_stays_at_the_configured_origin() {
    let client = HttpClient::new(HttpConfig::default()).unwrap();
    let home = Url::parse("https://api.example.com/v1").unwrap();
    let call = Call {
        method: Method::GET,
        url: home.clone(),
        headers: HeaderMap::new(),
        travelling_headers: HeaderMap::new(),
        key: Some(Key::Query(
            "key".to_owned(),
            Secret::new("s3cret&".to_owned()),
        )),
        payload: Payload::Nothing,
        accept: HeaderValue::from_static("*/*"),
        home,
        other_homes: Vec::new(),
        home_domain: None,
        first_byte: None,
        who: "Example".to_owned(),
    };
    let sent = async |address: &str| {
        let url = Url::parse(address).unwrap();
        let request = call
            .request(&client.clients(), &url)
            .await
            .unwrap()
            .build()
            .unwrap();
        request.url().query().map(str::to_owned)
    };
    assert_eq!(
        sent("https://api.example.com/a?b=c").await.as_deref(),
        Some("b=c&key=s3cret%26")
    );
    assert_eq!(sent("https://cdn.example.com/a").await, None);
    assert!(
        !format!("{call:?}").contains("s3cret"),
        "the key is printed"
    );
}
