//! Searching everywhere at once, as somebody types.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use studio_domain::{
    MessageId, PageRequest, SearchFilter, SearchGroup, SearchResults, SearchSubject,
};
use studio_store::search::{self, SearchQuery};
use studio_store::{Store, messages};
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::studio::Studio;

/// More things than this that are yet to be read are not counted.
const MOST_UNREAD: u32 = 10_000;

/// The search that each place of a window is waiting for.
#[derive(Debug, Default)]
pub(crate) struct Searches(Mutex<HashMap<String, CancellationToken>>);

impl Searches {
    /// Begins a search of this place and ends the one before.
    fn begin(&self, place: String) -> CancellationToken {
        let token = CancellationToken::new();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = running.insert(place, token.clone()) {
            before.cancel();
        }
        token
    }
}

impl Studio {
    /// What matches the text and the filter, newest first: a page of the kind that the filter
    /// names, or the first few of each kind. Nothing typed and nothing chosen finds nothing. A
    /// later search of the same place ends this one, which then has no answer.
    ///
    /// # Errors
    /// When the cursor is not one of ours or the text is too long.
    pub async fn search(
        &self,
        place: String,
        text: String,
        filter: SearchFilter,
        page: PageRequest,
    ) -> Result<Option<SearchResults>, EngineError> {
        let superseded = self.parts.searches.begin(place);
        tokio::select! {
            biased;
            () = superseded.cancelled() => Ok(None),
            results = results(&self.parts.store, &text, &filter, &page) => results.map(Some),
        }
    }

    /// Has a conversation show a message: the branch it shows already if the message is on it,
    /// and else the newest branch that the message belongs to.
    ///
    /// # Errors
    /// When the message is gone.
    pub async fn show_message(&self, id: MessageId) -> Result<(), EngineError> {
        if messages::is_shown(&self.parts.store, id).await? {
            return Ok(());
        }
        self.select_sibling(id).await
    }
}

async fn results(
    store: &Store,
    text: &str,
    filter: &SearchFilter,
    page: &PageRequest,
) -> Result<SearchResults, EngineError> {
    let query = SearchQuery::parse(text)?;
    let unread = search::unread(store, MOST_UNREAD).await?;
    if !asks_for_something(&query, text, filter) {
        return Ok(SearchResults {
            groups: Vec::new(),
            unread,
        });
    }
    let subjects = match &filter.subject {
        Some(subject) => std::slice::from_ref(subject),
        None => SearchSubject::ALL.as_slice(),
    };
    let mut groups = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let found = search::page(store, *subject, &query, filter, page).await?;
        if !found.hits.is_empty() || filter.subject.is_some() {
            groups.push(SearchGroup {
                subject: *subject,
                hits: found.hits,
                next: found.next,
            });
        }
    }
    Ok(SearchResults { groups, unread })
}

/// False where nothing was typed and nothing chosen, and where what was typed is only signs.
fn asks_for_something(query: &SearchQuery, text: &str, filter: &SearchFilter) -> bool {
    if !query.is_empty() {
        return true;
    }
    let everything = SearchFilter {
        subject: filter.subject,
        ..SearchFilter::default()
    };
    text.trim().is_empty() && (*filter != everything || filter.subject.is_some())
}
