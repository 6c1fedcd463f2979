//! Colours have names: raw ones stand in one file, so that light and dark stay whole.

use super::Finding;
use super::source::SourceFile;

const TOKENS: &str = "ui/src/styles/tokens.css";
const FUNCTIONS: [&str; 9] = [
    "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(",
];
/// Tailwind's own palette, which the tokens replace.
const PALETTE: [&str; 26] = [
    "slate", "gray", "zinc", "neutral", "stone", "red", "orange", "amber", "yellow", "lime",
    "green", "emerald", "teal", "cyan", "sky", "blue", "indigo", "violet", "purple", "fuchsia",
    "pink", "rose", "mauve", "olive", "mist", "taupe",
];

/// Raw colours in the UI's source, tests apart.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    if !file.is_ui() || file.path == TOKENS || file.is_ui_test() {
        return Vec::new();
    }
    let lines = file.lines().enumerate();
    let bad = lines.filter_map(|(number, line)| raw_colour(line).map(|colour| (number, colour)));
    bad.map(|(number, colour)| Finding {
        rule: "raw-colour",
        path: file.path.clone(),
        what: format!(
            "line {}: {colour} is a raw colour: give it a token",
            number + 1
        ),
    })
    .collect()
}

fn raw_colour(line: &str) -> Option<&str> {
    hexadecimal(line)
        .or_else(|| function(line))
        .or_else(|| palette_class(line))
}

fn hexadecimal(line: &str) -> Option<&str> {
    line.match_indices('#').find_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        let digits = line[at + 1..]
            .bytes()
            .take_while(u8::is_ascii_hexdigit)
            .count();
        let after = line[at + 1 + digits..].chars().next();
        let names_an_element = line[..at].ends_with("url(");
        let is_value = before.is_none_or(|before| " \t:\"'`[(,".contains(before));
        let is_value = is_value && !names_an_element;
        let ends = !after.is_some_and(|after| after.is_alphanumeric() || "-_(.".contains(after));
        (is_value && ends && matches!(digits, 3 | 4 | 6 | 8)).then(|| &line[at..=at + digits])
    })
}

fn function(line: &str) -> Option<&str> {
    FUNCTIONS.iter().find_map(|function| {
        line.match_indices(function).find_map(|(at, _)| {
            let before = line[..at].chars().next_back();
            let is_whole = !before.is_some_and(|it| it.is_alphanumeric() || "-_.".contains(it));
            // Made of variables, it is no raw colour.
            let argument = line[at + function.len()..].trim_start();
            let is_raw = argument.starts_with(|it: char| it.is_ascii_digit() || it == '.');
            (is_whole && is_raw).then(|| &line[at..at + function.len() - 1])
        })
    })
}

fn palette_class(line: &str) -> Option<&str> {
    line.split(|it: char| !(it.is_ascii_alphanumeric() || it == '-'))
        .find(|word| {
            let mut parts = word.rsplitn(3, '-');
            let shade = parts.next().unwrap_or_default();
            let colour = parts.next().unwrap_or_default();
            let is_shade =
                matches!(shade.len(), 2 | 3) && shade.bytes().all(|it| it.is_ascii_digit());
            is_shade && PALETTE.contains(&colour) && parts.next().is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_colours_are_found_in_every_notation() {
        assert_eq!(raw_colour("color: #1a2b3c;"), Some("#1a2b3c"));
        assert_eq!(raw_colour("<div className=\"bg-[#fff]\">"), Some("#fff"));
        assert_eq!(raw_colour("background: rgb(0 0 0 / 20%);"), Some("rgb"));
        assert_eq!(
            raw_colour("border-color: oklch(0.7 0.1 200)"),
            Some("oklch")
        );
        assert_eq!(
            raw_colour("className=\"hover:bg-red-500 p-2\""),
            Some("bg-red-500")
        );
    }

    #[test]
    fn tokens_anchors_and_private_fields_are_no_colours() {
        for line in [
            "color: var(--text-muted);",
            "background: color-mix(in oklab, var(--accent) 20%, transparent);",
            "<a href=\"#results\">",
            "this.#add();",
            "fill=\"url(#fade)\"",
            "className=\"text-muted gap-2 z-10 col-span-12\"",
        ] {
            assert_eq!(raw_colour(line), None, "{line}");
        }
    }

    #[test]
    fn the_file_of_tokens_may_hold_them() {
        assert_eq!(in_file(&SourceFile::new(TOKENS, "--accent: #123456;")), []);
        assert_eq!(
            in_file(&SourceFile::new("ui/src/a.css", "color: #123456;")).len(),
            1
        );
    }
}
