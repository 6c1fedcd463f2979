//! What people note on assets themselves: title, stars, verdict, notes and project.

use serde_json::{Value, json};
use studio_domain::{AssetId, CacheTag, Flag, ProjectId, Rating};

use crate::rows::{id_list, to_json};
use crate::{Columns, StoreError, WriteTx};

/// A value of one of the columns that people set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetValue {
    /// The title.
    Title(String),
    /// The stars.
    Rating(Option<Rating>),
    /// The verdict.
    Flag(Option<Flag>),
    /// The notes.
    Notes(Option<String>),
    /// The project.
    Project(Option<ProjectId>),
}

/// The statements of one column. `?1` is a JSON array, `?2` a value as JSON, `?3` the time.
struct Statements {
    differing: &'static str,
    set: &'static str,
    put_back: &'static str,
}

macro_rules! statements {
    ($column:literal, $new:literal, $old:literal) => {
        Statements {
            differing: concat!(
                "select id, ",
                $column,
                " as value from assets
                 where purged_at is null and ",
                $column,
                " is not ",
                $new,
                "
                 and id in (select unhex(value, '-') from json_each(?1)) order by id"
            ),
            set: concat!(
                "update assets set ",
                $column,
                " = ",
                $new,
                ", updated_at = ?3
                 where purged_at is null and ",
                $column,
                " is not ",
                $new,
                "
                 and id in (select unhex(value, '-') from json_each(?1))"
            ),
            put_back: concat!(
                "update assets set ",
                $column,
                " = ",
                $old,
                ", updated_at = ?3
                 from json_each(?1) as before
                 where assets.id = unhex(before.value ->> 'id', '-')
                 and assets.purged_at is null and assets.",
                $column,
                " is ",
                $new
            ),
        }
    };
}

const TITLE: Statements = statements!("title", "(?2 ->> '$')", "(before.value ->> 'was')");
const RATING: Statements = statements!("rating", "(?2 ->> '$')", "(before.value ->> 'was')");
const FLAG: Statements = statements!("flag", "(?2 ->> '$')", "(before.value ->> 'was')");
const NOTES: Statements = statements!("notes", "(?2 ->> '$')", "(before.value ->> 'was')");
const PROJECT: Statements = statements!(
    "project_id",
    "unhex(?2 ->> '$', '-')",
    "unhex(before.value ->> 'was', '-')"
);

impl AssetValue {
    const fn statements(&self) -> &'static Statements {
        match self {
            Self::Title(_) => &TITLE,
            Self::Rating(_) => &RATING,
            Self::Flag(_) => &FLAG,
            Self::Notes(_) => &NOTES,
            Self::Project(_) => &PROJECT,
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Title(title) => json!(title),
            Self::Rating(rating) => json!(rating),
            Self::Flag(flag) => json!(flag),
            Self::Notes(notes) => json!(notes),
            Self::Project(id) => json!(id),
        }
    }

    /// The value that a row holds in the same column.
    fn held_by(&self, row: &sqlx::sqlite::SqliteRow) -> Result<Self, StoreError> {
        Ok(match self {
            Self::Title(_) => Self::Title(row.text("value")?),
            Self::Rating(_) => Self::Rating(rating(row, "value")?),
            Self::Flag(_) => Self::Flag(row.maybe_word("value", Flag::from_word)?),
            Self::Notes(_) => Self::Notes(row.maybe_text("value")?),
            Self::Project(_) => Self::Project(row.maybe_id("value")?),
        })
    }
}

/// The stars in a column.
pub(crate) fn rating(
    row: &sqlx::sqlite::SqliteRow,
    column: &'static str,
) -> Result<Option<Rating>, StoreError> {
    row.maybe_count::<u8>(column)?
        .map(Rating::try_from)
        .transpose()
        .map_err(|error| StoreError::decode(column, error))
}

/// Gives the assets this value; tells which had another one before, and which.
///
/// # Errors
/// [`StoreError::Constraint`] when the value is too long, or at the commit when there is no such
/// project.
pub async fn set(
    tx: &mut WriteTx,
    ids: &[AssetId],
    value: &AssetValue,
) -> Result<Vec<(AssetId, AssetValue)>, StoreError> {
    let (now, ids, new) = (tx.now(), id_list(ids)?, to_json(&value.json())?);
    let statements = value.statements();
    let before = sqlx::query(statements.differing)
        .bind(&ids)
        .bind(&new)
        .fetch_all(tx.connection())
        .await?
        .iter()
        .map(|row| Ok((row.id("id")?, value.held_by(row)?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    if before.is_empty() {
        return Ok(before);
    }
    sqlx::query(statements.set)
        .bind(&ids)
        .bind(&new)
        .bind(now.get())
        .execute(tx.connection())
        .await?;
    tell(tx, value);
    Ok(before)
}

/// Gives the assets back what they had before [`set`] gave them `now`. One that was changed again
/// since keeps what it has. Tells how many that were.
///
/// # Errors
/// What the database said.
pub async fn put_back(
    tx: &mut WriteTx,
    before: &[(AssetId, AssetValue)],
    value: &AssetValue,
) -> Result<u32, StoreError> {
    let now = tx.now();
    let before: Vec<Value> = before
        .iter()
        .map(|(id, was)| json!({ "id": id, "was": was.json() }))
        .collect();
    let put_back = sqlx::query(value.statements().put_back)
        .bind(to_json(&before)?)
        .bind(to_json(&value.json())?)
        .bind(now.get())
        .execute(tx.connection())
        .await?
        .rows_affected();
    if put_back > 0 {
        tell(tx, value);
    }
    Ok(u32::try_from(put_back).unwrap_or(u32::MAX))
}

/// A title is shown with the asset wherever it is; the rest where things are sorted. What a list
/// shows of it the window sees to by itself.
fn tell(tx: &mut WriteTx, value: &AssetValue) {
    tx.changed(CacheTag::Marks);
    if matches!(value, AssetValue::Title(_)) {
        tx.changed(CacheTag::Assets);
        tx.changed(CacheTag::Generations);
    }
}
