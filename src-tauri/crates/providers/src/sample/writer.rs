//! Sample text: honest about what it is, formatted like an answer, and about the message.

use std::time::Duration;

use futures::stream::{self, StreamExt};
use studio_domain::{Role, Usage};
use tokio::time::Instant;

use super::integer;
use super::random::{Dice, hash};
use crate::chat::{ChatEvent, ChatRequest, ChatStream, FinishReason};

const USUAL_SPEED: i64 = 60;

/// The longest quote of a message, in characters.
const QUOTE_LENGTH: usize = 160;

/// The answer to a conversation, token by token at the chosen speed.
pub(super) fn write(request: &ChatRequest, seed: u64) -> ChatStream {
    let speed = integer(&request.params, "speed")
        .unwrap_or(USUAL_SPEED)
        .max(1);
    let pause = Duration::from_secs_f64(1.0 / speed as f64);
    let input: usize = request
        .messages
        .iter()
        .map(|message| words(&message.joined_text()))
        .sum();
    let text = answer(&last_message(request), request.messages.len(), seed);
    let usage = Usage {
        input_tokens: Some(input as u64),
        cached_input_tokens: None,
        output_tokens: Some(words(&text) as u64),
        ..Usage::default()
    };
    let texts = tokens(&text).into_iter().map(ChatEvent::Text);
    let end = [
        ChatEvent::Usage(usage),
        ChatEvent::Finished(FinishReason::Stop),
    ];
    let events: Vec<ChatEvent> = texts.chain(end).collect();
    let started = Instant::now();
    stream::iter(events.into_iter().enumerate())
        .then(move |(index, event)| async move {
            if matches!(event, ChatEvent::Text(_)) {
                let nth = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                tokio::time::sleep_until(started + pause.saturating_mul(nth)).await;
            }
            Ok(event)
        })
        .boxed()
}

