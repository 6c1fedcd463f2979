//! Errors are types: no function answers with a bare string for what went wrong.

use super::Finding;
use super::scan::{line_number, rust_code, words};
use super::source::SourceFile;

/// Every `Result` whose error is `String`.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    if !file.is_rust() {
        return Vec::new();
    }
    let code = rust_code(&file.text);
    let bad = words(&code, "Result").filter(|&at| has_string_error(&code[at + "Result".len()..]));
    bad.map(|at| Finding {
        rule: "string-error",
        path: file.path.clone(),
        what: format!(
            "line {}: an error that is only a String",
            line_number(&code, at)
        ),
    })
    .collect()
}

/// Whether generic arguments follow of which the second is `String`.
fn has_string_error(after: &str) -> bool {
    let after = after.strip_prefix("::").unwrap_or(after);
    let Some(arguments) = after.strip_prefix('<') else {
        return false;
    };
    let mut depth = 0_u32;
    let mut begins = 0;
    let mut previous = ' ';
    for (at, character) in arguments.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            // The arrow of a function type closes nothing.
            '>' if previous == '-' => {}
            '>' | ',' if depth == 0 => {
                let argument = arguments[begins..at].trim();
                if character == '>' || begins > 0 {
                    return begins > 0 && is_string(argument);
                }
                begins = at + 1;
            }
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        previous = character;
    }
    false
}

fn is_string(argument: &str) -> bool {
    matches!(
        argument,
        "String" | "std::string::String" | "&str" | "&'static str"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        in_file(&SourceFile::new("a.rs", text)).len()
    }

    #[test]
    fn a_string_as_error_is_found_however_deep_the_value() {
        assert_eq!(count("fn f() -> Result<(), String> {}"), 1);
        assert_eq!(count("fn f() -> Result<Vec<(u8, [u8; 2])>, String> {}"), 1);
        assert_eq!(count("fn f() -> Result<\n    u8,\n    String,\n> {}"), 1);
        assert_eq!(
            count("type F = Result<Box<dyn Fn(u8) -> u8>, &'static str>;"),
            1
        );
    }

    #[test]
    fn a_string_as_value_or_in_a_comment_is_fine() {
        assert_eq!(count("fn f() -> Result<String, Error> {}"), 0);
        assert_eq!(count("fn f() -> Result<String> {}"), 0);
        assert_eq!(
            count("// Result<(), String>\nlet a = \"Result<(), String>\";"),
            0
        );
        assert_eq!(count("fn f() -> Result<(), Box<String>> {}"), 0);
    }
}
