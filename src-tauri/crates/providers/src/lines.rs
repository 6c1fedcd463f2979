//! Lines from bytes in any split: the framing of newline-delimited JSON.

use crate::sse::{EVENT_LIMIT, EventTooLarge};

/// Takes bytes in, gives whole lines out.
#[derive(Debug, Default)]
pub(crate) struct LineParser {
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    /// What `partial` holds was given out as a line.
    given: bool,
}

impl LineParser {
    /// The next line that the bytes complete, without its line feed. What was read is taken off
    /// the front of `bytes`; `None` comes when all of them were.
    pub(crate) fn next<'a, 'b: 'a>(
        &'a mut self,
        bytes: &mut &'b [u8],
    ) -> Result<Option<&'a [u8]>, EventTooLarge> {
        if std::mem::take(&mut self.given) {
            self.partial.clear();
        }
        let end = memchr::memchr(b'\n', bytes);
        let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
        if self.partial.len() + line.len() > EVENT_LIMIT {
            return Err(EventTooLarge);
        }
        *bytes = rest.get(1..).unwrap_or_default();
        if end.is_some() && self.partial.is_empty() {
            return Ok(Some(line));
        }
        self.partial.extend_from_slice(line);
        self.given = end.is_some();
        Ok(end.map(|_| self.partial.as_slice()))
    }

    /// What stood behind the last line feed.
    pub(crate) fn finish(self) -> Option<Vec<u8>> {
        (!self.given && !self.partial.is_empty()).then_some(self.partial)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(pieces: &[&[u8]]) -> (Vec<Vec<u8>>, Option<Vec<u8>>) {
        let mut parser = LineParser::default();
        let mut lines = Vec::new();
        for piece in pieces {
            let mut bytes = *piece;
            while let Some(line) = parser.next(&mut bytes).unwrap() {
                lines.push(line.to_vec());
            }
        }
        (lines, parser.finish())
    }

    #[test]
    fn lines_come_whole_and_the_rest_at_the_end() {
        let lines = vec![b"ab".to_vec(), Vec::new(), b"c".to_vec()];
        let pieces: [&[u8]; 4] = [b"a", b"b\n\n", b"c\nd", b"e"];
        assert_eq!(parse(&pieces), (lines, Some(b"de".to_vec())));
        assert_eq!(parse(&[b"a\n"]), (vec![b"a".to_vec()], None));
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut parser = LineParser::default();
        let piece = vec![b'x'; EVENT_LIMIT];
        assert_eq!(parser.next(&mut piece.as_slice()), Ok(None));
        assert_eq!(parser.next(&mut b"x".as_slice()), Err(EventTooLarge));
    }

    proptest! {
        #[test]
        fn split_anywhere_gives_the_same_lines(
            text in "[a\\n]{0,30}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let bytes = text.as_bytes();
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(parse(&pieces), parse(&[bytes]));
        }
    }
}
