//! The account overlay: who is logged in, until when, what is missing, and the choices.

use ratatui::{
    Frame,
    text::{Line, Span},
};

use crate::{
    app::{cursor::Cursor, layout, overlay::AccountChoice, state::LoginState},
    ui::{
        Pen, text,
        widgets::frame::{self, Border},
    },
};

/// Draws the overlay: the choices first, so that they are in view on the smallest screen.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, cursor: Cursor) {
    let size = frame.area().as_size();
    let width = usize::from(layout::content(layout::overlay(size, 0)).width).saturating_sub(2);
    let selected = cursor.selected(AccountChoice::ALL.len());
    let mut lines: Vec<Line<'_>> = AccountChoice::ALL
        .into_iter()
        .enumerate()
        .map(|(number, choice)| {
            let mark = if selected == Some(number) { pen.marks.cursor } else { " " };
            Line::from(vec![Span::raw(mark), Span::styled(choice.label(), pen.theme.text)])
        })
        .collect();
    let choices = lines.len();
    lines.push(Line::default());
    for sentence in about(pen) {
        let sentence = text::flow(&sentence, width, (pen.theme.muted, pen.theme.text));
        if lines.len() + sentence.len() + 2 <= usize::from(size.height) {
            lines.extend(sentence.into_iter().map(indented));
        }
    }
    let area = layout::overlay(size, lines.len());
    let inside = layout::content(area);
    frame::overlay(frame, pen, area, &Border { focused: true, title: "Account", ..Border::default() });
    for (number, (line, row)) in lines.into_iter().zip(inside.rows()).enumerate() {
        frame.render_widget(line, row);
        if number < choices && selected == Some(number) {
            frame.buffer_mut().set_style(row, pen.theme.selected);
        }
    }
}

fn indented(mut line: Line<'_>) -> Line<'_> {
    line.spans.insert(0, Span::raw(" "));
    line
}

/// Sentences; backticks set off what matters.
fn about(pen: Pen<'_>) -> Vec<String> {
    let session = &pen.state.session;
    let mut about = Vec::new();
    match &session.login {
        LoginState::LoggedOut => about.push("Nobody is logged in.".into()),
        LoginState::Ended { account } => {
            let name = account.as_ref().map_or("this account", |account| account.name().as_str());
            about.push(format!("The login of `{name}` has ended; what was loaded stays."));
        }
        LoginState::LoggedIn { account, missing, ends } => {
            let ends = ends.to_zoned_datetime(pen.state.now.time_zone().clone()).date();
            match account {
                Some(account) => {
                    let premium = match account.premium {
                        Some(true) => " (Premium)",
                        Some(false) => " (without Premium)",
                        None => "",
                    };
                    about.push(format!("Logged in as `{}`{premium} until {ends}.", account.name()));
                }
                None => about.push(format!("Logged in until {ends}; Spotify did not say as whom.")),
            }
            about.extend(
                missing.iter().map(|scope| format!("Not granted, so {}: `{}`", scope.without(), scope.as_str())),
            );
        }
    }
    if let Some(client_id) = &session.client_id {
        about.push(format!("Client ID {client_id}"));
    }
    about.push("Access is withdrawn at `https://www.spotify.com/account/apps`".into());
    about.push("Content from Spotify. This program is not affiliated with Spotify.".into());
    about
}
