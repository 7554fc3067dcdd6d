//! The setup screen: how to get a client ID, and the fields to put it in.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::column;
use crate::{
    app::{
        Command, Context, Problem, hints,
        input::command,
        session::{Setup, SetupField},
    },
    domain::count::counted,
    ui::{
        Pen,
        hyperlinks::DASHBOARD,
        text,
        widgets::{
            field::{self, Content},
            stack::{self, ALWAYS, Part, WIDE, stack},
        },
    },
};

/// From this many rows and columns on, the steps are written out.
const ROOMY: (u16, u16) = (20, 66);

/// Draws the screen.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, body: Rect, setup: &Setup) {
    let area = column(body);
    for (which, row) in stack(frame, area, parts(pen, setup, body, area)) {
        draw_field(frame, pen, row, setup, which);
    }
}

/// The screen in sentences.
pub(in crate::ui) fn sentences(pen: Pen<'_>, setup: &Setup) -> Vec<String> {
    let mut sentences = stack::sentences(&parts(pen, setup, WIDE, WIDE));
    sentences.push(match (setup.focus, setup.client_id.value(), setup.secret.0.value().chars().count()) {
        (SetupField::None, "", _) => "Client ID: empty".into(),
        (SetupField::None, id, _) => format!("Client ID: {id}"),
        (SetupField::ClientId, id, _) => format!("Client ID, a field: {id}"),
        (SetupField::Secret, _, count) => {
            format!("Secret, a field, optional: {}", counted(count, "character", "characters"))
        }
    });
    sentences.extend(hints::sentence(pen.state));
    sentences
}

fn parts<'a>(pen: Pen<'_>, setup: &Setup, body: Rect, area: Rect) -> Vec<Part<'a, SetupField>> {
    let roomy = body.height >= ROOMY.0 && body.width >= ROOMY.1;
    let mut parts = Vec::new();
    if roomy {
        let why = "Spotify requires an app of your own to log in with. Registering it takes a few minutes, \
                   once, and a Premium account.";
        parts.extend([Part::text(20, pen.flow(why, area.width)), Part::gap()]);
    }
    let steps = steps(pen, roomy);
    for (number, step) in (1..).zip(steps) {
        parts.push(Part::text(50 - number, numbered(pen, number, &step, area)));
    }
    parts.extend([Part::gap(), Part::text(15, pen.flow(&demo(pen, Context::Setup), area.width))]);
    parts.extend([Part::gap(), Part::row(ALWAYS, SetupField::ClientId), Part::row(ALWAYS, SetupField::Secret)]);
    if setup.is_saving {
        let saving = format!("Saving{}", pen.marks.ellipsis);
        parts.push(Part::text(ALWAYS, vec![Line::styled(saving, pen.theme.muted)]));
    } else if let Some(problem) = &setup.problem {
        parts.push(Part::gap());
        parts.extend(self::problem(pen, problem, area));
    }
    parts
}

/// The way into the demo, and back.
pub(super) fn demo(pen: Pen<'_>, context: Context) -> String {
    let demo = pen.key(&[context], Command::Setup(command::Setup::Demo));
    let quit = pen.key(&[Context::Global], Command::App(command::App::Quit));
    format!("To look around first, `{demo}` opens the demo without an account; `{quit}` leads back.")
}

/// What went wrong: the title and the way out stay longer than the details.
pub(super) fn problem<'a, T>(pen: Pen<'_>, problem: &Problem, area: Rect) -> Vec<Part<'a, T>> {
    let room = usize::from(area.width);
    let styled = |text: &str, style| text::flow(text, room, (style, pen.theme.key));
    let title = format!("{} {}", pen.marks.warning, problem.title);
    vec![
        Part::text(ALWAYS, styled(&title, pen.theme.error)),
        Part::text(60, styled(&problem.detail, pen.theme.text)),
        Part::text(ALWAYS - 1, styled(&problem.remedy.on_screen(&pen.state.cx.keymap), pen.theme.text)),
    ]
}

/// The steps. Backticks set off keys and texts to copy.
fn steps(pen: Pen<'_>, roomy: bool) -> Vec<String> {
    let dashboard = pen.key(&[Context::Setup], Command::Setup(command::Setup::OpenDashboard));
    let copy = pen.key(&[Context::Setup], Command::Copy);
    let edit = pen.key(&[Context::Setup], Command::Setup(command::Setup::EditField));
    let redirect = &pen.state.cx.session.redirect_uri;
    if roomy {
        vec![
            format!("Press `{dashboard}` to open `https://developer.spotify.com/dashboard` and log in there."),
            "Create an app. Name it, for example, \"My podcast shelf\"; Spotify's terms forbid names with \"Spot\" in \
             them. The description is up to you."
                .into(),
            format!("Add the redirect URI `{redirect}` (`{copy}` copies it)."),
            "Tick `Web API`, agree to the terms, and save.".into(),
            "Other people who log in with this app are added under User Management; you are not.".into(),
            format!("Copy the Client ID from the app's settings; press `{edit}` here and paste it."),
        ]
    } else {
        vec![
            format!("`{dashboard}` opens Spotify's dashboard"),
            "Create an app \"My podcast shelf\"".into(),
            format!("`{redirect}` as its redirect URI: `{copy}` copies"),
            "Tick `Web API`; you need Premium".into(),
            format!("`{edit}`: paste the app's client ID"),
        ]
    }
}

fn numbered(pen: Pen<'_>, number: u8, step: &str, area: Rect) -> Vec<Line<'static>> {
    let mut lines = pen.flow(step, area.width.saturating_sub(3));
    for (at, line) in lines.iter_mut().enumerate() {
        let label = if at == 0 { format!("{number}  ") } else { "   ".into() };
        line.spans.insert(0, Span::styled(label, pen.theme.muted));
        for span in line.spans.iter_mut().filter(|span| span.content == DASHBOARD) {
            span.style = pen.linked(span.style, DASHBOARD);
        }
    }
    lines
}

fn draw_field(frame: &mut Frame<'_>, pen: Pen<'_>, row: Rect, setup: &Setup, which: SetupField) {
    let (label, content, how) = match which {
        SetupField::None => return,
        SetupField::ClientId => ("Client ID", &setup.client_id, Content::Plain),
        SetupField::Secret => ("Secret", &setup.secret.0, Content::Hidden),
    };
    let focused = setup.focus == which && !pen.is_covered();
    let (mark, style) = if setup.focus == which { (pen.marks.cursor, pen.theme.key) } else { (" ", pen.theme.muted) };
    let label = Line::styled(format!("{mark} {label:<11}"), style);
    let width = u16::try_from(label.width()).unwrap_or(row.width).min(row.width);
    frame.render_widget(label, row);
    let area = Rect { x: row.x + width, width: row.width - width, ..row };
    if content.value().is_empty() && !focused {
        let hint = if which == SetupField::Secret { "optional" } else { "empty" };
        frame.render_widget(Line::styled(format!("({hint})"), pen.theme.muted), area);
    } else {
        field::field(frame, pen, area, content, how, focused);
    }
}