fn last_message(request: &ChatRequest) -> String {
    let asked = request
        .messages
        .iter()
        .rev()
        .find(|message| message.role == Role::User);
    asked
        .map(crate::chat::ChatMessage::joined_text)
        .unwrap_or_default()
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The text in pieces of a word with the white space behind it.
fn tokens(text: &str) -> Vec<String> {
    text.split_inclusive(char::is_whitespace)
        .fold(Vec::new(), |mut tokens: Vec<String>, piece| {
            match tokens.last_mut() {
                // White space that follows white space belongs to the token before.
                Some(last) if piece.trim().is_empty() => last.push_str(piece),
                _ => tokens.push(piece.to_owned()),
            }
            tokens
        })
}

fn answer(message: &str, turns: usize, seed: u64) -> String {
    let mut dice = Dice::new(seed ^ hash(message.as_bytes()));
    let counts = Counts::of(message);
    let mut sections = vec![opening(&mut dice, message)];
    let mut middle: Vec<String> = vec![
        table(&counts),
        list(&mut dice, &counts),
        code(&mut dice, &counts),
    ];
    let more = [demo(&mut dice, turns), formatting(&mut dice)];
    middle.extend(more.into_iter().take(dice.below(3)));
    // The list always stays, so that an answer is never bare.
    if dice.unit() < 0.3 {
        middle.remove(0);
    }
    let start = dice.below(middle.len());
    middle.rotate_left(start);
    sections.extend(middle);
    sections.push(closing(&mut dice));
    sections.join("\n\n")
}

/// What can be counted about a message.
struct Counts {
    words: usize,
    characters: usize,
    sentences: usize,
    questions: usize,
    longest: String,
}

impl Counts {
    fn of(message: &str) -> Self {
        let longest = message
            .split(|character: char| !character.is_alphanumeric())
            .max_by_key(|word| word.chars().count())
            .unwrap_or_default();
        let ends = message
            .split(['.', '!', '?'])
            .filter(|sentence| !sentence.trim().is_empty());
        Self {
            words: words(message),
            characters: message.chars().count(),
            sentences: ends.count(),
            questions: message.matches('?').count(),
            longest: longest.chars().take(40).collect(),
        }
    }
}

/// A message on one line that cannot be taken for formatting.
fn quoted(message: &str) -> String {
    let mut line = String::new();
    for word in message.split_whitespace() {
        if line.len() > 4 * QUOTE_LENGTH {
            break;
        }
        let space = if line.is_empty() { "" } else { " " };
        line.push_str(space);
        line.extend(word.chars().take(QUOTE_LENGTH + 1));
    }
    let mut quote = String::new();
    for character in line.chars().take(QUOTE_LENGTH).filter(|c| !c.is_control()) {
        if character.is_ascii_punctuation() && !",.?'\"-:;".contains(character) {
            quote.push('\\');
        }
        quote.push(character);
    }
    if line.chars().count() > QUOTE_LENGTH {
        quote.push('…');
    }
    quote
}

fn opening(dice: &mut Dice, message: &str) -> String {
    let greeting = dice.pick(&[
        "This is the **sample writer**. I am not an AI: I am a small program inside the studio.",
        "Hello from the **sample writer**, a built-in sample and not an AI.",
        "You are talking to the **sample writer**. It is part of the studio, works offline, and is \
         *not* an AI.",
    ]);
    let lead = dice.pick(&[
        "I cannot understand what you wrote, but I can show it back to you:",
        "Your message reached me whole. It began like this:",
        "This is what arrived:",
    ]);
    format!("{greeting} {lead}\n\n> {}", quoted(message))
}

fn table(counts: &Counts) -> String {
    format!(
        "### What I counted\n\n\
         | What | How many |\n|:--|--:|\n\
         | Words | {} |\n| Characters | {} |\n| Sentences | {} |\n| Question marks | {} |",
        counts.words, counts.characters, counts.sentences, counts.questions
    )
}

fn list(dice: &mut Dice, counts: &Counts) -> String {
    let mut points = vec![
        "**Stop** me at any time: what was written so far is kept.".to_owned(),
        "**Regenerate** this answer: another one appears beside it, and nothing is overwritten."
            .to_owned(),
        "**Edit** your message: the conversation branches, and you can go back.".to_owned(),
        "Change the **speed** in the parameters and watch the text keep up.".to_owned(),
        "Set a **seed**: the same message and seed give the very same answer.".to_owned(),
    ];
    if !counts.longest.is_empty() {
        points.push(format!("Your longest word is `{}`.", counts.longest));
    }
    let first = dice.below(points.len());
    points.rotate_left(first);
    let shown = 3 + dice.below(points.len() - 2);
    let lines: Vec<String> = points
        .into_iter()
        .take(shown)
        .map(|point| format!("- {point}"))
        .collect();
    format!("### Things to try\n\n{}", lines.join("\n"))
}

fn code(dice: &mut Dice, counts: &Counts) -> String {
    let (language, program) = *dice.pick(&[
        ("rust", "fn main() {\n    let words = WORDS;\n    println!(\"You wrote {words} words.\");\n}"),
        ("python", "words = WORDS\nfor number in range(1, 4):\n    print(f\"{number} x {words} = {number * words}\")"),
        ("javascript", "const words = WORDS;\nconst minutes = words / 200;\nconsole.log(`Read aloud in ${minutes.toFixed(1)} minutes`);"),
        ("sql", "select 'words' as what, WORDS as how_many\nunion all\nselect 'half of them', WORDS / 2;"),
    ]);
    let program = program.replace("WORDS", &counts.words.to_string());
    format!(
        "Here is some code, so that you can see how code looks:\n\n```{language}\n{program}\n```"
    )
}

fn demo(dice: &mut Dice, turns: usize) -> String {
    let tail = dice.pick(&[
        "A real model would read all of it before it answers.",
        "It is kept on this computer and nowhere else.",
        "You find it again in the list on the left.",
    ]);
    let so_far = if turns == 1 {
        "one message".to_owned()
    } else {
        format!("{turns} messages")
    };
    format!("This conversation has {so_far} so far. {tail}")
}

fn formatting(dice: &mut Dice) -> String {
    let share = 10 * (1 + dice.below(9));
    format!(
        "Formatting works too: **bold**, *italic*, `code`, ~~struck out~~, and numbered steps:\n\n\
         1. Choose a provider in Settings.\n2. Enter your key; it goes into the keychain.\n\
         3. Come back here and choose a model.\n\nThat is about {share} % of what this page can do."
    )
}

fn closing(dice: &mut Dice) -> String {
    (*dice.pick(&[
        "For real answers add a provider in **Settings**: a key of your own, or a server on your \
         computer such as Ollama.",
        "When you want a real model, open **Settings** and connect one. Until then I am happy to \
         keep you company, offline.",
        "That is all a sample can say. Connect a real model in **Settings** whenever you like.",
    ]))
    .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use studio_domain::{ParamValue, Params};

    use super::*;
    use crate::chat::ChatMessage;

    fn request(text: &str, speed: i64) -> ChatRequest {
        ChatRequest {
            messages: vec![ChatMessage::text(Role::User, text)],
            params: Params::from([("speed".to_owned(), ParamValue::Integer(speed))]),
            ..ChatRequest::default()
        }
    }

    async fn collect(mut stream: ChatStream) -> (String, Vec<ChatEvent>) {
        let (mut text, mut rest) = (String::new(), Vec::new());
        while let Some(event) = stream.next().await {
            match event.unwrap() {
                ChatEvent::Text(piece) => text.push_str(&piece),
                other => rest.push(other),
            }
        }
        (text, rest)
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_seed_gives_the_same_answer_and_another_seed_another() {
        let first = collect(write(&request("Hello there", 500), 1)).await;
        assert_eq!(first, collect(write(&request("Hello there", 500), 1)).await);
        assert_ne!(first, collect(write(&request("Hello there", 500), 2)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_says_what_it_is_and_reports_its_words() {
        let (text, rest) = collect(write(&request("How do tides work?", 500), 3)).await;
        assert!(
            text.contains("not an AI") || text.contains("*not* an AI"),
            "{text}"
        );
        assert!(text.contains("> How do tides work?"), "{text}");
        assert!(text.contains("```"), "{text}");
        let usage = Usage {
            input_tokens: Some(4),
            output_tokens: Some(words(&text) as u64),
            ..Usage::default()
        };
        let end = [
            ChatEvent::Usage(usage),
            ChatEvent::Finished(FinishReason::Stop),
        ];
        assert_eq!(rest, end);
    }

    #[tokio::test(start_paused = true)]
    async fn text_comes_at_the_chosen_speed() {
        let started = Instant::now();
        let mut stream = write(&request("Hi", 10), 1);
        for _ in 0..20 {
            stream.next().await;
        }
        assert_eq!(
            started.elapsed().as_millis(),
            2_000,
            "20 tokens at 10 a second"
        );
    }

    #[test]
    fn a_message_of_ten_megabytes_is_quoted_in_part() {
        let text = answer(&"word ".repeat(2_000_000), 1, 5);
        assert!(text.len() < 5_000, "{} bytes", text.len());
        assert!(text.contains('…'));
    }

    proptest! {
        #[test]
        fn no_message_breaks_the_formatting(message in any::<String>(), seed in any::<u64>()) {
            let quote = quoted(&message);
            prop_assert!(!quote.contains('\n'));
            for (at, mark) in quote.match_indices(['`', '*', '<', '[', '|', '#']) {
                prop_assert!(quote[..at].ends_with('\\'), "{mark} is bare in {quote}");
            }
            let text = answer(&message, 1, seed);
            prop_assert_eq!(text.matches("```").count() % 2, 0);
            prop_assert_eq!(tokens(&text).concat(), text);
        }
    }
}
