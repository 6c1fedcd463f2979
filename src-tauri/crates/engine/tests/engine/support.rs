//! A studio over a made-up service, and files to give it.

use std::io::Cursor;
use std::path::Path;

use studio_domain::{
    Asset, AssetFilter, Generate, Generation, GenerationId, GenerationUpdate, GivenInput, Imported,
    ModelRef, PageRequest, Params, ProviderId,
};
use studio_engine::{Catalog, Studio, StudioConfig};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The service's manifest, with its address to be filled in.
const MANIFEST: &str = include_str!("workshop.toml");

/// A studio, the service it knows, and the folder that goes with it.
pub struct Workshop {
    pub studio: Studio,
    pub server: MockServer,
    pub folder: TempDir,
}

pub async fn workshop() -> Workshop {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let studio = open(folder.path(), &server).await;
    Workshop {
        studio,
        server,
        folder,
    }
}

/// Opens a studio in a folder, over a server.
pub async fn open(folder: &Path, server: &MockServer) -> Studio {
    let manifest = MANIFEST.replace("{server}", &server.uri());
    let catalog = Catalog::from_texts(&[("workshop.toml", &manifest)]).expect("it is valid");
    let mut config = StudioConfig::new(folder.to_owned());
    config.catalog = Some(catalog);
    Studio::open(config).await.expect("the studio opens")
}

impl Workshop {
    /// What the service answers at a path.
    pub async fn answers(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }

    /// The bodies that were sent to a path.
    pub async fn sent_to(&self, at: &str) -> Vec<Vec<u8>> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        requests
            .into_iter()
            .filter(|request| request.url.path() == at)
            .map(|request| request.body)
            .collect()
    }

    /// Brings bytes into the library.
    pub async fn bring(&self, name: &str, bytes: Vec<u8>) -> Asset {
        match self.studio.import_bytes(name.to_owned(), bytes).await {
            Imported::Added { asset } | Imported::Present { asset } => asset,
            Imported::Refused { problem, .. } => panic!("{name} was refused: {problem:?}"),
        }
    }

    /// Makes something and follows it to its end.
    pub async fn make(&self, request: Generate) -> Generation {
        let id = self.studio.generate(request).await.expect("it is taken");
        end_of(&self.studio, id).await
    }

    pub async fn library(&self) -> Vec<Asset> {
        let page = self.studio.list_assets(AssetFilter::default(), page());
        page.await.expect("the library can be read").items
    }
}

pub async fn end_of(studio: &Studio, id: GenerationId) -> Generation {
    let mut updates = studio.watch_generation(id).await.expect("it is there");
    while let Some(update) = updates.recv().await {
        if let GenerationUpdate::Ended { generation } = update {
            return *generation;
        }
    }
    panic!("the generation was let go of before its end");
}

pub fn provider() -> ProviderId {
    ProviderId::new("workshop")
}

pub fn model(id: &str) -> ModelRef {
    ModelRef {
        provider_id: provider(),
        model_id: id.to_owned(),
    }
}

pub fn request(model_id: &str, prompt: &str, inputs: &[(&str, &Asset)]) -> Generate {
    Generate {
        prompt: prompt.to_owned(),
        model: model(model_id),
        params: Params::new(),
        inputs: inputs
            .iter()
            .map(|(slot, asset)| GivenInput {
                slot: (*slot).to_owned(),
                asset_id: asset.id,
            })
            .collect(),
    }
}

pub fn page() -> PageRequest {
    PageRequest {
        cursor: None,
        limit: 50,
    }
}

/// A picture; the shade tells one from another.
pub fn png(shade: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(6, 4, image::Rgb([shade, 90, 30]));
    let mut bytes = Cursor::new(Vec::new());
    let written = picture.write_to(&mut bytes, image::ImageFormat::Png);
    written.expect("a picture can be written");
    bytes.into_inner()
}

/// Silence of so many milliseconds.
pub fn wav(millis: u32) -> Vec<u8> {
    let data = 8_000 * millis / 1_000;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&8_000_u32.to_le_bytes());
    bytes.extend_from_slice(&8_000_u32.to_le_bytes());
    bytes.extend_from_slice(b"\x01\0\x08\0data");
    bytes.extend_from_slice(&data.to_le_bytes());
    bytes.resize(bytes.len() + data as usize, 128);
    bytes
}

/// A film of nothing, with its length and size.
pub fn mp4(width: u32, height: u32, millis: u32) -> Vec<u8> {
    let atom = |name: &[u8; 4], content: &[u8]| {
        let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [size.as_slice(), name, content].concat()
    };
    let mut movie = vec![0; 100];
    movie[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    movie[16..20].copy_from_slice(&millis.to_be_bytes());
    let mut track = vec![0; 84];
    track[40..44].copy_from_slice(&0x1_0000_u32.to_be_bytes());
    track[56..60].copy_from_slice(&0x1_0000_u32.to_be_bytes());
    track[76..80].copy_from_slice(&(width << 16).to_be_bytes());
    track[80..84].copy_from_slice(&(height << 16).to_be_bytes());
    let handler = [[0; 8].as_slice(), b"vide", &[0; 13]].concat();
    let media = atom(b"mdia", &atom(b"hdlr", &handler));
    let track = [atom(b"tkhd", &track), media].concat();
    let index = [atom(b"mvhd", &movie), atom(b"trak", &track)].concat();
    [
        atom(b"ftyp", b"isom\0\0\x02\0isomiso2"),
        atom(b"mdat", &[7; 64]),
        atom(b"moov", &index),
    ]
    .concat()
}

/// A document with nothing on its page.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n\
trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
