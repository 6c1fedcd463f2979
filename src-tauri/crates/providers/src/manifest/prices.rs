//! Prices: from decimal text to exact integers.

use studio_domain::{Currency, Parameter, PricePerMillion, PriceTier, Prices, Rates};

use super::format::{PricesToml, RatesToml};
use super::locate::{Located, Step, at};
use super::{ManifestError, decimal};

pub(super) fn build(
    file: &Located<'_>,
    index: usize,
    raw: &PricesToml,
    parameters: &[Parameter],
) -> Result<Prices, ManifestError> {
    if !decimal::is_day(&raw.read_on) {
        let message = format!("`{}` is not a day such as 2026-11-20", raw.read_on);
        return Err(file.invalid(at!["models", index, "prices", "read_on"], message));
    }
    let way = at!["models", index, "prices"];
    let has = |id: &String| parameters.iter().any(|parameter| parameter.id == *id);
    if let Some(id) = raw.duration_parameter.as_ref().filter(|id| !has(id)) {
        let message = format!("the model has no parameter `{id}`");
        return Err(file.invalid(way, message));
    }
    let tiers = raw.tiers.iter().map(|tier| {
        if let Some(id) = tier.when.keys().find(|id| !has(id)) {
            let message = format!("a tier depends on `{id}`, which the model does not have");
            return Err(file.invalid(way, message));
        }
        Ok(PriceTier {
            when: tier.when.clone(),
            rates: rates(file, way, &tier.rates())?,
        })
    });
    let prices = Prices {
        currency: raw.currency.unwrap_or(Currency::USD),
        read_on: raw.read_on.clone(),
        rates: rates(file, way, &raw.rates())?,
        tiers: tiers.collect::<Result<_, _>>()?,
        duration_parameter: raw.duration_parameter.clone(),
        duration_unit: raw.duration_unit,
    };
    if prices.rates.is_empty() && prices.tiers.is_empty() {
        return Err(file.invalid(way, "there is no price in it"));
    }
    Ok(prices)
}

fn rates(file: &Located<'_>, way: &[Step], raw: &RatesToml<'_>) -> Result<Rates, ManifestError> {
    let read = |field: &str, text: &Option<String>, each: bool| {
        let Some(text) = text else { return Ok(None) };
        let price = if each {
            decimal::price_each(text)
        } else {
            decimal::price(text)
        };
        price.map(Some).ok_or_else(|| {
            let mut way = way.to_vec();
            way.push(Step::from(field));
            file.invalid(&way, format!("`{text}` is not a price such as \"0.25\""))
        })
    };
    let mut rates = Rates::default();
    let all = raw
        .per_million
        .iter()
        .map(|(field, text)| (*field, *text, false));
    let all = all.chain(raw.each.iter().map(|(field, text)| (*field, *text, true)));
    for (field, text, each) in all {
        *slot(&mut rates, field) = read(field, text, each)?;
    }
    Ok(rates)
}

fn slot<'r>(rates: &'r mut Rates, field: &str) -> &'r mut Option<PricePerMillion> {
    match field {
        "input" => &mut rates.input,
        "cached_input" => &mut rates.cached_input,
        "output" => &mut rates.output,
        "character" => &mut rates.character,
        "image" => &mut rates.image,
        "second" => &mut rates.second,
        "minute" => &mut rates.minute,
        _ => &mut rates.request,
    }
}
