//! The pages for the browser: plain HTML with inline style, no scripts, and all remote text escaped.

use super::tokens::Grant;
use crate::demo::{Listener, data::escape};

/// The detail below an error in the request.
pub(super) const CLOSE: &str = "Nothing was granted and the app was not called back. Close this page, press Esc in the app, \
    correct the setting and log in again.";

const SHELL: &str = include_str!("../../../assets/demo/page.html");

/// The consent page for `listener`. It offers to agree as the other listener instead.
pub(super) fn consent(ticket: &str, listener: Listener, grant: Grant, redirect_uri: &str) -> String {
    let mut wishes = String::new();
    for name in grant.names() {
        wishes.extend(["<li>", &escape(wish(name)), "</li>"]);
    }
    if wishes.is_empty() {
        wishes.push_str("<li>Know that you are logged in</li>");
    }
    let host = redirect_uri.strip_suffix("/callback").unwrap_or(redirect_uri);
    let body = format!(
        "<h1>spotpods-tui would like to</h1><ul>{wishes}</ul>\
         <p class=\"note\">This is the demo: invented shows, no account, nothing leaves this computer. Agreeing takes you \
         back to <code>{}</code>. You are logged in as {}.</p>\
         <form method=\"post\" action=\"/authorize\"><input type=\"hidden\" name=\"ticket\" value=\"{}\">\
         <button class=\"agree\" name=\"decision\" value=\"agree\" autofocus>Agree</button>\
         <button class=\"cancel\" name=\"decision\" value=\"cancel\">Cancel</button>\
         <button class=\"other\" name=\"decision\" value=\"agree-other\">Agree as {} instead</button></form>",
        escape(host),
        listener.name(),
        escape(ticket),
        listener.other().name(),
    );
    shell("Connect to the demo", &body)
}

/// A page of one sentence and its remedy.
pub(super) fn message(title: &str, detail: &str) -> String {
    shell(title, &format!("<h1>{}</h1><p class=\"note\">{}</p>", escape(title), escape(detail)))
}

/// The page at `/`.
pub(super) fn front() -> String {
    message("The demo is running", "It answers the app, not the browser: start the login there.")
}

/// The sign-in page of a network, sent in place of an answer.
pub(super) fn sign_in() -> String {
    message("Sign in to this network", "A scripted page in the place of the answer.")
}

fn shell(title: &str, body: &str) -> String {
    SHELL.replace("{{title}}", &escape(title)).replace("{{body}}", body)
}

/// The description of a scope.
fn wish(name: &str) -> &str {
    match name {
        "user-library-read" => "See the shows and episodes you saved",
        "user-library-modify" => "Follow and unfollow shows, save and remove episodes",
        "user-read-playback-position" => "See where you stopped in an episode",
        "user-read-playback-state" => "See your devices and what they play",
        "user-modify-playback-state" => "Play, pause and seek on your devices",
        "user-read-currently-playing" => "See what is playing now",
        "user-read-private" => "See your country and your kind of subscription",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_escaped_in_every_page() {
        let grant = Grant::parse("").expect("empty");
        let page = consent("\"><script>", Listener::First, grant, "http://127.0.0.1:1/callback?<b>");
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(!message("<script>", "<b>").contains("<script>"));
    }
}
