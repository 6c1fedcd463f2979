use studio_providers::Catalog;

/// A manifest that searches and does nothing else.
const STOCK: &str = r#"format = 1
id = "stock"
name = "Stock"
kind = "hosted"
version = "2026-11-20"
base_url = "https://stock.example.com"

[search.photos]
name = "Photos"
kind = "image"
path = "/photos"
page_size = 20
parameters = ["colour"]
items = "$.items[*]"
[search.photos.query]
q = "$.query"
colour = "$.params.colour"
page = "$.page"
[search.photos.item]
id = "$.id"
attribution = ["By ", "$.by", ", ", "@licence"]
download_url = "$.url"

[parameters.colour]
label = "Colour"
control = "text"
"#;

fn error_of(from: &str, to: &str) -> String {
    assert!(STOCK.contains(from), "{from}");
    let broken = STOCK.replacen(from, to, 1);
    let error = Catalog::parse("stock.toml", &broken).map(|_| to.to_owned());
    error.unwrap_err().to_string()
}

#[test]
fn a_manifest_may_search_and_do_nothing_else() {
    let manifest = Catalog::parse("stock.toml", STOCK).unwrap();
    let searches: Vec<_> = manifest.searches().collect();
    assert_eq!(searches.len(), 1);
    // Its key is proved by asking the service.
    assert!(!manifest.runs_here());
    assert_eq!(searches[0].parameters[0].id, "colour");
    assert!(manifest.models.is_empty());
}

#[test]
fn a_search_that_could_not_work_is_refused_with_its_reason() {
    let table = [
        ("q = \"$.query\"", "q = \"rain\"", "sends `$.query`"),
        ("page = \"$.page\"", "page = 1", "`$.page` or `$.offset`"),
        ("= \"$.params.colour\"", "= \"red\"", "never sends `colour`"),
        (
            "\"$.params.colour\"",
            "\"$.params.color\"",
            "refers to `color`",
        ),
        ("\"$.page\"", "\"$.pages\"", "refers to `pages`"),
        ("kind = \"image\"", "kind = \"document\"", "can be searched"),
        ("page_size = 20", "page_size = 0", "at least one item"),
        ("id = \"$.id\"", "id = \"@licence\"", "not a JSONPath"),
        (
            "id = \"$.id\"",
            "id = \"$.id\"\npage_url = \"@licence\"",
            "in an attribution only",
        ),
        (
            "id = \"$.id\"",
            "id = \"$.id\"\nlicences = { by = \"CC BY\" }",
            "goes with `licence`",
        ),
        (
            "parameters = [\"colour\"]",
            "parameters = []",
            "nothing uses `colour`",
        ),
        (
            "id = \"$.id\"",
            "id = \"$.id\"\nowner = \"$.by\"",
            "unknown field `owner`",
        ),
    ];
    for (from, to, words) in table {
        let message = error_of(from, to);
        assert!(message.starts_with("stock.toml:"), "{message}");
        assert!(message.contains(words), "{to}: {message}");
    }
}
