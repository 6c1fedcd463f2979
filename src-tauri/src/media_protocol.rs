//! `media://`: pictures and thumbnails by the hash of their bytes, so they can be cached for ever.

use studio_domain::BlobHash;
use studio_engine::range::{MediaHead, Window, respond};
use studio_engine::{EngineError, MediaRequest, Studio, ThumbnailSize};
use tauri::http::header::RANGE;
use tauri::http::{Method, Request, Response, StatusCode, Uri};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// The scheme's name.
pub const SCHEME: &str = "media";

/// Answers a request of the web view without holding up its thread.
pub fn handle<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let response = match app.try_state::<Studio>() {
            Some(studio) => answer(&studio, &request).await,
            None => plain(StatusCode::SERVICE_UNAVAILABLE),
        };
        responder.respond(response);
    });
}

/// The answer to one request.
pub async fn answer(studio: &Studio, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Some(wanted) = parse(request.uri()) else {
        return plain(StatusCode::NOT_FOUND);
    };
    match read(studio, wanted, request).await {
        Ok(response) => response,
        Err(error) => {
            tracing::debug!(%error, uri = %request.uri(), "a picture could not be shown");
            plain(StatusCode::NOT_FOUND)
        }
    }
}

/// `/<hash>` or `/<hash>?size=<pixels>`, where the pixels are one of the sizes that exist.
fn parse(uri: &Uri) -> Option<MediaRequest> {
    let blob: BlobHash = uri.path().strip_prefix('/')?.parse().ok()?;
    let size = match uri.query() {
        None => None,
        Some(query) => {
            let pixels: u32 = query.strip_prefix("size=")?.parse().ok()?;
            Some(
                ThumbnailSize::ALL
                    .into_iter()
                    .find(|size| size.pixels() == pixels)?,
            )
        }
    };
    Some(MediaRequest { blob, size })
}

async fn read(
    studio: &Studio,
    wanted: MediaRequest,
    request: &Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, EngineError> {
    let file = studio.media_file(wanted).await?;
    let failed = |source| EngineError::File {
        action: "reading a picture",
        source,
    };
    let mut opened = tokio::fs::File::open(&file.path).await.map_err(failed)?;
    let size = opened.metadata().await.map_err(failed)?.len();
    let range = request
        .headers()
        .get(RANGE)
        .and_then(|value| value.to_str().ok());
    let MediaHead { response, window } =
        respond(request.method(), range, size, &file.mime, &wanted.blob);
    let Window { start, length } = window;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    if *request.method() == Method::GET && length > 0 {
        opened
            .seek(std::io::SeekFrom::Start(start))
            .await
            .map_err(failed)?;
        opened
            .take(length)
            .read_to_end(&mut bytes)
            .await
            .map_err(failed)?;
    }
    Ok(response.map(|()| bytes))
}

fn plain(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_and_a_known_size_are_understood() {
        let hash = "0a".repeat(32);
        let parsed = |text: String| text.parse::<Uri>().ok().as_ref().and_then(parse);
        assert!(parsed(format!("media://localhost/{hash}")).is_some());
        assert!(parsed(format!("media://localhost/{hash}?size=256")).is_some());
        for wrong in [
            format!("media://localhost/{hash}?size=257"),
            format!("media://localhost/{hash}?size=256&x=1"),
            format!("media://localhost/{hash}/.."),
            format!("media://localhost/../{hash}"),
            format!("media://localhost/{}", hash.to_uppercase()),
            "media://localhost/".to_owned(),
        ] {
            assert_eq!(parsed(wrong.clone()), None, "{wrong} was understood");
        }
    }
}
