use proptest::prelude::*;
use serde_json::json;
use studio_domain::{
    BudgetLevel, BudgetPeriod, BudgetScope, BudgetStanding, CacheTag, Currency, ErrorCode,
    EstimateMessage, ExchangeRate, LimitSettings, Money, PageRequest, Params, ProviderId,
    SendMessage, SetBudget, UnixMillis, WeighCost,
};
use studio_engine::{EngineError, Studio};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, end_of, model, provider, request, wav, workshop};

/// What a character costs that the speaker reads.
const CHARACTER: i64 = 100_000;

fn dollars(nanos: i64) -> Money {
    Money {
        nanos,
        currency: Currency::USD,
    }
}

fn euro() -> Currency {
    Currency::try_from("EUR".to_owned()).unwrap()
}

fn for_everything(period: BudgetPeriod, limit: Money) -> SetBudget {
    SetBudget {
        scope: BudgetScope::Everything,
        period,
        limit,
    }
}

async fn only_budget(studio: &Studio) -> BudgetStanding {
    let mut budgets = studio.list_budgets().await.unwrap();
    assert_eq!(budgets.len(), 1);
    budgets.remove(0)
}

async fn speaking_shop() -> Workshop {
    let shop = workshop().await;
    let spoken = ResponseTemplate::new(200).set_body_raw(wav(10), "audio/wav");
    shop.answers("POST", "/speak", spoken).await;
    shop
}

async fn ledger_length(studio: &Studio) -> usize {
    let page = PageRequest {
        cursor: None,
        limit: 500,
    };
    studio
        .list_generations(None, page)
        .await
        .unwrap()
        .items
        .len()
}

fn text(characters: usize) -> String {
    "x".repeat(characters)
}

