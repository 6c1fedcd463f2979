//! Prompts that stand for several: `{red|blue}` for each of its words, `{colour}` for each value
//! of a variable. A backslash before a brace or a bar takes it as it is; braces that are neither,
//! as in JSON, are text.

use studio_domain::PromptVariable;

/// Choices within choices beyond this depth are text.
const DEEPEST: usize = 8;

/// A prompt, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// Each of its templates in turn.
    Choice(Vec<Template>),
    /// A variable's value, by the variable's place in the list.
    Variable(usize),
}

impl Template {
    /// Reads a prompt; the variables are those it may name.
    pub fn parse(prompt: &str, variables: &[PromptVariable]) -> Self {
        let letters: Vec<char> = prompt.chars().collect();
        Self::read(&letters, variables, 0)
    }

    fn read(letters: &[char], variables: &[PromptVariable], depth: usize) -> Self {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut at = 0;
        while let Some(letter) = letters.get(at) {
            match letter {
                '\\' if matches!(letters.get(at + 1), Some('{' | '}' | '|' | '\\')) => {
                    text.extend(letters.get(at + 1));
                    at += 2;
                }
                '{' if depth < DEEPEST => match braced(&letters[at..], variables, depth) {
                    Some((piece, length)) => {
                        if !text.is_empty() {
                            pieces.push(Piece::Text(std::mem::take(&mut text)));
                        }
                        pieces.push(piece);
                        at += length;
                    }
                    None => {
                        text.push('{');
                        at += 1;
                    }
                },
                other => {
                    text.push(*other);
                    at += 1;
                }
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Self(pieces)
    }

    /// How many prompts it stands for, at most `u64::MAX`.
    pub fn count(&self, variables: &[PromptVariable]) -> u64 {
        let of_choices = self.choices();
        self.named(variables.len())
            .into_iter()
            .map(|named| variables[named].values.len() as u64)
            .fold(of_choices, u64::saturating_mul)
    }

    fn choices(&self) -> u64 {
        let counts = self.0.iter().map(|piece| match piece {
            Piece::Text(_) | Piece::Variable(_) => 1,
            Piece::Choice(templates) => templates
                .iter()
                .map(Self::choices)
                .fold(0, u64::saturating_add),
        });
        counts.fold(1, u64::saturating_mul)
    }

    /// Every prompt it stands for. A variable that is named twice has one value in each. Ask
    /// [`Self::count`] first.
    pub fn expand(&self, variables: &[PromptVariable]) -> Vec<String> {
        let mut assignments: Vec<Vec<Option<&str>>> = vec![vec![None; variables.len()]];
        for named in self.named(variables.len()) {
            assignments = assignments
                .into_iter()
                .flat_map(|assignment| {
                    variables[named].values.iter().map(move |value| {
                        let mut next = assignment.clone();
                        next[named] = Some(value.as_str());
                        next
                    })
                })
                .collect();
        }
        assignments
            .iter()
            .flat_map(|assignment| self.filled(assignment))
            .collect()
    }

    fn filled(&self, assignment: &[Option<&str>]) -> Vec<String> {
        let mut prompts = vec![String::new()];
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => prompts.iter_mut().for_each(|it| it.push_str(text)),
                Piece::Variable(at) => {
                    let value = assignment[*at].unwrap_or_default();
                    prompts.iter_mut().for_each(|it| it.push_str(value));
                }
                Piece::Choice(templates) => {
                    let words: Vec<String> = templates
                        .iter()
                        .flat_map(|template| template.filled(assignment))
                        .collect();
                    prompts = prompts
                        .iter()
                        .flat_map(|begun| words.iter().map(move |word| format!("{begun}{word}")))
                        .collect();
                }
            }
        }
        prompts
    }

    /// The variables that are named, each once, in the order of the list.
    fn named(&self, variables: usize) -> Vec<usize> {
        (0..variables).filter(|at| self.names(*at)).collect()
    }

