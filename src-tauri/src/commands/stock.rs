//! Stock libraries.

use studio_domain::{Asset, BlobHash, StockItemRef, StockLibrary, StockPage, StockQuery};

pass_on! {
    /// The services that have a library to search.
    stock_services() -> Vec<StockLibrary>;

    /// One page of what a service has.
    search_stock(query: StockQuery) -> StockPage;

    /// Fetches the small picture of something that was found; it is shown under this hash.
    stock_thumbnail(item: StockItemRef) -> BlobHash;

    /// Fetches what can be looked at or listened to before something is brought in.
    stock_preview(item: StockItemRef) -> BlobHash;

    /// Brings something that was found into the library, with its source and licence.
    import_stock(item: StockItemRef) -> Asset;
}
