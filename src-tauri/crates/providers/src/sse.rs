//! Server-sent events from bytes in any split.
//!
//! Lines end with LF, CRLF or CR; comments are skipped; several data lines are joined; a byte order
//! mark at the beginning is dropped. Text is decoded a whole line at a time, so that a character
//! cut by the network stays whole.

/// The longest line, and the most data of one event, in bytes.
pub(crate) const EVENT_LIMIT: usize = 16 * 1024 * 1024;

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SseEvent {
    /// The event's name; empty where it has none.
    pub(crate) name: String,
    /// The data lines, joined by line feeds.
    pub(crate) data: String,
}

/// An event is larger than [`EVENT_LIMIT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is over {} MiB", EVENT_LIMIT / (1024 * 1024))]
pub(crate) struct EventTooLarge;

/// Takes bytes in, gives events out.
#[derive(Debug, Default)]
pub(crate) struct SseParser {
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    event: SseEvent,
    has_data: bool,
    /// The last byte was a CR: an LF right behind it belongs to the same line end.
    after_cr: bool,
    past_first_line: bool,
}

impl SseParser {
    /// Reads more bytes and appends the events they complete.
    pub(crate) fn push(
        &mut self,
        mut bytes: &[u8],
        events: &mut Vec<SseEvent>,
    ) -> Result<(), EventTooLarge> {
        if self.after_cr && !bytes.is_empty() {
            self.after_cr = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            if self.partial.is_empty() {
                self.line(&bytes[..end], events)?;
            } else {
                let mut line = std::mem::take(&mut self.partial);
                line.extend_from_slice(&bytes[..end]);
                self.line(&line, events)?;
            }
            let was_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if was_cr {
                self.after_cr = bytes.is_empty();
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
        }
        if self.partial.len() + bytes.len() > EVENT_LIMIT {
            return Err(EventTooLarge);
        }
        self.partial.extend_from_slice(bytes);
        Ok(())
    }

    /// What is left when the bytes end: an event whose closing blank line is missing, which some
    /// servers leave out. Whether it is whole only its reader can tell.
    pub(crate) fn finish(mut self) -> Result<Option<SseEvent>, EventTooLarge> {
        let mut events = Vec::new();
        let line = std::mem::take(&mut self.partial);
        if !line.is_empty() {
            self.line(&line, &mut events)?;
        }
        Ok(self.has_data.then_some(self.event))
    }

    fn line(&mut self, line: &[u8], events: &mut Vec<SseEvent>) -> Result<(), EventTooLarge> {
        let line = if self.past_first_line {
            line
        } else {
            self.past_first_line = true;
            line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line)
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if std::mem::take(&mut self.has_data) {
                events.push(event);
            }
            return Ok(());
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (field, value) = match colon {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => self.data(value),
            b"event" => {
                self.event.name = String::from_utf8_lossy(value).into_owned();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn data(&mut self, value: &[u8]) -> Result<(), EventTooLarge> {
        if self.event.data.len() + value.len() > EVENT_LIMIT {
            return Err(EventTooLarge);
        }
        if self.has_data {
            self.event.data.push('\n');
        }
        self.has_data = true;
        self.event.data.push_str(&String::from_utf8_lossy(value));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(pieces: &[&[u8]]) -> (Vec<SseEvent>, Option<SseEvent>) {
        let mut parser = SseParser::default();
        let mut events = Vec::new();
        for piece in pieces {
            parser.push(piece, &mut events).unwrap();
        }
        (events, parser.finish().unwrap())
    }

    fn data(texts: &[&str]) -> Vec<SseEvent> {
        texts
            .iter()
            .map(|text| SseEvent {
                name: String::new(),
                data: (*text).to_owned(),
            })
            .collect()
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
        assert_eq!(events[0].name, "x");
        assert_eq!(events[1].name, "");
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
            (data(&["a"]), data(&["[DONE]"]).pop())
        );
        assert_eq!(parse(&[b"data: a\n"]), (vec![], data(&["a"]).pop()));
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut parser = SseParser::default();
        let mut events = Vec::new();
        let piece = vec![b'x'; EVENT_LIMIT];
        assert_eq!(parser.push(&piece, &mut events), Ok(()));
        assert_eq!(parser.push(b"x", &mut events), Err(EventTooLarge));
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
