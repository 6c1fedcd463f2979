use studio_domain::{
    Clock, Currency, ExchangeRate, LocalDay, Money, SpendingBy, SpendingQuery, SpendingRange,
    SystemClock, UnixMillis,
};
use studio_engine::Studio;
use wiremock::ResponseTemplate;

use crate::support::{Workshop, png, request, wav, workshop};

fn dollars(nanos: i64) -> Money {
    Money {
        nanos,
        currency: Currency::USD,
    }
}

/// The days around the present one, wherever the test runs and however late.
fn years() -> SpendingRange {
    let day_ms = 24 * 60 * 60 * 1_000;
    let year = i16::try_from(1970 + SystemClock.now().get() / (366 * day_ms)).unwrap();
    SpendingRange {
        first: LocalDay::new(year, 1, 1),
        last: LocalDay::new(year + 1, 12, 31),
    }
}

async fn spending(studio: &Studio, by: SpendingBy) -> studio_domain::Spending {
    let range = years();
    studio
        .get_spending(SpendingQuery { range, by })
        .await
        .unwrap()
}

async fn shop_with_costs() -> Workshop {
    let shop = workshop().await;
    let spoken = ResponseTemplate::new(200).set_body_raw(wav(10), "audio/wav");
    shop.answers("POST", "/speak", spoken).await;
    let edited = ResponseTemplate::new(200).set_body_raw(png(9), "image/png");
    shop.answers("POST", "/edit", edited).await;
    let picture = shop.bring("fox.png", png(10)).await;
    shop.make(request("speaker", "hello", &[])).await;
    shop.make(request("retoucher", "brighter", &[("image", &picture)]))
        .await;
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn spending_is_told_by_day_and_by_what_it_went_to() {
    let shop = shop_with_costs().await;
    let by_model = spending(&shop.studio, SpendingBy::Model).await;
    assert_eq!(by_model.total.spent, dollars(40_500_000));
    assert_eq!(
        (by_model.total.generations, by_model.total.unpriced),
        (2, 0)
    );
    let groups: Vec<_> = by_model
        .groups
        .iter()
        .map(|group| {
            (
                group.key.as_str(),
                group.name.as_deref(),
                group.sum.spent.nanos,
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("workshop/retoucher", Some("Retoucher"), 40_000_000),
            ("workshop/speaker", Some("Speaker"), 500_000),
        ]
    );
    let days: Vec<_> = by_model
        .days
        .iter()
        .filter(|day| day.sum.generations > 0)
        .collect();
    assert!(by_model.days.len() >= 730, "every day is there");
    assert_eq!(
        days.iter().map(|day| day.sum.spent.nanos).sum::<i64>(),
        40_500_000
    );
    let parts = days.iter().map(|day| day.parts.len()).sum::<usize>();
    assert_eq!(parts, 2);

    let by_provider = spending(&shop.studio, SpendingBy::Provider).await;
    assert_eq!(by_provider.groups.len(), 1);
    assert_eq!(by_provider.groups[0].name.as_deref(), Some("Workshop"));
    let by_kind = spending(&shop.studio, SpendingBy::Kind).await;
    assert_eq!(by_kind.groups[0].key, "image-edit");
    let by_project = spending(&shop.studio, SpendingBy::Project).await;
    assert_eq!(by_project.groups[0].name, None);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_currency_shows_what_it_can_and_names_the_rest() {
    let shop = shop_with_costs().await;
    let euro = Currency::try_from("EUR".to_owned()).unwrap();
    assert_eq!(
        shop.studio.get_display_currency().await.unwrap(),
        Currency::USD
    );
    shop.studio.set_display_currency(euro).await.unwrap();
    let apart = spending(&shop.studio, SpendingBy::Provider).await.total;
    assert_eq!((apart.spent.nanos, apart.spent.currency), (0, euro));
    assert_eq!(apart.unconverted, [dollars(40_500_000)]);
    let rate = ExchangeRate {
        from: Currency::USD,
        to: euro,
        valid_from: UnixMillis::new(0),
        rate_nanos: 900_000_000,
    };
    shop.studio.set_exchange_rate(rate).await.unwrap();
    let converted = spending(&shop.studio, SpendingBy::Provider).await.total;
    assert_eq!(converted.spent.nanos, 36_450_000);
    assert_eq!(converted.unconverted, []);
    assert_eq!(shop.studio.list_exchange_rates().await.unwrap(), [rate]);
    shop.studio.delete_exchange_rate(rate).await.unwrap();
    assert_eq!(shop.studio.list_exchange_rates().await.unwrap(), []);
    let wrong = ExchangeRate {
        rate_nanos: 0,
        ..rate
    };
    assert!(shop.studio.set_exchange_rate(wrong).await.is_err());
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn spending_is_saved_as_a_table_with_whole_amounts() {
    let shop = shop_with_costs().await;
    let target = shop.folder.path().join("spending.csv");
    shop.studio
        .export_spending(years(), target.clone())
        .await
        .unwrap();
    let table = std::fs::read_to_string(target).unwrap();
    let mut lines: Vec<&str> = table.lines().collect();
    assert!(
        lines
            .remove(0)
            .starts_with("Day,Provider,Model,Kind,Project")
    );
    let mut rests: Vec<&str> = lines.iter().map(|line| &line[11..]).collect();
    rests.sort_unstable();
    assert_eq!(
        rests,
        [
            "Workshop,Retoucher,image-edit,,1,0.04,0,USD,0",
            "Workshop,Speaker,speech,,1,0.0005,0,USD,0",
        ]
    );
    shop.studio.stop().await;
}
