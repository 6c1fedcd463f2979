//! Server-sent events from bytes in any split.
//!
//! Lines end with LF, CRLF or CR; comments are skipped; several data lines are joined; a byte order
//! mark at the beginning is dropped. Text is decoded a whole line at a time, so that a character
//! cut by the network stays whole.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// The longest line, and the most data of one event, in bytes.
pub(crate) const EVENT_LIMIT: usize = 16 * 1024 * 1024;

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SseEvent<'a> {
    /// The event's name; empty where it has none.
    pub(crate) name: &'a str,
    /// The data lines, joined by line feeds.
    pub(crate) data: Cow<'a, str>,
}

/// An event is larger than [`EVENT_LIMIT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is over {} MiB", EVENT_LIMIT / (1024 * 1024))]
pub(crate) struct EventTooLarge;

/// Takes bytes in, gives events out. Data of a single line is not copied as long as its event
/// lies in one piece of the bytes.
#[derive(Debug, Default)]
pub(crate) struct SseParser {
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    name: String,
    data: Vec<u8>,
    has_data: bool,
    /// The event that is held was given out.
    given: bool,
    /// The last byte was a CR: an LF right behind it belongs to the same line end.
    after_cr: bool,
    past_first_line: bool,
}

/// What a line means.
enum Line<'a> {
    Blank,
    Data(&'a [u8]),
    Name(&'a [u8]),
    Other,
}

impl SseParser {
    /// The next event that the bytes complete. What was read is taken off the front of `bytes`;
    /// `None` comes when all of them were.
    pub(crate) fn next<'a, 'b: 'a>(
        &'a mut self,
        bytes: &mut &'b [u8],
    ) -> Result<Option<SseEvent<'a>>, EventTooLarge> {
        self.forget_given();
        // The event's data, while it is one line of `bytes`.
        let mut here: Option<&'b [u8]> = None;
        loop {
            if self.after_cr && !bytes.is_empty() {
                self.after_cr = false;
                *bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
            let Some(end) = memchr2(b'\n', b'\r', bytes) else {
                self.append(here)?;
                self.keep_partial(bytes)?;
                *bytes = &[];
                return Ok(None);
            };
            let line = &bytes[..end];
            self.after_cr = bytes[end] == b'\r';
            *bytes = &bytes[end + 1..];
            if !self.partial.is_empty() {
                if self.whole_line(line)? {
                    break;
                }
                continue;
            }
            match self.meaning(line) {
                Line::Blank if self.has_data => break,
                Line::Blank => self.name.clear(),
                Line::Data(value) if !self.has_data => {
                    check_size(value.len())?;
                    self.has_data = true;
                    here = Some(value);
                }
                Line::Data(value) => {
                    self.append(here.take())?;
                    self.data.push(b'\n');
                    self.append(Some(value))?;
                }
                Line::Name(name) => self.set_name(name),
                Line::Other => {}
            }
        }
        self.given = true;
        let data = String::from_utf8_lossy(here.unwrap_or(&self.data));
        Ok(Some(SseEvent {
            name: &self.name,
            data,
        }))
    }

    /// What is left when the bytes end: the data of an event whose closing blank line is missing,
    /// which some servers leave out. Whether it is whole only its reader can tell.
    pub(crate) fn finish(mut self) -> Result<Option<String>, EventTooLarge> {
        self.forget_given();
        if !self.partial.is_empty() {
            self.whole_line(&[])?;
        }
        let data = self.has_data.then_some(self.data);
        Ok(data.map(|data| String::from_utf8_lossy(&data).into_owned()))
    }

    fn forget_given(&mut self) {
        if std::mem::take(&mut self.given) {
            self.name.clear();
            self.data.clear();
            self.has_data = false;
        }
    }

    /// A line that came in pieces, of which `end` is the last. `true` where it ends an event.
    fn whole_line(&mut self, end: &[u8]) -> Result<bool, EventTooLarge> {
        let mut line = std::mem::take(&mut self.partial);
        line.extend_from_slice(end);
        let mut ended = false;
        match self.meaning(&line) {
            // A byte order mark may have been all there was.
            Line::Blank if self.has_data => ended = true,
            Line::Blank => self.name.clear(),
            Line::Data(value) => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.has_data = true;
                self.append(Some(value))?;
            }
            Line::Name(name) => self.set_name(name),
            Line::Other => {}
        }
        line.clear();
        self.partial = line;
        Ok(ended)
    }

    fn meaning<'l>(&mut self, line: &'l [u8]) -> Line<'l> {
        let line = if self.past_first_line {
            line
        } else {
            self.past_first_line = true;
            line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line)
        };
        if line.is_empty() {
            return Line::Blank;
        }
        let (field, value) = match line.strip_prefix(b"data:") {
            Some(value) => (&b"data"[..], value),
            None => match memchr(b':', line) {
                Some(at) => (&line[..at], &line[at + 1..]),
                None => (line, &[][..]),
            },
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => Line::Data(value),
            b"event" => Line::Name(value),
            _ => Line::Other,
        }
    }

    fn set_name(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.push_str(&String::from_utf8_lossy(name));
    }

    fn append(&mut self, value: Option<&[u8]>) -> Result<(), EventTooLarge> {
        let value = value.unwrap_or_default();
        check_size(self.data.len() + value.len())?;
        self.data.extend_from_slice(value);
        Ok(())
    }

    fn keep_partial(&mut self, bytes: &[u8]) -> Result<(), EventTooLarge> {
        check_size(self.partial.len() + bytes.len())?;
        self.partial.extend_from_slice(bytes);
        Ok(())
    }
}

