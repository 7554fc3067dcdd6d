//! The account overlay: the choices, and below them who is logged in, until when, and what is missing.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::{Command, Context, cursor::Cursor, layout, overlay::AccountChoice},
    domain::LoginState,
    ui::{
        Pen, text,
        widgets::frame::{self, Border},
    },
};

/// Draws the overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, cursor: Cursor) {
    let choices = pen.state.account_choices();
    let selected = cursor.selected(choices.len());
    let about = match &pen.state.session.login {
        LoginState::LoggedIn { account: Some(account), .. } | LoginState::Ended { account: Some(account) } => {
            account.name().to_string()
        }
        LoginState::LoggedIn { account: None, .. } | LoginState::Ended { account: None } | LoginState::LoggedOut => {
            String::new()
        }
    };
    frame::overlay(frame, pen, area, &Border { focused: true, title: "Account", about, scroll: None });
    for ((number, choice), row) in choices.iter().enumerate().zip(layout::content(area).rows()) {
        let is_selected = selected == Some(number);
        let mark = if is_selected { pen.marks.cursor } else { " " };
        let asked = is_selected && choice.deletes() && pen.state.delete_asked;
        let (says, style) = if asked {
            (question(pen, *choice, usize::from(row.width).saturating_sub(text::width(mark))), pen.theme.warning)
        } else {
            (choice.label().to_owned(), pen.theme.text)
        };
        let line = Line::from(vec![Span::raw(mark), Span::styled(says, style)]);
        frame.render_widget(line, row);
        if is_selected {
            frame.buffer_mut().set_style(row, pen.theme.selected);
        }
    }
    draw_about(frame, pen, area);
}

/// What an entry asks before it deletes. What the key does is said whole, also where there is no room for the entry.
fn question(pen: Pen<'_>, choice: AccountChoice, room: usize) -> String {
    let key = pen.key(&[Context::Account], Command::Open);
    let asked = format!("{key} again deletes it, marks too");
    let whole = format!("{}: {asked}", choice.label());
    if text::width(&whole) <= room { whole } else { asked }
}

/// What is to be known, in a box of its own: the rows of the overlay are the choices, and nothing else is clicked. A
/// sentence that does not fit is left out whole.
fn draw_about(frame: &mut Frame<'_>, pen: Pen<'_>, above: Rect) {
    let room = frame.area().bottom().saturating_sub(above.bottom() + 2);
    let width = usize::from(layout::content(above).width).saturating_sub(1);
    let mut lines: Vec<Line<'_>> = Vec::new();
    for sentence in about(pen) {
        let sentence = text::flow(&sentence, width, (pen.theme.muted, pen.theme.text));
        if lines.len() + sentence.len() <= usize::from(room) {
            lines.extend(sentence);
        }
    }
    if lines.is_empty() {
        return;
    }
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    let area = Rect { y: above.bottom(), height, ..above };
    frame::overlay(frame, pen, area, &Border { focused: false, title: "About this login", ..Border::default() });
    for (line, mut row) in lines.into_iter().zip(layout::content(area).rows()) {
        row.x += 1;
        row.width = row.width.saturating_sub(1);
        frame.render_widget(line, row);
    }
}

/// Sentences, the most important first; backticks set off what matters.
fn about(pen: Pen<'_>) -> Vec<String> {
    let session = &pen.state.session;
    let mut about = Vec::new();
    match &session.login {
        LoginState::LoggedOut => about.push("Nobody is logged in.".into()),
        LoginState::Ended { .. } => about.push("The login has ended; what is on disk stays.".into()),
        LoginState::LoggedIn { account, missing, ends } => {
            let premium = match account.as_ref().map(|account| account.premium) {
                Some(Some(true)) => " with Premium",
                Some(Some(false)) => " without Premium",
                Some(None) => "",
                None => " (Spotify did not say as whom)",
            };
            let ends = ends.to_zoned_datetime(pen.state.now.time_zone().clone()).date();
            about.push(format!("Logged in{premium} until {ends}."));
            about.extend(
                missing.iter().map(|scope| format!("Not granted: {}, so {}.", scope.as_str(), scope.without())),
            );
        }
    }
    about.push(
        "Logging out forgets the login here; access is withdrawn at `https://www.spotify.com/account/apps`".into(),
    );
    if let Some(client_id) = &session.client_id {
        about.push(format!("Client ID: {client_id}"));
    }
    about.push("Content from Spotify. This program is not affiliated with Spotify.".into());
    about
}
