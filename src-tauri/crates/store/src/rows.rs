//! Reading one value out of a row, with the column's name in every error.

use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use studio_domain::{Currency, Money, UnixMillis};

use crate::StoreError;

/// Typed access to a row's columns. For the crates that own tables.
pub trait Columns {
    /// An id or hash.
    ///
    /// # Errors
    /// [`StoreError::Decode`] when the column is missing, null or not such an id; the other
    /// methods likewise.
    fn id<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'b> TryFrom<&'b [u8], Error: std::error::Error + Send + Sync + 'static>,
    {
        self.maybe_id(column)?
            .ok_or_else(|| StoreError::decode(column, "it is empty"))
    }

    /// An id or hash that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_id<T>(&self, column: &'static str) -> Result<Option<T>, StoreError>
    where
        T: for<'b> TryFrom<&'b [u8], Error: std::error::Error + Send + Sync + 'static>;

    /// Text that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreError>;

    /// A whole number that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreError>;

    /// Text.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.maybe_text(column)?
            .ok_or_else(|| StoreError::decode(column, "it is empty"))
    }

    /// A whole number.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn number(&self, column: &'static str) -> Result<i64, StoreError> {
        self.maybe_number(column)?
            .ok_or_else(|| StoreError::decode(column, "it is empty"))
    }

    /// A whole number in the range of `T`.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn count<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.number(column)?)
            .map_err(|_| StoreError::decode(column, "the number is out of range"))
    }

    /// A whole number in the range of `T` that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_count<T: TryFrom<i64>>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        self.maybe_number(column)?
            .map(|_| self.count(column))
            .transpose()
    }

    /// A moment.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn time(&self, column: &'static str) -> Result<UnixMillis, StoreError> {
        self.number(column).map(UnixMillis::new)
    }

    /// A moment that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_time(&self, column: &'static str) -> Result<Option<UnixMillis>, StoreError> {
        Ok(self.maybe_number(column)?.map(UnixMillis::new))
    }

    /// One of a closed set of words, as `read` knows them.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn word<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let word = self.text(column)?;
        read(&word).ok_or_else(|| StoreError::decode(column, format!("unknown word {word:?}")))
    }

    /// A word that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_word<T>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_text(column)?
            .map(|_| self.word(column, read))
            .transpose()
    }

    /// A value kept as JSON.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|error| StoreError::decode(column, error))
    }

    /// A value kept as JSON that may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_json<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_text(column)?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|error| StoreError::decode(column, error))
    }

    /// An amount kept as nano-units and a currency, which may be absent.
    ///
    /// # Errors
    /// As [`Columns::id`].
    fn maybe_money(
        &self,
        nanos: &'static str,
        currency: &'static str,
    ) -> Result<Option<Money>, StoreError> {
        let Some(nanos) = self.maybe_number(nanos)? else {
            return Ok(None);
        };
        let currency = Currency::try_from(self.text(currency)?)
            .map_err(|error| StoreError::decode(currency, error))?;
        Ok(Some(Money { nanos, currency }))
    }
}

impl Columns for SqliteRow {
    fn maybe_id<T>(&self, column: &'static str) -> Result<Option<T>, StoreError>
    where
        T: for<'b> TryFrom<&'b [u8], Error: std::error::Error + Send + Sync + 'static>,
    {
        let bytes: Option<&[u8]> = self
            .try_get(column)
            .map_err(|error| StoreError::decode(column, error))?;
        bytes
            .map(T::try_from)
            .transpose()
            .map_err(|error| StoreError::decode(column, error))
    }

    fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.try_get(column)
            .map_err(|error| StoreError::decode(column, error))
    }

    fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.try_get(column)
            .map_err(|error| StoreError::decode(column, error))
    }
}

/// A value as the JSON text that a column keeps.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::Encode)
}

/// The same for a value that may be absent.
pub(crate) fn maybe_to_json(
    value: Option<&impl serde::Serialize>,
) -> Result<Option<String>, StoreError> {
    value.map(to_json).transpose()
}

/// Several ids as one JSON array, for `select unhex(value, '-') from json_each(?)`.
pub(crate) fn id_list<T: serde::Serialize>(
    ids: impl IntoIterator<Item = T>,
) -> Result<String, StoreError> {
    let ids: Vec<Value> = ids
        .into_iter()
        .map(serde_json::to_value)
        .collect::<Result<_, _>>()
        .map_err(StoreError::Encode)?;
    to_json(&ids)
}
