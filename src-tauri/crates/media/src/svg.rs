//! Looks through an SVG picture before it is shown: it must be well-formed, and everything in it
//! must lie within it.
//!
//! A web view shows an SVG in an image element without running scripts or fetching anything. But
//! a file in the library also leaves it, and is opened elsewhere; so what could run or call home
//! is refused, not cleaned: a cleaned picture is another one.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::MediaError;

/// The most bytes of an SVG picture.
const LARGEST: usize = 64 << 20;
/// The deepest that elements may lie in each other.
const DEEPEST: usize = 512;

/// Elements that run something, embed something or lead away.
const FORBIDDEN: [&str; 14] = [
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "handler",
    "listener",
    "link",
    "meta",
    "base",
    "include",
];

/// The size in pixels, where the picture tells one.
pub(crate) fn check(bytes: &[u8]) -> Result<Option<(u32, u32)>, MediaError> {
    if bytes.len() > LARGEST {
        return Err(MediaError::UnsafeSvg {
            what: "more than 64 MiB of text",
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| match error.error_len() {
        None => MediaError::Truncated,
        Some(_) => malformed("its text is not UTF-8"),
    })?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = 0_usize;
    let mut size = None;
    let mut began = false;
    let mut in_style = false;
    loop {
        match reader.read_event().map_err(|error| ending_of(&error))? {
            Event::Start(element) => {
                if !began {
                    size = root(&element)?;
                } else if open == 0 {
                    return Err(malformed("there is something behind its end"));
                }
                began = true;
                open += 1;
                if open > DEEPEST {
                    return Err(malformed("its parts lie too deep in each other"));
                }
                in_style = local(&element) == "style";
                check_element(&element)?;
            }
            Event::Empty(element) => {
                if !began {
                    size = root(&element)?;
                    began = true;
                }
                check_element(&element)?;
            }
            Event::End(_) => {
                open = open.saturating_sub(1);
                in_style = false;
            }
            Event::Text(text) if in_style => check_style(&text.into_inner())?,
            Event::CData(text) if in_style => check_style(&text.into_inner())?,
            // A reference in a style sheet can spell what is looked for.
            Event::GeneralRef(_) if in_style => return Err(unsafe_svg("a hidden style")),
            Event::DocType(declaration) if declaration.contains(['[', '%']) => {
                return Err(unsafe_svg("definitions of its own"));
            }
            Event::PI(_) => return Err(unsafe_svg("instructions to a program")),
            Event::Eof => break,
            _ => {}
        }
    }
    if !began || open > 0 {
        return Err(MediaError::Truncated);
    }
    Ok(size)
}

const fn malformed(reason: &'static str) -> MediaError {
    MediaError::DamagedHeader { reason }
}

const fn unsafe_svg(what: &'static str) -> MediaError {
    MediaError::UnsafeSvg { what }
}

/// Text that ends within a tag was cut off; any other fault is damage.
fn ending_of(error: &quick_xml::Error) -> MediaError {
    match error {
        quick_xml::Error::Syntax(_) => MediaError::Truncated,
        _ => malformed("its text is not well-formed"),
    }
}

fn local(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_lowercase()
}

/// The size that the outermost element tells: its own, or that of its view box.
fn root(element: &BytesStart<'_>) -> Result<Option<(u32, u32)>, MediaError> {
    if local(element) != "svg" {
        return Err(malformed("its outermost part is not a picture"));
    }
    let value = |name: &str| {
        let attribute = element.try_get_attribute(name).ok().flatten()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.trim().to_owned())
    };
    let side = |name: &str| value(name).as_deref().and_then(pixels);
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Ok(Some((width, height)));
    }
    let view_box = value("viewBox").unwrap_or_default();
    let numbers: Vec<&str> = view_box
        .split([' ', ',', '\t', '\n'])
        .filter(|number| !number.is_empty())
        .collect();
    Ok(match numbers.as_slice() {
        [_, _, width, height] => pixels(width).zip(pixels(height)),
        _ => None,
    })
}

/// A length in pixels; other units are for paper, and shares of nothing known here.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is limited to what fits before it is converted"
)]
fn pixels(length: &str) -> Option<u32> {
    let number: f64 = length.trim_end_matches("px").parse().ok()?;
    (0.5..1e6).contains(&number).then(|| number.round() as u32)
}

fn check_element(element: &BytesStart<'_>) -> Result<(), MediaError> {
    let name = local(element);
    if FORBIDDEN.contains(&name.as_str()) {
        return Err(unsafe_svg(match name.as_str() {
            "script" | "handler" | "listener" => "a script",
            _ => "a page or a file from elsewhere",
        }));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| malformed("its text is not well-formed"))?;
        check_attribute(&attribute)?;
    }
    Ok(())
}

fn check_attribute(attribute: &Attribute<'_>) -> Result<(), MediaError> {
    let name = attribute.key.local_name().as_ref().to_lowercase();
    let value = attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_err(|_| unsafe_svg("definitions of its own"))?;
    let is_namespace = attribute.key.as_ref().starts_with("xmlns");
    if is_namespace {
        return Ok(());
    }
    if name.starts_with("on") {
        return Err(unsafe_svg("a script"));
    }
    if matches!(name.as_str(), "href" | "src" | "base" | "action" | "data") {
        return check_reference(&value);
    }
    // An animation could put a reference where none was.
    if name == "attributename" && value.to_lowercase().contains("href") {
        return Err(unsafe_svg("a reference that changes"));
    }
    check_style(&value)
}