/// Many requests at once, each of so many characters, against a budget for so many.
async fn submit_side_by_side(characters: Vec<usize>, limit: i64) {
    let shop = speaking_shop().await;
    let unhindered = LimitSettings {
        generation_per_minute: 10_000,
        at_once: 64,
        ..LimitSettings::default()
    };
    shop.studio.set_limits(unhindered).await.unwrap();
    let limit = limit * CHARACTER;
    let budget = for_everything(BudgetPeriod::Day, dollars(limit));
    shop.studio.set_budget(budget).await.unwrap();
    let asked = characters.iter().map(|length| {
        let studio = shop.studio.clone();
        let request = request("speaker", &text(*length), &[]);
        tokio::spawn(async move { studio.generate(request).await })
    });
    let asked: Vec<_> = asked.collect();
    let (mut admitted, mut refused) = (Vec::new(), Vec::new());
    for (length, task) in characters.iter().zip(asked) {
        let cost = i64::try_from(*length).unwrap() * CHARACTER;
        match task.await.unwrap() {
            Ok(id) => admitted.push((id, cost)),
            Err(EngineError::OverBudget(over)) => {
                assert_eq!(over.asked, Some(dollars(cost)));
                refused.push(cost);
            }
            Err(other) => panic!("{other}"),
        }
    }
    let total: i64 = admitted.iter().map(|(_, cost)| cost).sum();
    assert!(total <= limit, "{total} of {limit}");
    for cost in refused {
        assert!(total + cost > limit, "{cost} was refused, though it fits");
    }
    assert_eq!(ledger_length(&shop.studio).await, admitted.len());
    for (id, _) in admitted {
        end_of(&shop.studio, id).await;
        let standing = only_budget(&shop.studio).await;
        let used = standing.spent.nanos + standing.held.nanos;
        assert_eq!(used, total, "what is held becomes what was spent");
    }
    assert_eq!(only_budget(&shop.studio).await.held, dollars(0));
    shop.studio.stop().await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn requests_side_by_side_never_pass_a_budget_together(
        characters in prop::collection::vec(1..40_usize, 1..14),
        limit in 0..120_i64,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(submit_side_by_side(characters, limit));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_which_budget_and_records_nothing() {
    let shop = speaking_shop().await;
    let budget = SetBudget {
        scope: BudgetScope::Provider {
            provider_id: provider(),
        },
        ..for_everything(BudgetPeriod::Month, dollars(10 * CHARACTER))
    };
    shop.studio.set_budget(budget).await.unwrap();
    shop.make(request("speaker", &text(8), &[])).await;
    let refused = shop
        .studio
        .generate(request("speaker", &text(3), &[]))
        .await;
    let problem = refused.unwrap_err().problem();
    assert_eq!(problem.code, ErrorCode::OverBudget);
    assert_eq!(
        problem.message,
        "The budget for Workshop this month is 0.001 USD: 0.0008 USD is spent, and this would \
         cost about 0.0003 USD."
    );
    assert_eq!(ledger_length(&shop.studio).await, 1);
    assert_eq!(shop.sent_to("/speak").await.len(), 1);
    shop.make(request("speaker", &text(2), &[])).await;
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_of_another_provider_stops_nothing() {
    let shop = speaking_shop().await;
    let budget = SetBudget {
        scope: BudgetScope::Provider {
            provider_id: ProviderId::new("elsewhere"),
        },
        ..for_everything(BudgetPeriod::Day, dollars(0))
    };
    shop.studio.set_budget(budget).await.unwrap();
    shop.make(request("speaker", "hello", &[])).await;
    assert_eq!(only_budget(&shop.studio).await.spent, dollars(0));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projects_budget_stops_what_is_made_while_it_is_the_current_one() {
    let shop = speaking_shop().await;
    let studio = &shop.studio;
    let project_id = studio.create_project("Book".to_owned()).await.unwrap();
    let budget = SetBudget {
        scope: BudgetScope::Project { project_id },
        ..for_everything(BudgetPeriod::Day, dollars(4 * CHARACTER))
    };
    studio.set_budget(budget).await.unwrap();
    let speech = |length| request("speaker", &text(length), &[]);
    shop.make(speech(9)).await;
    assert_eq!(only_budget(studio).await.spent, dollars(0), "it is of none");

    studio.set_current_project(Some(project_id)).await.unwrap();
    shop.make(speech(3)).await;
    assert_eq!(only_budget(studio).await.spent, dollars(3 * CHARACTER));
    let weighed = WeighCost {
        provider_id: provider(),
        conversation_id: None,
        cost: Some(dollars(2 * CHARACTER)),
    };
    let outlook = studio.weigh_cost(weighed).await.unwrap();
    assert!(outlook.budget.is_some_and(|outlook| outlook.passed));
    let refused = studio.generate(speech(2)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OverBudget);

    studio.set_current_project(None).await.unwrap();
    shop.make(speech(2)).await;
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_known_price_may_run_until_the_budget_is_full() {
    let shop = speaking_shop().await;
    let begun = ResponseTemplate::new(200).set_body_json(json!({"id": "f1"}));
    shop.answers("POST", "/films", begun).await;
    let waiting = ResponseTemplate::new(200).set_body_json(json!({"state": "waiting"}));
    shop.answers("GET", "/films/f1", waiting).await;
    let limit = dollars(10 * CHARACTER);
    let budget = for_everything(BudgetPeriod::Day, limit);
    shop.studio.set_budget(budget.clone()).await.unwrap();
    let film = request("director", "a kite", &[]);
    assert_eq!(shop.studio.estimate(film.clone()).await.unwrap(), None);
    let id = shop.studio.generate(film.clone()).await.unwrap();
    assert_eq!(only_budget(&shop.studio).await.unpriced, 1, "it is named");
    shop.studio.stop_generation(id).await.unwrap();
    end_of(&shop.studio, id).await;
    shop.make(request("speaker", &text(10), &[])).await;
    let standing = only_budget(&shop.studio).await;
    assert_eq!((standing.level, standing.percent), (BudgetLevel::Full, 100));
    let refused = shop.studio.generate(film).await.unwrap_err();
    assert!(refused.to_string().contains("nobody knows"), "{refused}");
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_estimated_over_the_whole_conversation_and_held_against_budgets() {
    let shop = workshop().await;
    let asked = |conversation_id, characters| EstimateMessage {
        conversation_id,
        characters,
        attachments: 0,
        model: model("talker"),
        params: Params::new(),
    };
    let answer = 1_000 * 2_000;
    let first = shop.studio.estimate_message(asked(None, 4_000)).await;
    assert_eq!(first.unwrap(), Some(dollars(1_000 * 1_000 + answer)));

    let said = |conversation_id, characters| SendMessage {
        conversation_id,
        text: text(characters),
        attachments: Vec::new(),
        model: model("talker"),
        params: Params::new(),
    };
    let sent = shop.studio.send_message(said(None, 4_000)).await.unwrap();
    let begun = shop
        .studio
        .get_generation(sent.generation_id)
        .await
        .unwrap();
    assert_eq!(begun.estimated_cost, Some(dollars(3_000_000)));
    end_of(&shop.studio, sent.generation_id).await;

    let chat = Some(sent.conversation_id);
    let second = shop
        .studio
        .estimate_message(asked(chat, 400))
        .await
        .unwrap();
    assert_eq!(second, Some(dollars(1_100 * 1_000 + answer)));
    let budget = for_everything(BudgetPeriod::Day, dollars(3_000_000));
    shop.studio.set_budget(budget).await.unwrap();
    let before = shop
        .studio
        .list_messages(sent.conversation_id, None, 50)
        .await;
    let refused = shop.studio.send_message(said(chat, 400)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OverBudget);
    let again = shop.studio.retry_generation(sent.generation_id).await;
    let spent = only_budget(&shop.studio).await.spent.nanos;
    assert_eq!(again.is_err(), spent > 0, "{again:?}");
    if again.is_err() {
        let after = shop
            .studio
            .list_messages(sent.conversation_id, None, 50)
            .await;
        let (before, after) = (before.unwrap().items, after.unwrap().items);
        assert_eq!(before.len(), after.len(), "nothing is recorded");
    }
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_in_another_currency_needs_a_rate_and_says_so() {
    let shop = speaking_shop().await;
    let limit = Money {
        nanos: 10 * CHARACTER,
        currency: euro(),
    };
    let budget = for_everything(BudgetPeriod::Day, limit);
    shop.studio.set_budget(budget).await.unwrap();
    shop.make(request("speaker", &text(30), &[])).await;
    let standing = only_budget(&shop.studio).await;
    assert_eq!(standing.spent.nanos, 0);
    assert_eq!(standing.unconverted, [dollars(30 * CHARACTER)]);

    let rate = ExchangeRate {
        from: Currency::USD,
        to: euro(),
        valid_from: UnixMillis::new(0),
        rate_nanos: 500_000_000,
    };
    shop.studio.set_exchange_rate(rate).await.unwrap();
    let standing = only_budget(&shop.studio).await;
    assert_eq!(
        (standing.spent.nanos, standing.percent),
        (15 * CHARACTER, 150)
    );
    assert_eq!(standing.unconverted, []);
    let refused = shop.studio.generate(request("speaker", "x", &[])).await;
    assert!(refused.is_err());
    let outlook = shop.studio.weigh_cost(WeighCost {
        provider_id: provider(),
        conversation_id: None,
        cost: Some(dollars(4)),
    });
    let budget = outlook.await.unwrap().budget.unwrap();
    assert!(budget.passed);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outlook_tells_the_users_currency_and_the_most_pressing_budget() {
    let shop = speaking_shop().await;
    shop.studio.set_display_currency(euro()).await.unwrap();
    let weigh = |nanos| {
        shop.studio.weigh_cost(WeighCost {
            provider_id: provider(),
            conversation_id: None,
            cost: Some(dollars(nanos)),
        })
    };
    let outlook = weigh(100).await.unwrap();
    assert_eq!((outlook.converted, outlook.budget), (None, None), "no rate");
    let rate = ExchangeRate {
        from: euro(),
        to: Currency::USD,
        valid_from: UnixMillis::new(0),
        rate_nanos: 2_000_000_000,
    };
    shop.studio.set_exchange_rate(rate).await.unwrap();
    for (period, limit) in [(BudgetPeriod::Day, 1_000), (BudgetPeriod::Month, 2_000)] {
        let budget = for_everything(period, dollars(limit));
        shop.studio.set_budget(budget).await.unwrap();
    }
    let outlook = weigh(100).await.unwrap();
    assert_eq!(outlook.converted.map(|money| money.nanos), Some(50));
    assert_eq!(outlook.budget, None, "none is near");
    let near = weigh(900).await.unwrap().budget.unwrap();
    assert!(!near.passed);
    assert_eq!(near.standing.budget.period, BudgetPeriod::Day);
    let passed = weigh(1_001).await.unwrap().budget.unwrap();
    assert!(passed.passed);
    assert_eq!(passed.standing.budget.period, BudgetPeriod::Day);
    assert_eq!(
        weigh(0).await.unwrap().budget,
        None,
        "what is free passes nothing"
    );
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_level_is_told_and_announced_once() {
    let shop = speaking_shop().await;
    let budget = for_everything(BudgetPeriod::Month, dollars(10 * CHARACTER));
    let id = shop.studio.set_budget(budget).await.unwrap();
    let mut changes = shop.studio.subscribe();
    shop.make(request("speaker", &text(9), &[])).await;
    loop {
        let tags = changes.recv().await.unwrap();
        if tags.contains(&CacheTag::Budgets) {
            break;
        }
    }
    let standing = only_budget(&shop.studio).await;
    assert_eq!(
        (standing.level, standing.announce),
        (BudgetLevel::Near, true)
    );
    shop.studio
        .acknowledge_budget(id, BudgetLevel::Near)
        .await
        .unwrap();
    assert!(!only_budget(&shop.studio).await.announce);
    shop.make(request("speaker", &text(1), &[])).await;
    let standing = only_budget(&shop.studio).await;
    assert_eq!(
        (standing.level, standing.announce),
        (BudgetLevel::Full, true)
    );
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_budget_stops_nothing_until_it_is_brought_back() {
    let shop = speaking_shop().await;
    let none = for_everything(BudgetPeriod::Day, dollars(0));
    let id = shop.studio.set_budget(none).await.unwrap();
    let hello = || request("speaker", "hello", &[]);
    assert!(shop.studio.generate(hello()).await.is_err());
    let deletion = shop.studio.delete_budget(id).await.unwrap();
    shop.make(hello()).await;
    assert_eq!(shop.studio.undo_deletion(deletion.id).await.unwrap(), 1);
    assert!(shop.studio.generate(hello()).await.is_err());
    let negative = for_everything(BudgetPeriod::Day, dollars(-1));
    assert!(shop.studio.set_budget(negative).await.is_err());
    shop.studio.stop().await;
}