fn check_size(size: usize) -> Result<(), EventTooLarge> {
    if size > EVENT_LIMIT {
        return Err(EventTooLarge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Name and data.
    type Event = (String, String);

    fn parse(pieces: &[&[u8]]) -> (Vec<Event>, Option<String>) {
        let mut parser = SseParser::default();
        let mut events = Vec::new();
        for piece in pieces {
            let mut bytes = *piece;
            while let Some(event) = parser.next(&mut bytes).unwrap() {
                events.push((event.name.to_owned(), event.data.into_owned()));
            }
        }
        (events, parser.finish().unwrap())
    }

    fn data(texts: &[&str]) -> Vec<Event> {
        let event = |text: &&str| (String::new(), (*text).to_owned());
        texts.iter().map(event).collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        for stream in [
            "data: a\n\ndata: b\n\n",
            "data: a\r\n\r\ndata: b\r\n\r\n",
            "data: a\r\rdata: b\r\r",
        ] {
            assert_eq!(
                parse(&[stream.as_bytes()]),
                (data(&["a", "b"]), None),
                "{stream:?}"
            );
        }
    }

    #[test]
    fn comments_blank_events_and_unknown_fields_are_skipped() {
        let stream = b": keep-alive\n\nid: 7\nretry: 10\n\nevent: ping\n\ndata: a\n\n";
        assert_eq!(parse(&[stream]), (data(&["a"]), None));
    }

    #[test]
    fn data_lines_are_joined_and_one_space_is_dropped() {
        assert_eq!(
            parse(&[b"data:a\ndata:  b\ndata\n\n"]).0,
            data(&["a\n b\n"])
        );
    }

    #[test]
    fn the_name_belongs_to_its_event_only() {
        let (events, _) = parse(&[b"event: x\ndata: 1\n\ndata: 2\n\n"]);
        assert_eq!(events[0].0, "x");
        assert_eq!(events[1].0, "");
    }

    #[test]
    fn a_byte_order_mark_is_dropped_even_when_it_is_cut() {
        assert_eq!(
            parse(&[b"\xef", b"\xbb\xbfdata: a\n\n"]),
            (data(&["a"]), None)
        );
    }

    #[test]
    fn an_event_without_its_blank_line_is_left_over() {
        assert_eq!(
            parse(&[b"data: a\n\ndata: [DONE]"]),
            (data(&["a"]), Some("[DONE]".to_owned()))
        );
        assert_eq!(parse(&[b"data: a\n"]), (vec![], Some("a".to_owned())));
    }

    #[test]
    fn an_endless_line_is_refused() {
        let piece = vec![b'x'; EVENT_LIMIT];
        let mut parser = SseParser::default();
        assert_eq!(parser.next(&mut piece.as_slice()), Ok(None));
        assert_eq!(parser.next(&mut b"x".as_slice()), Err(EventTooLarge));
        let mut lines = b"data:".to_vec();
        lines.extend_from_slice(&piece);
        lines.extend_from_slice(b"\ndata: x\n\n");
        let mut parser = SseParser::default();
        assert_eq!(parser.next(&mut lines.as_slice()), Err(EventTooLarge));
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
        let line = prop_oneof![
            3 => "data: ?[a-zäß€😀 :]{0,12}",
            1 => "event: [a-z]{1,5}",
            1 => ": [a-z]{0,5}",
            3 => Just(String::new()),
            1 => "\\PC{0,6}",
        ];
        (any::<bool>(), prop::collection::vec((line, end), 0..24)).prop_map(|(mark, lines)| {
            let mut bytes = if mark {
                BYTE_ORDER_MARK.to_vec()
            } else {
                Vec::new()
            };
            for (line, end) in lines {
                bytes.extend_from_slice(line.as_bytes());
                bytes.extend_from_slice(end.as_bytes());
            }
            bytes
        })
    }

    proptest! {
        #[test]
        fn split_anywhere_gives_the_same_events(
            stream in stream(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
            places.extend([0, stream.len()]);
            places.sort_unstable();
            let pieces: Vec<&[u8]> = places.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect();
            prop_assert_eq!(parse(&pieces), parse(&[&stream]));
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let bytewise: Vec<&[u8]> = bytes.chunks(1).collect();
            prop_assert_eq!(parse(&bytewise), parse(&[&bytes]));
        }
    }
}