    fn names(&self, variable: usize) -> bool {
        self.0.iter().any(|piece| match piece {
            Piece::Text(_) => false,
            Piece::Variable(at) => *at == variable,
            Piece::Choice(templates) => templates.iter().any(|it| it.names(variable)),
        })
    }
}

/// What stands between the brace that `letters` begins with and its partner, with its length.
/// Nothing where it has no partner or is neither a choice nor a variable.
fn braced(letters: &[char], variables: &[PromptVariable], depth: usize) -> Option<(Piece, usize)> {
    let mut open = 0_usize;
    let mut bars = Vec::new();
    let mut at = 0;
    let end = loop {
        match letters.get(at)? {
            '\\' => at += 1,
            '{' => open += 1,
            '}' => {
                open -= 1;
                if open == 0 {
                    break at;
                }
            }
            '|' if open == 1 => bars.push(at),
            _ => {}
        }
        at += 1;
    };
    if bars.is_empty() {
        let name: String = letters[1..end].iter().collect();
        let found = variables.iter().position(|it| it.name == name.trim())?;
        return Some((Piece::Variable(found), end + 1));
    }
    let begins = std::iter::once(1).chain(bars.iter().map(|bar| bar + 1));
    let ends = bars.iter().copied().chain([end]);
    let templates = begins
        .zip(ends)
        .map(|(begin, end)| Template::read(&letters[begin..end], variables, depth + 1))
        .collect();
    Some((Piece::Choice(templates), end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour() -> Vec<PromptVariable> {
        vec![PromptVariable {
            name: "colour".to_owned(),
            values: vec!["red".to_owned(), "blue".to_owned()],
        }]
    }

    fn expanded(prompt: &str) -> Vec<String> {
        let variables = colour();
        Template::parse(prompt, &variables).expand(&variables)
    }

    #[test]
    fn a_choice_stands_for_each_of_its_words() {
        assert_eq!(
            expanded("a {big|small} kite at {dawn|noon|dusk}"),
            [
                "a big kite at dawn",
                "a big kite at noon",
                "a big kite at dusk",
                "a small kite at dawn",
                "a small kite at noon",
                "a small kite at dusk",
            ]
        );
    }

    #[test]
    fn choices_may_hold_choices_and_nothing() {
        assert_eq!(
            expanded("a {{dark|light} green|grey|}kite"),
            [
                "a dark greenkite",
                "a light greenkite",
                "a greykite",
                "a kite"
            ]
        );
    }

    #[test]
    fn a_variable_named_twice_has_one_value() {
        assert_eq!(
            expanded("{colour} on {colour}"),
            ["red on red", "blue on blue"]
        );
        assert_eq!(expanded("{ colour } wall"), ["red wall", "blue wall"]);
    }

    #[test]
    fn braces_that_are_neither_are_text() {
        for text in [
            "{",
            "}",
            "a } b {",
            "{unknown}",
            "{\"a\": {\"b\": 1}}",
            "{{{{",
            "a | b",
        ] {
            assert_eq!(expanded(text), [text]);
        }
        assert_eq!(expanded(r"\{a\|b\}"), ["{a|b}"]);
    }

    proptest! {
        #[test]
        fn any_prompt_stands_for_as_many_as_are_counted(
            pieces in proptest::collection::vec(
                prop_oneof!["[{}|\\\\]", "[a-c ]{0,3}", Just("{colour}".to_owned()),
                    Just("{x|y}".to_owned())],
                0..8,
            ),
        ) {
            let variables = colour();
            let prompt = pieces.concat();
            let template = Template::parse(&prompt, &variables);
            let count = template.count(&variables);
            if count <= 10_000 {
                prop_assert_eq!(template.expand(&variables).len() as u64, count);
            }
        }

        #[test]
        fn a_prompt_without_braces_is_itself(prompt in "[^{}|\\\\]{0,40}") {
            prop_assert_eq!(expanded(&prompt), [prompt.clone()]);
        }
    }
}
