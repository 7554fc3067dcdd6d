use super::*;

const AUTHORITY: &str = "127.0.0.1:8899";

fn head(text: &str) -> Head {
    read(text.as_bytes(), AUTHORITY)
}

fn with(line: &str) -> String {
    format!("GET /callback?a=b HTTP/1.1\r\nHost: {AUTHORITY}\r\n{line}\r\n\r\n")
}

#[test]
fn a_browsers_request_is_read() {
    let head = head(&with("User-Agent: x\r\nUpgrade-Insecure-Requests: 1\r\nAccept: */*\r\nConnection: keep-alive"));
    assert_eq!(head, Head::Get(Target { path: "/callback".to_owned(), query: "a=b".to_owned() }));
}

#[test]
fn b2_only_get_in_origin_form_over_http_1_is_read() {
    let line = |line: &str| head(&format!("{line}\r\nHost: {AUTHORITY}\r\n\r\n"));
    assert!(matches!(line("GET / HTTP/1.0"), Head::Get(_)));
    for method in ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "CONNECT", "BREW"] {
        assert_eq!(line(&format!("{method} /callback HTTP/1.1")), Head::Refused(Refused::Method), "{method}");
    }
    for request in [
        "GET http://127.0.0.1:8899/callback HTTP/1.1",
        "GET callback HTTP/1.1",
        "GET * HTTP/1.1",
        "GET /a#b HTTP/1.1",
        "GET /callback HTTP/2.0",
        "GET /callback HTTP/0.9",
        "GET /callback",
        "GET /caf\u{e9} HTTP/1.1",
        "GET /a b HTTP/1.1",
        "\u{16}\u{3}\u{1}",
        "PRI * HTTP/2.0",
    ] {
        assert!(matches!(line(request), Head::Refused(_)), "{request:?}");
    }
}

#[test]
fn b3_exactly_one_right_host_is_accepted() {
    for hosts in [
        "",
        "Host: localhost:8899\r\n",
        "Host: 127.0.0.1\r\n",
        "Host: 127.0.0.1:80\r\n",
        "Host: 127.0.0.1:8899.evil.example\r\n",
        "Host: evil.example\r\n",
        "Host: \r\n",
        "Host: [::1]:8899\r\n",
        "Host: 127.0.0.1:8899\r\nHost: 127.0.0.1:8899\r\n",
        "Host: 127.0.0.1:8899\r\nhost: evil.example\r\n",
        "Host: 127.0.0.1:8899, evil.example\r\n",
        "X-Forwarded-Host: 127.0.0.1:8899\r\n",
    ] {
        assert_eq!(head(&format!("GET /callback HTTP/1.1\r\n{hosts}\r\n")), Head::Refused(Refused::Bad), "{hosts:?}");
    }
    assert!(matches!(head("GET / HTTP/1.1\r\nhOST:127.0.0.1:8899 \r\n\r\n"), Head::Get(_)));
}

#[test]
fn b4_whatever_announces_a_body_is_refused() {
    for line in [
        "Content-Length: 1",
        "Content-Length: 70368744177664",
        "Content-Length: 18446744073709551615",
        "Content-Length: 36893488147419103232",
        "Content-Length: -1",
        "Content-Length: ",
        "Content-Length: +0",
        "Content-Length: 0\r\nContent-Length: 0",
        "Content-Length: 0, 0",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Expect: 100-continue",
        "Connection: Upgrade\r\nUpgrade: websocket",
        "Upgrade: h2c",
    ] {
        assert_eq!(head(&with(line)), Head::Refused(Refused::Bad), "{line}");
    }
    assert!(matches!(head(&with("Content-Length: 0")), Head::Get(_)));
    assert_eq!(head(&(with("A: b") + "body")), Head::Refused(Refused::Bad));
}

#[test]
fn b5_a_head_is_bounded_in_bytes_and_fields() {
    let fields = |count: usize| "A: b\r\n".repeat(count);
    let of = |count: usize| head(&format!("GET / HTTP/1.1\r\nHost: {AUTHORITY}\r\n{}\r\n", fields(count)));
    assert!(matches!(of(MAX_FIELDS - 1), Head::Get(_)));
    assert_eq!(of(MAX_FIELDS), Head::Refused(Refused::TooLarge));
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(MAX_BYTES));
    assert_eq!(read(&long.as_bytes()[..MAX_BYTES - 1], AUTHORITY), Head::Partial);
    assert_eq!(read(&long.as_bytes()[..MAX_BYTES], AUTHORITY), Head::Refused(Refused::TooLarge));
    assert_eq!(head(&"\r\n".repeat(MAX_BYTES / 2)), Head::Refused(Refused::TooLarge));
}

#[test]
fn a_head_is_partial_until_its_last_byte() {
    let whole = with("A: b");
    for end in 0..whole.len() {
        assert_eq!(read(&whole.as_bytes()[..end], AUTHORITY), Head::Partial, "{end}");
    }
    assert!(matches!(head(&whole), Head::Get(_)));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        let _ = read(&bytes, AUTHORITY);
    }
}
