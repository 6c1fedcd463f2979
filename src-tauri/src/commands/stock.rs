//! Stock libraries.

use studio_domain::{Asset, BlobHash, StockItemRef, StockLibrary, StockPage, StockQuery};

hand_on! {
    /// The services that have a library to search.
    ask stock_services() -> Vec<StockLibrary>;

    /// One page of what a service has.
    ask search_stock(query: StockQuery) -> StockPage;

    /// Fetches the small picture of something that was found; it is shown under this hash.
    ask stock_thumbnail(item: StockItemRef) -> BlobHash;

    /// Fetches what can be looked at or listened to before something is brought in.
    ask stock_preview(item: StockItemRef) -> BlobHash;

    /// Brings something that was found into the library, with its source and licence.
    ask import_stock(item: StockItemRef) -> Asset;
}
