//! Proxies.

mod certificates;

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc::{Receiver, channel},
    thread,
};

use super::*;

/// A listener that answers 404, and the first lines of its requests.
fn listener() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (send, lines) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = [0; 4096];
            let length = stream.read(&mut bytes).unwrap_or(0);
            let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
            let _ = send.send(text.lines().next().unwrap_or_default().to_owned());
            let _ = stream.write_all(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (address, lines)
}

/// A service with a proxy configured.
fn behind(proxy: &str, origin: &str) -> Http {
    let builder = reqwest::Client::builder().proxy(reqwest::Proxy::all(format!("http://{proxy}")).unwrap());
    Http::built(builder, Origin::parse(origin).unwrap(), Guard::default(), TimeLimits::default())
}

#[tokio::test]
async fn c9_no_proxy_serves_a_loopback_address() {
    let ((proxy, at_proxy), (service, at_service)) = (listener(), listener());
    let answer = behind(&proxy, &format!("http://{service}/v1")).send(&Request::get("/me")).await;
    assert_eq!(answer.map(|answer| answer.status()), Ok(404));
    assert_eq!(at_service.try_recv().as_deref(), Ok("GET /v1/me HTTP/1.1"));
    assert!(at_proxy.try_recv().is_err());
}

#[tokio::test]
async fn c9_other_services_are_reached_through_the_proxy() {
    let (proxy, at_proxy) = listener();
    // This name never exists (RFC 6761 §6.4): only the proxy could resolve it.
    let request = Request { tries: crate::spotify::guard::Tries::Once, ..Request::get("/me") };
    let answer = behind(&proxy, "https://spotify.invalid/v1").send(&request).await;
    assert!(matches!(answer, Err(ApiError::NotConnected(_))), "the proxy refuses");
    assert_eq!(at_proxy.try_recv().as_deref(), Ok("CONNECT spotify.invalid:443 HTTP/1.1"));
}

#[tokio::test]
async fn a_refused_connection_differs_from_one_that_breaks_after_the_request() {
    let ask = async |address: std::net::SocketAddr| {
        let request = Request { tries: crate::spotify::guard::Tries::Once, ..Request::get("/me") };
        let origin = Origin::parse(&format!("http://{address}/v1")).unwrap();
        Http::built(reqwest::Client::builder(), origin, Guard::default(), TimeLimits::default()).send(&request).await
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
    });
    assert!(matches!(ask(address).await, Err(ApiError::Unreachable(_))));
    // Bound and never listening.
    let refusing = tokio::net::TcpSocket::new_v4().unwrap();
    refusing.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    assert!(matches!(ask(refusing.local_addr().unwrap()).await, Err(ApiError::NotConnected(_))));
}
