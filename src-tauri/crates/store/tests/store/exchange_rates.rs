use studio_domain::{Currency, ExchangeRate, UnixMillis};
use studio_store::exchange_rates;

use crate::support::{Fixture, fixture};

fn rate(from: &str, to: &str, valid_from: i64, rate_nanos: i64) -> ExchangeRate {
    ExchangeRate {
        from: Currency::try_from(from.to_owned()).unwrap(),
        to: Currency::try_from(to.to_owned()).unwrap(),
        valid_from: UnixMillis::new(valid_from),
        rate_nanos,
    }
}

async fn list(home: &Fixture) -> Vec<ExchangeRate> {
    let mut snapshot = home.store.snapshot().await.unwrap();
    exchange_rates::list(snapshot.connection()).await.unwrap()
}

#[tokio::test]
async fn rates_are_kept_by_their_day_and_forgotten_one_by_one() {
    let home = fixture().await;
    let mut tx = home.write().await;
    for entered in [
        rate("USD", "EUR", 1, 900),
        rate("USD", "EUR", 2, 910),
        rate("GBP", "EUR", 1, 1_200),
        rate("USD", "EUR", 1, 905),
    ] {
        exchange_rates::set(&mut tx, &entered).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(
        list(&home).await,
        [
            rate("GBP", "EUR", 1, 1_200),
            rate("USD", "EUR", 2, 910),
            rate("USD", "EUR", 1, 905),
        ]
    );
    let mut tx = home.write().await;
    let gone = rate("USD", "EUR", 2, 910);
    exchange_rates::remove(&mut tx, gone.from, gone.to, gone.valid_from)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(list(&home).await.len(), 2);
}

#[tokio::test]
async fn a_rate_of_nothing_and_one_to_the_same_currency_are_refused() {
    let home = fixture().await;
    let mut tx = home.write().await;
    for wrong in [rate("USD", "EUR", 1, 0), rate("USD", "USD", 1, 5)] {
        assert!(exchange_rates::set(&mut tx, &wrong).await.is_err());
    }
}
