//! Finding servers on this computer by asking at their usual addresses what they are.

use std::sync::Arc;

use futures::future::join_all;
use http::Method;
use serde_json::Value;
use tokio::time::timeout;
use url::{Host, Url};

use crate::catalog::Catalog;
use crate::manifest::{Manifest, Probe};
use crate::transport::{Call, HttpClient, place_of};

/// The most bytes of an answer that are read.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// A server that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPreset {
    /// The preset; `None` where the manifest itself has the address.
    pub preset_id: Option<String>,
    /// The manifest that speaks its protocol.
    pub manifest_id: String,
    /// What it is called.
    pub name: String,
    /// Its address.
    pub base_url: Url,
}

/// A way of asking that leads to a server of a kind.
#[derive(Debug)]
struct Question<'a> {
    probe: &'a Probe,
    found: FoundPreset,
}

/// The servers that answer, at most one for each address. Only this computer is asked.
pub(crate) async fn find(http: &HttpClient, catalog: &Catalog) -> Vec<FoundPreset> {
    let manifests: Vec<Arc<Manifest>> = catalog.shared_manifests().cloned().collect();
    let mut places: Vec<(Url, Vec<Question<'_>>)> = Vec::new();
    // A probe without an address is for whatever is at one of the others.
    let mut anywhere = Vec::new();
    for manifest in &manifests {
        for probe in &manifest.probes {
            match question(manifest, probe) {
                Some((root, question)) => match places.iter_mut().find(|(url, _)| *url == root) {
                    Some((_, questions)) => questions.push(question),
                    None => places.push((root, vec![question])),
                },
                None => anywhere.push((manifest, probe)),
            }
        }
    }
    for (root, questions) in &mut places {
        let others = anywhere.iter().filter_map(|(manifest, probe)| {
            let preset = named(manifest, probe)?;
            let mut base = root.clone();
            base.set_path(&manifest.default_path);
            let found = found(manifest, Some(&preset.id), &preset.name, base);
            Some(Question { probe, found })
        });
        questions.extend(others);
    }
    let asked = places
        .iter()
        .map(|(root, questions)| ask(http, root, questions));
    join_all(asked).await.into_iter().flatten().collect()
}

fn named<'m>(manifest: &'m Manifest, probe: &Probe) -> Option<&'m studio_domain::ConnectionPreset> {
    let id = probe.preset.as_ref()?;
    manifest.presets.iter().find(|preset| preset.id == *id)
}

fn found(manifest: &Manifest, preset: Option<&String>, name: &str, base: Url) -> FoundPreset {
    FoundPreset {
        preset_id: preset.cloned(),
        manifest_id: manifest.id.clone(),
        name: name.to_owned(),
        base_url: base,
    }
}

/// The question and the root of the server it goes to; `None` where there is no usual address.
fn question<'a>(manifest: &'a Manifest, probe: &'a Probe) -> Option<(Url, Question<'a>)> {
    let (base, found) = match named(manifest, probe) {
        Some(preset) => {
            let base = Url::parse(&preset.base_url).ok()?;
            let found = found(manifest, Some(&preset.id), &preset.name, base.clone());
            (base, found)
        }
        None => {
            let base = manifest.base_url.clone()?;
            let found = found(manifest, None, &manifest.name, base.clone());
            (base, found)
        }
    };
    let mut root = base;
    root.set_path("");
    Some((root, Question { probe, found }))
}

/// Whether an address is this computer, whatever its names stand for.
fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

/// Asks one server everything at once; the first question that fits decides.
async fn ask(http: &HttpClient, root: &Url, questions: &[Question<'_>]) -> Option<FoundPreset> {
    if !is_this_computer(root) {
        return None;
    }
    let mut paths: Vec<String> = Vec::new();
    for question in questions {
        let path = question.probe.path.render(&Value::Null)?;
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let answers = join_all(paths.iter().map(|path| answer(http, root, path))).await;
    let fits = |question: &&Question<'_>| {
        let path = question.probe.path.render(&Value::Null);
        let at = paths.iter().position(|asked| Some(asked) == path.as_ref());
        let answer = at.and_then(|at| answers[at].as_ref());
        answer.is_some_and(|answer| !question.probe.finds.query(answer).is_empty())
    };
    questions
        .iter()
        .find(fits)
        .map(|question| question.found.clone())
}

async fn answer(http: &HttpClient, root: &Url, path: &str) -> Option<Value> {
    let url = root.join(path).ok()?;
    let call = Call::plain(Method::GET, url, place_of(root));
    let reading = async {
        let answer = http.send_once(&call).await.ok()?;
        if !answer.status.is_success() || answer.redirected_to.is_some() {
            return None;
        }
        let bytes = answer.body.read(ANSWER_LIMIT).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    timeout(http.config().probe_timeout, reading)
        .await
        .ok()
        .flatten()
}
