//! What a service itself says that an answer cost.

use serde_json::Value;
use studio_domain::{Currency, Money};

/// The cost in US dollars that stands beside the counts of use: a number, or a table with the
/// sum in it.
pub(super) fn usd(usage: &Value) -> Option<Money> {
    let cost = usage.get("cost")?;
    let dollars = cost.as_f64().or_else(|| cost.get("total_cost")?.as_f64())?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be an amount that fits"
    )]
    (0.0..1e9).contains(&dollars).then(|| Money {
        nanos: (dollars * 1e9).round() as i64,
        currency: Currency::USD,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::usd;

    #[test]
    fn the_cost_is_read_in_the_forms_services_send() {
        let nanos = |usage| usd(&usage).map(|money| money.nanos);
        assert_eq!(nanos(json!({"cost": 0.000_25})), Some(250_000));
        assert_eq!(
            nanos(json!({"cost": {"total_cost": 0.006}})),
            Some(6_000_000)
        );
        for wrong in [json!({}), json!({"cost": "free"}), json!({"cost": -1})] {
            assert_eq!(nanos(wrong.clone()), None, "{wrong} was taken");
        }
    }
}
