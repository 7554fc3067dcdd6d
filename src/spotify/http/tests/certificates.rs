//! Which certificates are trusted. `certificates/` holds a CA, one key and a leaf of that key for each case, made with
//! `openssl` for `spotify.test`; all are valid from 2020 to 2120 but the expired one.

use std::{net::SocketAddr, sync::Arc};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{io::AsyncReadExt as _, io::AsyncWriteExt as _, net::TcpListener, sync::mpsc};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::spotify::guard::Tries;

const CA: &str = include_str!("certificates/ca.pem");
const KEY: &str = include_str!("certificates/key.pem");

/// A TLS service with that certificate, and the requests that reach it.
async fn serve(certificate: &str) -> (SocketAddr, mpsc::UnboundedReceiver<Vec<u8>>) {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (send, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or(0);
            request.truncate(length);
            let _ = send.send(request);
            let _ = stream.write_all(b"HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
            let _ = stream.shutdown().await;
        }
    });
    (address, requests)
}

/// What a request to `spotify.test` comes to if the system trusts the CA too.
async fn ask(address: SocketAddr) -> Result<u16, ApiError> {
    let ca = reqwest::Certificate::from_pem(CA.as_bytes()).unwrap();
    let builder =
        reqwest::Client::builder().no_proxy().resolve("spotify.test", address).tls_certs_merge([ca]).http1_only();
    let origin = Origin::parse(&format!("https://spotify.test:{}", address.port())).unwrap();
    let http = Http::built(builder, origin, Guard::default(), TimeLimits::default());
    http.send(&Request { tries: Tries::Once, ..Request::get("/me") }).await.map(|answer| answer.status())
}

#[tokio::test]
async fn a_service_with_a_valid_certificate_is_asked() {
    let (address, mut requests) = serve(include_str!("certificates/valid.pem")).await;
    assert_eq!(ask(address).await, Ok(404));
    assert!(requests.recv().await.unwrap().starts_with(b"GET /me HTTP/1.1\r\n"));
}

#[tokio::test]
async fn an_expired_self_signed_or_foreign_certificate_gets_no_request() {
    for (certificate, reason) in [
        (include_str!("certificates/expired.pem"), "expired"),
        (include_str!("certificates/self-signed.pem"), "UnknownIssuer"),
        (include_str!("certificates/wrong-host.pem"), "not valid for name"),
    ] {
        let (address, mut requests) = serve(certificate).await;
        let Err(ApiError::NotConnected(why)) = ask(address).await else { panic!("{reason}: the request was sent") };
        assert!(why.as_str().contains(reason), "{why}");
        assert!(requests.try_recv().is_err(), "{reason}");
    }
}
