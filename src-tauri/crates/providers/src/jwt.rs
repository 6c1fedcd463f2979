//! Tokens signed with a pair of keys (RFC 7519, HS256).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;
use studio_domain::UnixMillis;

/// How long a token is good for, in seconds.
const LIFE: i64 = 1_800;

/// How far clocks may be apart, in seconds.
const SKEW: i64 = 5;

/// A token for a key entered as `ACCESS:SECRET`. A key of one part is its own token.
pub(crate) fn token(key: &str, now: UnixMillis) -> String {
    let Some((access, secret)) = key.split_once(':') else {
        return key.to_owned();
    };
    let now = now.get() / 1_000;
    let claims = json!({"iss": access, "exp": now + LIFE, "nbf": now - SKEW});
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let head = encode(json!({"alg": "HS256", "typ": "JWT"}).to_string());
    let message = format!("{head}.{}", encode(claims.to_string()));
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        // HMAC takes keys of every length.
        return key.to_owned();
    };
    mac.update(message.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{message}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the same computation by another implementation (Python's hmac and base64).
    #[test]
    fn a_pair_signs_a_token() {
        let token = token("ak:sk", UnixMillis::new(1_700_000_000_000));
        let expected = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
            eyJleHAiOjE3MDAwMDE4MDAsImlzcyI6ImFrIiwibmJmIjoxNjk5OTk5OTk1fQ.\
            h2Ib2cfDM6pOpdPWBmbO7GDw67oBqBvAPTDCgWpgtek";
        assert_eq!(token, expected);
    }

    #[test]
    fn a_key_of_one_part_is_its_own_token() {
        assert_eq!(token("plain", UnixMillis::new(0)), "plain");
    }
}