/// A reference stays in the picture, or brings its bytes along.
fn check_reference(target: &str) -> Result<(), MediaError> {
    const PICTURES: [&str; 4] = [
        "data:image/png",
        "data:image/jpeg",
        "data:image/webp",
        "data:image/gif",
    ];
    let target = target.trim().to_lowercase();
    let stays = target.is_empty()
        || target.starts_with('#')
        || PICTURES.iter().any(|picture| target.starts_with(picture))
        || target.starts_with("data:image/jpg");
    if stays {
        Ok(())
    } else {
        Err(unsafe_svg("a reference to a file elsewhere"))
    }
}

/// Style rules, and attributes that may hold them: every address in them stays in the picture.
fn check_style(style: &str) -> Result<(), MediaError> {
    let style = style.to_lowercase();
    if style.contains('\\') && style.contains('(') {
        // An escape can spell any of the words below.
        return Err(unsafe_svg("a hidden style"));
    }
    for word in [
        "@import",
        "javascript:",
        "expression(",
        "image-set(",
        "-moz-binding",
    ] {
        if style.contains(word) {
            return Err(unsafe_svg("a reference to a file elsewhere"));
        }
    }
    for after in style.split("url(").skip(1) {
        let target = after.split(')').next().unwrap_or_default();
        check_reference(target.trim().trim_matches(['"', '\'']))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: &str =
        "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'";

    fn with(content: &str) -> String {
        format!("<svg {NAMES} viewBox='0 0 10 10'>{content}</svg>")
    }

    #[test]
    fn plain_pictures_pass_and_tell_their_size() {
        for (picture, size) in [
            ("<svg width='120' height='80px'/>", Some((120, 80))),
            (
                "<?xml version='1.0'?><svg viewBox='0 0 24.4,32'><g/></svg>",
                Some((24, 32)),
            ),
            ("<svg width='100%' height='10mm'></svg>", None),
            (
                "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'><svg><path d='M0 0'/></svg>",
                None,
            ),
        ] {
            assert_eq!(check(picture.as_bytes()).unwrap(), size, "{picture}");
        }
        for content in [
            "<style>.a { fill: url(#g) } /* (c) */</style><rect class='a'/>",
            "<use xlink:href='#shape'/><image href='data:image/png;base64,AAAA'/>",
            "<text>a &lt;script&gt; in words, https://example.org</text>",
            "<linearGradient id='g'/><rect fill='url(\"#g\")' style='opacity:.5'/>",
            "<animate attributeName='opacity' values='0;1'/>",
        ] {
            assert_eq!(
                check(with(content).as_bytes()).unwrap(),
                Some((10, 10)),
                "{content}"
            );
        }
    }

    #[test]
    fn what_runs_or_calls_home_is_refused() {
        for content in [
            "<script>alert(1)</script>",
            "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
            "<g onclick='x()'/>",
            "<foreignObject><p/></foreignObject>",
            "<image href='https://example.org/a.png'/>",
            "<image xlink:href='//example.org/a.png'/>",
            "<use href='other.svg#a'/>",
            "<a href='javascript:alert(1)'><text>x</text></a>",
            "<a href='&#106;avascript:alert(1)'/>",
            "<image href='data:image/svg+xml,x'/>",
            "<rect fill='url(https://example.org/#g)'/>",
            "<rect style=\"background: url('http://example.org')\"/>",
            "<style>@import 'https://example.org/a.css';</style>",
            "<style><![CDATA[a { b: url(http://example.org) }]]></style>",
            "<style>a { b: u\\72l(http://example.org) }</style>",
            "<set attributeName='xlink:href' to='javascript:alert(1)'/>",
            "<?xml-stylesheet href='https://example.org/a.css'?>",
        ] {
            let result = check(with(content).as_bytes());
            assert!(
                matches!(result, Err(MediaError::UnsafeSvg { .. })),
                "{content} gave {result:?}"
            );
        }
        let entities = "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>";
        assert!(matches!(
            check(entities.as_bytes()),
            Err(MediaError::UnsafeSvg { .. })
        ));
    }

    #[test]
    fn text_that_is_not_well_formed_is_damage() {
        for text in [
            "<svg><g></svg>",
            "<html><svg/></html>",
            "<svg/><svg></svg>",
            "<svg a='1' a='2'/>",
            "<svg>\u{0}</svg><x></x>",
        ] {
            assert!(check(text.as_bytes()).is_err(), "{text} passed");
        }
    }

    proptest! {
        #[test]
        fn a_picture_cut_anywhere_is_refused(cut in 0_usize..1_000) {
            let whole = with("<g><rect fill='url(#g)'/><text>Grüße</text></g>");
            let cut = whole.len() * cut / 1_000;
            prop_assert!(check(&whole.as_bytes()[..cut]).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "[<>/a-z='\"&;#!\\[\\] ]{0,80}") {
            let _ = check(format!("<svg>{text}</svg>").as_bytes());
        }
    }
}
