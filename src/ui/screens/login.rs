//! The login screen: what to press, the URL while waiting for the browser, and what to do if nothing comes back.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    column,
    setup::{self, problem},
};
use crate::{
    app::{
        Command, Context, hints,
        input::command,
        session::{Login, LoginPhase, LoginReason, Waiting},
    },
    domain::{count::counted, duration::clock, wrap},
    ui::{
        Pen, text,
        widgets::{
            field::{self, Content},
            stack::{self, ALWAYS, Body, Part, WIDE, stack},
        },
    },
};

/// The row of a stack that is not text.
#[derive(Debug, Clone, Copy)]
struct PasteRow;

/// Draws the screen.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, body: Rect, login: &Login) {
    let area = column(body);
    let parts = parts(pen, login, body, area);
    for (PasteRow, row) in stack(frame, area, parts) {
        if let LoginPhase::Waiting(Waiting { paste: Some(paste), .. }) = &login.phase {
            let label = Line::styled(format!("{} Redirect URL  ", pen.marks.cursor), pen.theme.key);
            let width = u16::try_from(label.width()).unwrap_or(row.width).min(row.width);
            frame.render_widget(label, row);
            let row = Rect { x: row.x + width, width: row.width - width, ..row };
            field::field(frame, pen, row, &paste.0, Content::Hidden, !pen.is_covered());
        }
    }
}

/// The screen in sentences.
pub(in crate::ui) fn sentences(pen: Pen<'_>, login: &Login) -> Vec<String> {
    let mut sentences = stack::sentences(&parts(pen, login, WIDE, WIDE));
    if let LoginPhase::Waiting(Waiting { paste: Some(paste), .. }) = &login.phase {
        let count = paste.0.value().chars().count();
        sentences.push(format!("Redirect URL, a field: {}", counted(count, "character", "characters")));
    }
    sentences.extend(hints::sentence(pen.state));
    sentences
}

fn parts<'a>(pen: Pen<'_>, login: &'a Login, body: Rect, area: Rect) -> Vec<Part<'a, PasteRow>> {
    let flow = |sentence: &str| pen.flow(sentence, area.width);
    let mut parts = Vec::new();
    match &login.phase {
        LoginPhase::Idle => parts.extend(idle(pen, login, area)),
        LoginPhase::PortInUse { port } => parts.extend(port_in_use(pen, *port, area)),
        LoginPhase::Starting { .. } => parts.extend(busy(pen, "Opening the browser", "", area)),
        LoginPhase::Exchanging => {
            let detail = "Spotify answered; fetching the login and your account.";
            parts.extend(busy(pen, "Logging in", detail, area));
        }
        LoginPhase::Waiting(waiting) => {
            parts.extend(self::waiting(pen, waiting, body, area));
            if let Some(refused) = &waiting.problem {
                parts.extend(problem(pen, refused, area));
            }
            parts.push(Part::gap());
            // Their lines are kept free, so that nothing moves when they appear.
            let is_early = pen.state.cx.now.timestamp() < waiting.hints_at;
            let hint = |line: &str| if is_early { vec![Line::default(); flow(line).len()] } else { flow(line) };
            parts.extend(error_pages(pen).into_iter().zip(10..).map(|(line, rank)| Part::text(30 - rank, hint(&line))));
        }
    }
    if let Some(ended) = &login.problem {
        parts.push(Part::gap());
        parts.extend(problem(pen, ended, area));
    }
    parts
}

fn heading<'a>(pen: Pen<'_>, title: &'static str) -> Part<'a, PasteRow> {
    Part::text(ALWAYS, vec![Line::styled(title, pen.theme.heading)])
}

fn idle<'a>(pen: Pen<'_>, login: &Login, area: Rect) -> Vec<Part<'a, PasteRow>> {
    let flow = |sentence: &str| pen.flow(sentence, area.width);
    let muted = |sentence: &str| text::flow(sentence, usize::from(area.width), (pen.theme.muted, pen.theme.key));
    let why = match login.reason {
        LoginReason::First => "Your shows, episodes and where you stopped are read from your account.",
        LoginReason::Expired => {
            "Spotify has ended the login: it was withdrawn, or it is six months old. Nothing is lost."
        }
        LoginReason::LoggedOut => {
            "You are logged out. To withdraw the permission too: https://www.spotify.com/account/apps"
        }
        LoginReason::NotRemoved => {
            "You are not logged out: the login could not be deleted, and the next start uses it."
        }
        LoginReason::Again { switch_account: false } => "Log in again with the same account; the lists stay.",
        LoginReason::Again { switch_account: true } => "Spotify will let you choose another account.",
    };
    let key = pen.key(&[Context::Login], Command::Login(command::Login::LogIn));
    let how = "You agree once, in your browser; your password stays with Spotify.";
    let session = &pen.state.cx.session;
    let mut parts = vec![
        heading(pen, "Log in with Spotify"),
        Part::gap(),
        Part::text(80, flow(why)),
        Part::text(40, flow(how)),
        Part::gap(),
        Part::text(ALWAYS, flow(&format!("`{key}` opens the browser"))),
        Part::gap(),
    ];
    if pen.state.can_try_demo(login) {
        parts.extend([Part::text(15, flow(&setup::demo(pen, Context::LoginFirst))), Part::gap()]);
    }
    if let Some(profile) = session.profile.named() {
        let list = pen.key(&[Context::Login], Command::Login(command::Login::Profiles));
        parts.push(Part::text(60, flow(&format!("This is the profile {profile}; `{list}` lists the others."))));
        parts.push(Part::gap());
    }
    if let Some(client_id) = &session.client_id {
        parts.push(Part::text(20, muted(&format!("Client ID: {client_id}"))));
    }
    parts.push(Part::text(21, muted(&format!("Redirect URI: {}", session.redirect_uri))));
    parts
}

