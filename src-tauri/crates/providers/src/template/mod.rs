//! Requests as a tree in the manifest: literals, and JSONPath expressions into what is known.
//!
//! A text leaf that begins with `$.` (or `$[`) is an expression and keeps the type of what it
//! finds; `$$` at the beginning stands for a literal `$`. What finds nothing drops its key, and
//! an object that lost all its keys so is dropped too. Nothing is ever pasted into text, so any
//! prompt arrives as it is.

mod body;
mod expression;
mod path;

pub(crate) use body::{Template, says_something};
pub(crate) use expression::{Expression, Reference, json_path};
pub(crate) use path::{PathTemplate, percent_encoded};
