//! How requests prove who pays.

use std::str::FromStr;

use http::HeaderName;
use url::Url;

use super::ManifestError;
use super::format::{AuthScheme, AuthToml, KeyNeed};
use super::locate::{Located, at};

/// How requests prove who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Not at all.
    None,
    /// `Authorization: Bearer KEY`.
    Bearer {
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
    /// The key in a header of its own.
    Header {
        /// The header.
        name: HeaderName,
        /// What stands before the key.
        prefix: String,
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
    /// The key as a parameter of the address.
    Query {
        /// The parameter.
        name: String,
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
    /// A token signed with a pair of keys, which are entered as `ACCESS:SECRET`.
    Jwt {
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
    /// Name and password, which are entered as `NAME:PASSWORD`.
    Basic {
        /// Whether the provider refuses to work without a key.
        required: bool,
    },
}

impl Auth {
    /// Whether a key can be given.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// Whether the provider refuses to work without a key.
    #[must_use]
    pub fn requires_key(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bearer { required }
            | Self::Header { required, .. }
            | Self::Query { required, .. }
            | Self::Jwt { required }
            | Self::Basic { required } => *required,
        }
    }
}

pub(super) fn build(file: &Located<'_>, raw: &AuthToml) -> Result<Auth, ManifestError> {
    let required = raw.key == KeyNeed::Required;
    let strangers = [
        ("header", raw.header.is_some(), AuthScheme::Header),
        ("prefix", raw.prefix.is_some(), AuthScheme::Header),
        ("parameter", raw.parameter.is_some(), AuthScheme::Query),
    ];
    for (field, is_there, scheme) in strangers {
        if is_there && raw.scheme != scheme {
            let message = format!("this scheme has no use for `{field}`");
            return Err(file.invalid(at!["auth", field], message));
        }
    }
    Ok(match raw.scheme {
        AuthScheme::None => Auth::None,
        AuthScheme::Bearer => Auth::Bearer { required },
        AuthScheme::Jwt => Auth::Jwt { required },
        AuthScheme::Basic => Auth::Basic { required },
        AuthScheme::Header => Auth::Header {
            name: header_name(file, raw)?,
            prefix: raw.prefix.clone().unwrap_or_default(),
            required,
        },
        AuthScheme::Query => {
            let name = raw.parameter.clone().filter(|name| !name.is_empty());
            let missing = || file.invalid(at!["auth"], "this scheme needs `parameter`");
            Auth::Query {
                name: name.ok_or_else(missing)?,
                required,
            }
        }
    })
}

fn header_name(file: &Located<'_>, raw: &AuthToml) -> Result<HeaderName, ManifestError> {
    let Some(name) = &raw.header else {
        return Err(file.invalid(at!["auth"], "this scheme needs `header`"));
    };
    HeaderName::from_str(name).map_err(|_| {
        let message = format!("`{name}` is not a header's name");
        file.invalid(at!["auth", "header"], message)
    })
}

/// The domain to whose hosts the key goes as well: one that the base address itself lies in.
pub(super) fn domain(
    file: &Located<'_>,
    raw: &AuthToml,
    base: Option<&Url>,
) -> Result<Option<String>, ManifestError> {
    let Some(domain) = &raw.domain else {
        return Ok(None);
    };
    let host = base.and_then(Url::host_str).unwrap_or_default();
    let lies_in_it = host.strip_suffix(domain.as_str());
    let lies_in_it = lies_in_it.is_some_and(|rest| rest.ends_with('.'));
    if !domain.contains('.') || !lies_in_it {
        let message = "the base address must lie in the domain";
        return Err(file.invalid(at!["auth", "domain"], message));
    }
    Ok(Some(domain.clone()))
}