fn port_in_use<'a>(pen: Pen<'_>, port: u16, area: Rect) -> Vec<Part<'a, PasteRow>> {
    let flow = |sentence: &str| pen.flow(sentence, area.width);
    let key = |command| pen.key(&[Context::LoginPort], command);
    let title = format!("{} Port {port} is taken by another program", pen.marks.warning);
    let again =
        format!("`{}` tries it again, once that program has ended.", key(Command::Login(command::Login::LogIn)));
    let other = format!(
        "`{}` uses a port that is free. Spotify accepts it only if the redirect URI is registered without a port: \
         `http://127.0.0.1/callback`",
        key(Command::Login(command::Login::LogInDynamicPort))
    );
    vec![
        heading(pen, "Log in with Spotify"),
        Part::gap(),
        Part::text(ALWAYS, text::flow(&title, usize::from(area.width), (pen.theme.error, pen.theme.error))),
        Part::gap(),
        Part::text(90, flow(&again)),
        Part::text(90, flow(&other)),
    ]
}

fn busy<'a>(pen: Pen<'_>, title: &str, detail: &str, area: Rect) -> Vec<Part<'a, PasteRow>> {
    let title = Line::styled(format!("{title}{}", pen.marks.ellipsis), pen.theme.heading);
    vec![Part::text(ALWAYS, vec![title]), Part::gap(), Part::text(50, pen.flow(detail, area.width))]
}

fn waiting<'a>(pen: Pen<'_>, waiting: &'a Waiting, body: Rect, area: Rect) -> Vec<Part<'a, PasteRow>> {
    let flow = |sentence: &str| pen.flow(sentence, area.width);
    let key = |command| pen.key(&[Context::LoginWaiting], command);
    let seconds = std::time::Duration::from_secs(pen.state.seconds_until(waiting.deadline));
    let (title, left) = ("Waiting for your browser", clock(seconds));
    let gap = usize::from(area.width).saturating_sub(title.len() + left.len());
    let title = Line::from(vec![
        Span::styled(title, pen.theme.heading),
        Span::raw(" ".repeat(gap)),
        Span::styled(left, pen.theme.muted),
    ]);
    let url = wrap::lines(waiting.url.expose(), body.width);
    let mut parts =
        vec![Part::text(ALWAYS, vec![title]), Part::gap(), Part::text(45, flow(&waiting.browser.sentence()))];
    if pen.state.cx.session.is_demo {
        let approve = pen.key(&[Context::LoginDemo], Command::Login(command::Login::ApproveInDemo));
        parts.push(Part::text(70, flow(&format!("This is the demo: `{approve}` agrees without a browser."))));
    }
    let others = 2 + usize::from(waiting.paste.is_some()) + 3 * usize::from(waiting.problem.is_some());
    if url.len() + others <= usize::from(area.height) {
        let style = pen.linked(pen.theme.text, waiting.url.expose());
        let lines = url.into_iter().map(|line| Line::from(Span::styled(line, style))).collect();
        parts.extend([Part::gap(), Part { body: Body::Bare(lines), rank: 95 }, Part::gap()]);
    } else {
        let sentence = format!("The URL needs a larger window; `{}` copies it.", key(Command::Copy));
        parts.push(Part::text(95, flow(&sentence)));
    }
    if waiting.paste.is_some() {
        parts.push(Part::row(ALWAYS, PasteRow));
        parts.push(Part::text(
            35,
            flow("Paste the whole address from the browser's address bar, even if its page failed."),
        ));
    } else {
        let sentence = format!(
            "Browser on another computer? Agree there, then press `{}` and paste the address it ends on.",
            key(Command::Login(command::Login::PasteRedirect))
        );
        parts.push(Part::text(44, flow(&sentence)));
    }
    parts
}

/// Mistakes that Spotify shows only in the browser.
fn error_pages(pen: Pen<'_>) -> Vec<String> {
    let cancel = pen.key(&[Context::LoginWaiting], Command::Back);
    let redirect = &pen.state.cx.session.redirect_uri;
    vec![
        format!("Does the browser show an error? Then nothing comes back here: `{cancel}` cancels."),
        "`INVALID_CLIENT: Invalid client`: the client ID is wrong".into(),
        format!("`INVALID_CLIENT: Invalid redirect URI`: register {redirect}"),
        "`Insecure redirect URI`: it has to start with http://127.0.0.1, not localhost".into(),
        "`Illegal scope`: tick Web API in the app's settings".into(),
    ]
}
