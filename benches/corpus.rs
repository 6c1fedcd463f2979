//! Made-up talk in several scripts: words as common and as rare as real ones, in messages as long
//! and as short. The same seed makes the same talk.

use std::fmt::Write as _;

/// A generator of numbers that look random (splitmix64).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }
}

/// Words of one script, the common ones first.
#[derive(Debug)]
pub struct Language {
    pub words: Vec<String>,
    cumulated: Vec<f64>,
    /// What stands between two words.
    between: &'static str,
}

impl Language {
    fn new(words: Vec<String>, between: &'static str) -> Self {
        let mut sum = 0.0;
        let cumulated = (0..words.len())
            .map(|rank| {
                sum += 1.0 / (f64::from(u32::try_from(rank).unwrap_or(0)) + 3.0);
                sum
            })
            .collect();
        Self {
            words,
            cumulated,
            between,
        }
    }

    /// A word, common ones more often (Zipf's law).
    pub fn word(&self, dice: &mut Dice) -> &str {
        let total = self.cumulated.last().copied().unwrap_or(0.0);
        let wanted = dice.share() * total;
        let rank = self.cumulated.partition_point(|sum| *sum < wanted);
        &self.words[rank.min(self.words.len() - 1)]
    }

    /// True for scripts that are written without spaces.
    pub fn is_run(&self) -> bool {
        self.between.is_empty()
    }
}

/// Every language of the talk, with how many of a hundred messages it has.
pub fn languages(dice: &mut Dice) -> Vec<(usize, Language)> {
    let latin = syllables(dice, 90_000, "bcdfghjklmnprstvwz", "aeiou");
    let cyrillic = syllables(dice, 30_000, "бвгдзклмнпрст", "аеиоуы");
    let han = characters(dice, 20_000, '\u{4e00}', 3_500, 3);
    let mut japanese = characters(dice, 8_000, '\u{3042}', 70, 4);
    japanese.extend(characters(dice, 12_000, '\u{5000}', 1_500, 2));
    shuffle(dice, &mut japanese);
    let korean = characters(dice, 20_000, '\u{ac00}', 2_000, 4);
    vec![
        (60, Language::new(latin, " ")),
        (8, Language::new(cyrillic, " ")),
        (14, Language::new(han, "")),
        (9, Language::new(japanese, "")),
        (9, Language::new(korean, " ")),
    ]
}

fn syllables(dice: &mut Dice, count: usize, consonants: &str, vowels: &str) -> Vec<String> {
    let (consonants, vowels): (Vec<char>, Vec<char>) =
        (consonants.chars().collect(), vowels.chars().collect());
    let mut words = std::collections::HashSet::new();
    while words.len() < count {
        let mut word = String::new();
        for _ in 0..=dice.below(4) {
            word.push(consonants[dice.below(consonants.len())]);
            word.push(vowels[dice.below(vowels.len())]);
            if dice.below(3) == 0 {
                word.push(consonants[dice.below(consonants.len())]);
            }
        }
        words.insert(word);
    }
    let mut words: Vec<String> = words.into_iter().collect();
    words.sort();
    shuffle(dice, &mut words);
    words
}

fn characters(dice: &mut Dice, count: usize, first: char, span: u32, most: usize) -> Vec<String> {
    (0..count)
        .map(|_| {
            (0..=dice.below(most))
                .filter_map(|_| {
                    // Low numbers more often, as some characters are.
                    let share = dice.share() * dice.share();
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a share of a small number"
                    )]
                    let offset = (share * f64::from(span)) as u32;
                    char::from_u32(u32::from(first) + offset)
                })
                .collect()
        })
        .collect()
}

fn shuffle(dice: &mut Dice, words: &mut [String]) {
    for index in (1..words.len()).rev() {
        words.swap(index, dice.below(index + 1));
    }
}

/// A message: mostly short, sometimes long, with signs between.
pub fn message(dice: &mut Dice, language: &Language) -> String {
    let length = 4 + dice.below(12) + dice.below(40) * usize::from(dice.below(3) > 0);
    let length = length + dice.below(300) * usize::from(dice.below(20) == 0);
    let mut text = String::new();
    for index in 0..length {
        let sign = match dice.below(14) {
            0 => {
                if language.is_run() {
                    "。"
                } else {
                    ", "
                }
            }
            1 => ". ",
            _ if index == 0 => "",
            _ => language.between,
        };
        // Writing to a string never fails.
        let _ = write!(text, "{sign}{}", language.word(dice));
    }
    text
}
