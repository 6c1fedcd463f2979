//! The XMP packet, which every format has a place for: our recipe and what a person or another
//! program reads of it, beside whatever the packet held before.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::escape::{escape, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use studio_domain::Recipe;

use super::found::LONGEST_TEXT;
use super::provenance::{self, Provenance};

/// The namespace of our own element.
const NAMESPACE: &str = "urn:studio.multimodal.app:recipe:1/";
/// The name of our own element.
const ELEMENT: &str = "recipe";
/// How what we wrote begins, so that it is found again.
const BLOCK_START: &str =
    "<rdf:Description rdf:about=\"\" xmlns:studio=\"urn:studio.multimodal.app:recipe:1/\"";
const BLOCK_END: &str = "</rdf:Description>";
const RDF_END: &str = "</rdf:RDF>";
/// What IPTC calls something that a model made.
const MADE_BY_A_MODEL: &str =
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
/// The deepest that elements may lie in each other.
const DEEPEST: usize = 64;

/// The packet with our part replaced by this, or taken out; nothing where nothing is left.
pub(super) fn with(before: Option<&str>, provenance: Option<&Provenance>) -> Option<String> {
    let foreign = before.and_then(without_ours);
    let Some(provenance) = provenance else {
        return foreign;
    };
    let Some(foreign) = foreign else {
        return Some(wrapped(&block(provenance, "", provenance.to_json())));
    };
    let Some(end) = foreign.rfind(RDF_END) else {
        return Some(wrapped(&block(provenance, "", provenance.to_json())));
    };
    let block = block(provenance, &foreign, provenance.to_json());
    Some(format!("{}{block}{}", &foreign[..end], &foreign[end..]))
}

/// A small packet that says where the rest is, for a format whose packets are short.
pub(super) fn pointing_to(guid: &str, before: Option<&str>) -> String {
    let block = format!(
        "{BLOCK_START} xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" \
         xmpNote:HasExtendedXMP=\"{guid}\">{BLOCK_END}"
    );
    let foreign = before.and_then(without_ours);
    match foreign
        .as_ref()
        .and_then(|foreign| Some((foreign, foreign.rfind(RDF_END)?)))
    {
        Some((foreign, end)) => format!("{}{block}{}", &foreign[..end], &foreign[end..]),
        None => wrapped(&block),
    }
}

/// A packet with nothing but ours.
pub(super) fn own(provenance: &Provenance) -> String {
    wrapped(&block(provenance, "", provenance.to_json()))
}

/// Whether a packet has our part.
pub(super) fn is_ours(text: &str) -> bool {
    text.contains(NAMESPACE)
}

fn wrapped(block: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         {block}{RDF_END}</x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

/// Our part. What `foreign` says of the same is left to it: a packet may say a thing only once.
fn block(provenance: &Provenance, foreign: &str, json: Option<String>) -> String {
    let mut inner = String::new();
    if let Some(json) = json {
        inner.push_str(&format!(
            "<studio:{ELEMENT}>{}</studio:{ELEMENT}>",
            escape(&json)
        ));
    }
    if let Some(prompt) = &provenance.prompt
        && !foreign.contains("dc:description")
    {
        inner.push_str(&format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>\
             </dc:description>",
            escape(speakable(prompt))
        ));
    }
    if !foreign.contains("CreatorTool") {
        let tool = speakable(&provenance.tool());
        inner.push_str(&format!(
            "<xmp:CreatorTool>{}</xmp:CreatorTool>",
            escape(&tool)
        ));
    }
    if !foreign.contains("DigitalSourceType") {
        inner.push_str(&format!(
            "<Iptc4xmpExt:DigitalSourceType>{MADE_BY_A_MODEL}</Iptc4xmpExt:DigitalSourceType>"
        ));
    }
    format!(
        "{BLOCK_START} xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">{inner}{BLOCK_END}"
    )
}

/// A text without what XML cannot hold.
pub(super) fn speakable(text: &str) -> String {
    let is_allowed = |c: &char| {
        matches!(c, '\t' | '\n' | '\r')
            || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(is_allowed).collect()
}

/// The packet without our part; nothing where nothing is left. Where another program wrote our
/// part anew in its own way, the packet goes as a whole: what was asked to be left out is not left
/// in.
fn without_ours(packet: &str) -> Option<String> {
    let mut rest = packet.to_owned();
    while let Some(start) = rest.find(BLOCK_START) {
        let end = rest[start..].find(BLOCK_END)? + start + BLOCK_END.len();
        rest.replace_range(start..end, "");
    }
    let has_content = rest.contains("Description") && !is_ours(&rest);
    has_content.then_some(rest)
}

/// What our part of a packet says, also where another program wrote it anew.
pub(super) fn recipe(packet: &str) -> Option<Recipe> {
    if packet.len() as u64 > LONGEST_TEXT || !is_ours(packet) {
        return None;
    }
    let mut reader = NsReader::from_str(packet);
    let mut depth = 0_usize;
    let mut text: Option<String> = None;
    loop {
        match reader.read_resolved_event().ok()? {
            (namespace, Event::Start(element)) => {
                let begins =
                    is_our_namespace(&namespace) && element.local_name().as_ref() == ELEMENT;
                if let Some(json) = attribute(&reader, &element) {
                    return provenance::recipe(&json);
                }
                depth += 1;
                if depth > DEEPEST {
                    return None;
                }
                if begins {
                    text = Some(String::new());
                }
            }
            (_, Event::Empty(element)) => {
                if let Some(json) = attribute(&reader, &element) {
                    return provenance::recipe(&json);
                }
            }
            (_, Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if let Some(json) = text.take() {
                    return provenance::recipe(&json);
                }
            }
            (_, Event::Text(part)) => extend(&mut text, &part.into_inner()),
            (_, Event::CData(part)) => extend(&mut text, &part.into_inner()),
            (_, Event::GeneralRef(name)) => {
                if let Ok(Some(character)) = name.resolve_char_ref() {
                    extend(&mut text, character.encode_utf8(&mut [0; 4]));
                } else if let Some(value) = resolve_xml_entity(&name.into_inner()) {
                    extend(&mut text, value);
                }
            }
            (_, Event::Eof) => return None,
            _ => {}
        }
    }
}

fn extend(text: &mut Option<String>, part: &str) {
    if let Some(text) = text {
        text.push_str(part);
    }
}

fn is_our_namespace(namespace: &ResolveResult<'_>) -> bool {
    *namespace == ResolveResult::Bound(Namespace(NAMESPACE))
}

/// Our part where it is written as an attribute.
fn attribute(reader: &NsReader<&[u8]>, element: &BytesStart<'_>) -> Option<String> {
    element.attributes().flatten().find_map(|attribute| {
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        if name.as_ref() != ELEMENT || !is_our_namespace(&namespace) {
            return None;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    })
}
