use super::*;

const ALL: [Answer; 11] = [
    Answer::Waiting(200),
    Answer::Waiting(400),
    Answer::SeeOther(Outcome::Done),
    Answer::SeeOther(Outcome::Declined),
    Answer::SeeOther(Outcome::Failed),
    Answer::Page(Outcome::Done),
    Answer::Page(Outcome::Declined),
    Answer::Page(Outcome::Failed),
    Answer::NotFound,
    Answer::Refused(Refused::Method),
    Answer::Refused(Refused::TooLarge),
];

fn text(answer: Answer) -> String {
    String::from_utf8(answer.bytes()).expect("UTF-8")
}

#[test]
fn b13_every_answer_has_the_headers_that_keep_it_to_itself() {
    for answer in ALL {
        let text = text(answer);
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        for line in [
            "Connection: close",
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "Content-Type: text/html; charset=utf-8",
            &format!("Content-Length: {}", body.len()),
        ] {
            assert_eq!(head.lines().filter(|l| *l == line).count(), 1, "{line}\n{head}");
        }
        assert_eq!(head.matches("Content-Security-Policy: default-src 'none'; ").count(), 1, "{head}");
        assert!(head.contains("frame-ancestors 'none'"), "{head}");
        assert!(!head.to_ascii_lowercase().contains("access-control"), "{head}");
        assert!(!head.contains("unsafe-inline"), "{head}");
    }
}

#[test]
fn b13_the_one_style_of_a_page_is_allowed_by_its_hash_and_nothing_else_is_in_it() {
    for page in [WAITING, DONE, DECLINED, FAILED] {
        assert_eq!(page.matches("<style>").count(), 1);
        for forbidden in ["<script", "<img", "<link", "<iframe", "<form", "style=", "url(", "@import", "http"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(content_security_policy(page).contains("style-src 'sha256-"));
    }
    assert_eq!(
        content_security_policy("<style>a{}</style>"),
        "default-src 'none'; style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
}

#[test]
fn b14_the_outcome_is_reached_by_a_see_other() {
    let text = text(Answer::SeeOther(Outcome::Done));
    assert!(text.starts_with("HTTP/1.1 303 See Other\r\n"));
    assert!(text.contains("\r\nLocation: /done\r\n"));
}

#[test]
fn a_refused_request_gets_its_status() {
    assert!(text(Answer::Refused(Refused::Bad)).starts_with("HTTP/1.1 400 "));
    assert!(text(Answer::Refused(Refused::TooLarge)).starts_with("HTTP/1.1 431 "));
    let method = text(Answer::Refused(Refused::Method));
    assert!(method.starts_with("HTTP/1.1 405 ") && method.contains("\r\nAllow: GET\r\n"));
    assert!(text(Answer::NotFound).starts_with("HTTP/1.1 404 "));
}
