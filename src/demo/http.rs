//! The adaptor between axum and the world: reads a request, delays the answer, and sends it by its [`Delivery`].
//!
//! It decides nothing about Spotify.

use std::{io, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};
use futures_util::{StreamExt as _, stream};

use super::{
    control,
    live::Shared,
    world::{Delivery, Request, Response},
};

/// Most bytes read of a body. A form of the token endpoint has about 500.
const MAX_BODY: usize = 64 * 1024;

/// All requests except those of the control endpoint go to the world, which knows the routes.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, request: axum::extract::Request) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let text = |name: HeaderName| header_text(&parts.headers, &name);
    let (authorization, content_type) = (text(header::AUTHORIZATION), text(header::CONTENT_TYPE));
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return send(Response::empty(413));
    };
    let response = {
        let mut live = shared.live();
        let request = Request {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            authorization,
            content_type,
            body: body.to_vec(),
            at: live.now(),
        };
        if control::is_meant(&request.path) {
            let allowed = control::may_ask(&parts.headers, shared.port);
            return send(if allowed { control::answer(&mut live, &request) } else { control::refusal() });
        }
        live.world.handle(&request)
    };
    shared.handled.send_modify(|count| *count += 1);
    let wait = match response.delivery {
        Delivery::Late(by) => Some(shared.latency + by),
        Delivery::Never => None,
        Delivery::Whole | Delivery::Truncated => Some(shared.latency),
    };
    match wait {
        Some(wait) if wait.is_zero() => {}
        Some(wait) => tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = shared.stop.cancelled() => {}
        },
        None => shared.stop.cancelled().await,
    }
    send(response)
}

fn header_text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn send(response: Response) -> axum::response::Response {
    let Response { status, headers, body, delivery } = response;
    let length = body.len();
    let body = match delivery {
        Delivery::Truncated => {
            let half = body.get(..length / 2).unwrap_or_default().to_vec();
            let cut = stream::once(async {
                // After a yield, the half is flushed before the connection breaks.
                tokio::task::yield_now().await;
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            });
            Body::from_stream(stream::once(async { Ok(half) }).chain(cut))
        }
        Delivery::Whole | Delivery::Late(_) | Delivery::Never => Body::from(body),
    };
    let mut sent = axum::response::Response::new(body);
    *sent.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        // Omits a value that is invalid in a header: only a script can contain one.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            sent.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    if delivery == Delivery::Truncated {
        // Announces the whole length, so that the client notices.
        sent.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    sent
}
