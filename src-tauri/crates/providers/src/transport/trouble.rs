//! What went wrong on the way to a server, in plain words.

use std::error::Error;

use url::Url;

use super::address_guard::PrivateAddress;
use super::client::{Call, place_of};
use super::proxies::shown;
use crate::error::{ProviderError, ProviderErrorKind, Sent};

pub(super) fn refused_address(call: &Call, url: &Url) -> ProviderError {
    let message = format!(
        "{} pointed to {}, which is not a public https address. It was not opened.",
        call.who,
        place_of(url)
    );
    let sent = if *url == call.url {
        Sent::No
    } else {
        Sent::Answered
    };
    ProviderError::new(ProviderErrorKind::AddressRefused, sent, message)
        .with_hint("Only the configured server itself may lie on this computer or network.")
}

pub(super) fn slow_answer(call: &Call, patience: std::time::Duration) -> ProviderError {
    let message = format!(
        "{} did not begin to answer within {} seconds.",
        call.who,
        patience.as_secs()
    );
    ProviderError::new(ProviderErrorKind::Timeout, Sent::Maybe, message)
        .with_hint("The server may be overloaded. Try again later.")
}

/// A proxy that wants to know who asks. Nothing reached the server behind it.
pub(super) fn proxy_refusal(proxy: &Url) -> ProviderError {
    let message = format!("The proxy {} wants a name and a password.", shown(proxy));
    ProviderError::new(ProviderErrorKind::Unreachable, Sent::No, message)
        .with_hint("Enter them in Settings under Network.")
}

pub(super) fn transport_error(
    call: &Call,
    url: &Url,
    proxy: Option<&Url>,
    error: reqwest::Error,
) -> ProviderError {
    let error = error.without_url();
    if find_source::<PrivateAddress>(&error).is_some() {
        return refused_address(call, url);
    }
    if !(error.is_connect() || error.is_builder()) {
        let message = format!(
            "The connection to {} broke before it answered.",
            place_of(url)
        );
        return ProviderError::new(ProviderErrorKind::CutOff, Sent::Maybe, message)
            .with_hint("Check the connection and try again.")
            .with_source(error);
    }
    if let Some(proxy) = proxy
        && let Some(trouble) = proxy_trouble(url, proxy, &error)
    {
        return trouble.with_source(error);
    }
    let kind = if error.is_timeout() {
        ProviderErrorKind::Timeout
    } else {
        ProviderErrorKind::Unreachable
    };
    let why = connect_trouble(&error);
    let message = format!("{} could not be reached: {why}.", place_of(url));
    ProviderError::new(kind, Sent::No, message)
        .with_hint("Check the address and the connection, and that the server is running.")
        .with_source(error)
}

/// What stood in the way before the server; nothing where the proxy opened the way and the
/// trouble came behind it.
fn proxy_trouble(url: &Url, proxy: &Url, error: &reqwest::Error) -> Option<ProviderError> {
    if is_tls_trouble(error) {
        return None;
    }
    let words = source_words(error);
    let asks_who = ["proxy auth", "credentials", "authentication"];
    if asks_who.iter().any(|word| words.contains(word)) {
        return Some(proxy_refusal(proxy));
    }
    let (place, shown) = (place_of(url), shown(proxy));
    let spoke = (words.contains("tunnel") || words.contains("socks"))
        && !words.contains("underlying connection");
    let message = if error.is_timeout() {
        format!("The way to {place} through the proxy {shown} did not open in time.")
    } else if spoke {
        format!("The proxy {shown} did not open the way to {place}.")
    } else {
        let why = connect_trouble(error);
        format!("The proxy {shown} could not be reached: {why}.")
    };
    let kind = if error.is_timeout() {
        ProviderErrorKind::Timeout
    } else {
        ProviderErrorKind::Unreachable
    };
    let trouble = ProviderError::new(kind, Sent::No, message);
    Some(trouble.with_hint("Check the proxy in Settings under Network."))
}

/// What went wrong while connecting.
fn connect_trouble(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "it did not accept the connection in time";
    }
    let io = find_source::<std::io::Error>(error).map(std::io::Error::kind);
    if io == Some(std::io::ErrorKind::ConnectionRefused) {
        return "nothing is listening there";
    }
    if is_tls_trouble(error) {
        return "its certificate is not trusted, or it does not speak TLS";
    }
    let words = source_words(error);
    if words.contains("dns") || words.contains("lookup") || words.contains("name") {
        return "its name is not known";
    }
    "the network gave no way to it"
}

pub(super) fn is_tls_trouble(error: &reqwest::Error) -> bool {
    find_source::<rustls::Error>(error).is_some()
}

fn source_words(error: &reqwest::Error) -> String {
    let mut words = String::new();
    let mut next = error.source();
    while let Some(source) = next {
        words.push_str(&source.to_string().to_lowercase());
        words.push(' ');
        next = source.source();
    }
    words
}

/// The first error of a type among the causes. An `io::Error` hides its own cause from `source`,
/// and may hold another `io::Error`, so that each is looked into.
fn find_source<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut next = error.source();
    while let Some(source) = next {
        if let Some(found) = source.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = source
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => source.source(),
        };
    }
    None
}
