//! Every message of the catalogue is shown somewhere: what nobody reads is deleted.

use super::Finding;
use super::source::SourceFile;

const CATALOGUE: &str = "ui/src/messages/en/";
const MESSAGES: &str = "ui/src/messages/";
/// What the plural forms of one message end in.
const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// Keys that no source file names, neither whole nor by a template's beginning.
pub fn unused_keys(files: &[SourceFile]) -> Vec<Finding> {
    let users: Vec<_> = files
        .iter()
        .filter(|file| file.is_ui() && !file.is_ui_test() && !file.path.starts_with(MESSAGES))
        .map(|file| file.text.as_str())
        .collect();
    let catalogues = files.iter().filter(|file| file.path.starts_with(CATALOGUE));
    let mut findings = Vec::new();
    for file in catalogues {
        let namespace = file.stem();
        let unused = keys(&file.text)
            .into_iter()
            .filter(|key| !is_used(namespace, key, &users));
        findings.extend(unused.map(|key| Finding {
            rule: "message-keys",
            path: file.path.clone(),
            what: format!("nothing shows {namespace}:{key}"),
        }));
    }
    findings
}

fn is_used(namespace: &str, key: &str, users: &[&str]) -> bool {
    let key = PLURALS
        .iter()
        .find_map(|plural| key.strip_suffix(plural))
        .unwrap_or(key);
    let mut needles = Vec::new();
    for quote in ['"', '\'', '`'] {
        needles.push(format!("{quote}{key}{quote}"));
        needles.push(format!("{quote}{namespace}:{key}{quote}"));
    }
    for (end, _) in key.match_indices('.') {
        needles.push(format!("`{}.${{", &key[..end]));
        needles.push(format!("`{namespace}:{}.${{", &key[..end]));
    }
    needles.push(format!("`{namespace}:${{"));
    users
        .iter()
        .any(|text| needles.iter().any(|needle| text.contains(needle)))
}

/// The paths of all messages in a file that exports one object of them, joined by dots.
fn keys(text: &str) -> Vec<String> {
    let mut reader = Reader { rest: text };
    let mut keys = Vec::new();
    if let Some(at) = text.find("= {") {
        reader.rest = &text[at + 3..];
        reader.object("", &mut keys);
    }
    keys
}

/// Reads the part of TypeScript that catalogues are written in.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Reads an object after its opening brace, and its closing brace.
    fn object(&mut self, prefix: &str, keys: &mut Vec<String>) {
        loop {
            self.skip_blanks();
            let Some(first) = self.rest.chars().next() else {
                return;
            };
            if first == '}' {
                self.advance(1);
                return;
            }
            if first == ',' {
                self.advance(1);
                continue;
            }
            let key = format!("{prefix}{}", self.key());
            self.skip_blanks();
            self.rest = self.rest.strip_prefix(':').unwrap_or(self.rest);
            self.skip_blanks();
            if self.rest.starts_with('{') {
                self.advance(1);
                self.object(&format!("{key}."), keys);
            } else {
                self.value();
                keys.push(key);
            }
        }
    }

    fn key(&mut self) -> String {
        if self.rest.starts_with(['"', '\'']) {
            let length = self.string_length();
            let key = self.rest[1..length - 1].to_owned();
            self.advance(length);
            return key;
        }
        let is_name = |it: char| it.is_alphanumeric() || it == '_' || it == '$';
        let end = self
            .rest
            .find(|it| !is_name(it))
            .unwrap_or(self.rest.len())
            .max(1);
        let key = self.rest[..end].to_owned();
        self.advance(end);
        key
    }

    /// Passes over a value: strings, perhaps joined by `+`, up to the comma or brace after them.
    fn value(&mut self) {
        loop {
            self.skip_blanks();
            match self.rest.chars().next() {
                None | Some(',' | '}') => return,
                Some('"' | '\'' | '`') => self.advance(self.string_length()),
                Some(other) => self.advance(other.len_utf8()),
            }
        }
    }

    /// The length of the string that begins here, quotes included.
    fn string_length(&self) -> usize {
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        while at < bytes.len() && bytes[at] != bytes[0] {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        (at + 1).min(bytes.len())
    }

    fn skip_blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let end = match self.rest.get(..2) {
                Some("//") => self.rest.find('\n'),
                Some("/*") => self.rest.find("*/").map(|at| at + 2),
                _ => return,
            };
            self.advance(end.unwrap_or(self.rest.len()));
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT: &str = r#"/** Chat. */
export const chat = {
  title: "Chat, or {{name}}: \"so\"", // a comment, with: colon
  composer: { label: "Message", "send-now": 'Send' },
  count_one: "{{count}} message",
  count_other:
    "{{count}} " +
    "messages",
} as const;
"#;

    fn unused(user: &str) -> Vec<String> {
        let files = [
            SourceFile::new("ui/src/messages/en/chat.ts", CHAT),
            SourceFile::new("ui/src/features/chat/page.tsx", user),
        ];
        unused_keys(&files)
            .into_iter()
            .map(|finding| finding.what)
            .collect()
    }

    #[test]
    fn every_message_is_read_with_its_path() {
        let found = keys(CHAT);
        assert_eq!(
            found,
            [
                "title",
                "composer.label",
                "composer.send-now",
                "count_one",
                "count_other"
            ]
        );
    }

    #[test]
    fn a_key_is_used_by_name_with_or_without_its_namespace_or_by_a_template() {
        let user = "t('title'); t(\"chat:count\", { count }); t(`composer.${part}`);";
        assert_eq!(unused(user), [""; 0]);
    }

    #[test]
    fn a_key_that_nothing_names_is_found() {
        let user = "t('title'); t('count'); t('composer.label')";
        assert_eq!(unused(user), ["nothing shows chat:composer.send-now"]);
    }

    #[test]
    fn a_test_does_not_keep_a_message_alive() {
        let files = [
            SourceFile::new(
                "ui/src/messages/en/chat.ts",
                "export const chat = { a: \"A\" };",
            ),
            SourceFile::new("ui/src/features/chat/page.test.tsx", "t('a')"),
        ];
        assert_eq!(unused_keys(&files).len(), 1);
    }
}
