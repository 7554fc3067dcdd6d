//! `org.mpris.MediaPlayer2.Player`: what plays, and what is asked of it.

use std::{collections::HashMap, time::Duration};

use tokio::sync::{mpsc::UnboundedSender, watch};
use zbus::{
    Connection, connection, fdo, interface,
    object_server::{InterfaceRef, SignalEmitter},
    zvariant::{ObjectPath, Value as Variant},
};

use super::root::Root;
use crate::{
    app::EventKind,
    domain::{Clock, MediaKey, NoLink, Playback, Playing, SpotifyLink},
    runtime::input::Input,
};

const NAME: &str = "org.mpris.MediaPlayer2.spotpods_tui";
const PATH: &str = "/org/mpris/MediaPlayer2";
/// A position that is this far from where it would have come to by itself was set.
const JUMP: Duration = Duration::from_secs(1);

/// What is shown, and where the keys go.
#[derive(Debug)]
pub(super) struct Player {
    shown: watch::Receiver<Option<Playback>>,
    clock: Clock,
    send: UnboundedSender<Input>,
}

/// Serves the interface from the first thing that is loaded to the end of the program.
pub(super) async fn serve(
    address: String,
    mut shown: watch::Receiver<Option<Playback>>,
    clock: Clock,
    send: UnboundedSender<Input>,
) {
    let Ok(first) = shown.wait_for(Option::is_some).await.map(|first| first.clone()) else { return };
    let player = Player { shown: shown.clone(), clock: clock.clone(), send };
    let bus = match connect(&address, player).await {
        Ok(bus) => bus,
        Err(error) => return tracing::info!(%error, "no media keys: the session bus cannot be used"),
    };
    let Ok(player) = bus.object_server().interface::<_, Player>(PATH).await else { return };
    let mut before = first;
    while shown.changed().await.is_ok() {
        let after = shown.borrow_and_update().clone();
        if let Err(error) = tell(&player, before.as_ref(), after.as_ref(), &clock).await {
            tracing::debug!(%error, "the session bus was not told what plays");
        }
        before = after;
    }
}

/// Takes the name of the player; while another instance has it, one of its own.
async fn connect(address: &str, player: Player) -> zbus::Result<Connection> {
    let bus = connection::Builder::address(address)?.serve_at(PATH, Root)?.serve_at(PATH, player)?.build().await?;
    match bus.request_name(NAME).await {
        Err(zbus::Error::NameTaken) => bus.request_name(format!("{NAME}.instance{}", std::process::id())).await?,
        taken => taken?,
    }
    Ok(bus)
}

/// Tells the desktop what has changed.
async fn tell(
    player: &InterfaceRef<Player>,
    before: Option<&Playback>,
    after: Option<&Playback>,
    clock: &Clock,
) -> zbus::Result<()> {
    let (interface, emitter) = (player.get().await, player.signal_emitter());
    if status(before) != status(after) {
        interface.playback_status_changed(emitter).await?;
    }
    let is_same = before.map(|before| &before.playing) == after.map(|after| &after.playing);
    if !is_same {
        interface.metadata_changed(emitter).await?;
        interface.can_seek_changed(emitter).await?;
    }
    if before.and_then(|before| before.device.volume) != after.and_then(|after| after.device.volume) {
        interface.volume_changed(emitter).await?;
    }
    if let (Some(before), Some(after)) = (before, after) {
        let now = clock.timestamp();
        let position = after.position_at(now);
        if !is_same || before.position_at(now).abs_diff(position) > JUMP {
            Player::seeked(emitter, micros(position)).await?;
        }
    }
    Ok(())
}

#[expect(clippy::unused_self, clippy::needless_pass_by_value, reason = "the signatures are those of the bus")]
#[interface(name = "org.mpris.MediaPlayer2.Player", introspection_docs = false)]
impl Player {
    fn next(&self) {
        self.press(MediaKey::Next);
    }

    fn previous(&self) {
        self.press(MediaKey::Previous);
    }

    fn pause(&self) {
        self.press(MediaKey::Pause);
    }

    fn play_pause(&self) {
        self.press(MediaKey::PlayPause);
    }

    /// There is no stop: Spotify keeps the position.
    fn stop(&self) {
        self.press(MediaKey::Pause);
    }

    fn play(&self) {
        self.press(MediaKey::Play);
    }

    /// By an offset in microseconds.
    fn seek(&self, offset: i64) {
        let by = Duration::from_micros(offset.unsigned_abs());
        self.press(if offset < 0 { MediaKey::Back(by) } else { MediaKey::Forward(by) });
    }

    /// To a position in microseconds, if that still plays.
    fn set_position(&self, track: ObjectPath<'_>, position: i64) {
        let target = self.shown.borrow().as_ref().filter(|shown| track_of(shown) == track).map(Playback::duration);
        if let (Some(end), Ok(position)) = (target, u64::try_from(position).map(Duration::from_micros))
            && (end.is_zero() || position <= end)
        {
            self.press(MediaKey::SeekTo(position));
        }
    }

    /// Goes to an episode or a show of Spotify; anything else is refused (security K10).
    fn open_uri(&self, uri: &str) -> fdo::Result<()> {
        let refuse = |why: NoLink| fdo::Error::InvalidArgs(why.sentence().to_owned());
        self.press(MediaKey::Open(SpotifyLink::parse(uri).map_err(refuse)?));
        Ok(())
    }

    #[zbus(signal)]
    async fn seeked(emitter: &SignalEmitter<'_>, position: i64) -> zbus::Result<()>;

    #[zbus(property)]
    fn playback_status(&self) -> &'static str {
        status(self.shown.borrow().as_ref())
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<&'static str, Variant<'static>> {
        self.shown.borrow().as_ref().map(metadata).unwrap_or_default()
    }

    /// In microseconds.
    #[zbus(property(emits_changed_signal = "false"))]
    fn position(&self) -> i64 {
        let now = self.clock.timestamp();
        self.shown.borrow().as_ref().map_or(0, |shown| micros(shown.position_at(now)))
    }

    /// From 0 to 1.
    #[zbus(property)]
    fn volume(&self) -> f64 {
        let volume = self.shown.borrow().as_ref().and_then(|shown| shown.device.volume);
        f64::from(volume.unwrap_or(100)) / 100.0
    }

    #[zbus(property)]
    fn set_volume(&self, volume: f64) {
        self.press(MediaKey::Volume(percent(volume)));
    }

    #[zbus(property)]
    fn rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn minimum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn maximum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn can_go_next(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_go_previous(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_play(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_pause(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_seek(&self) -> bool {
        !matches!(self.shown.borrow().as_ref().map(|shown| &shown.playing), None | Some(Playing::Ad))
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn can_control(&self) -> bool {
        true
    }
}

impl Player {
    fn press(&self, key: MediaKey) {
        // The loop has ended: so does the program.
        let _ = self.send.send(Input::Event(EventKind::Media(key)));
    }
}

fn status(shown: Option<&Playback>) -> &'static str {
    match shown {
        Some(shown) if shown.is_playing => "Playing",
        Some(_) => "Paused",
        None => "Stopped",
    }
}

fn metadata(shown: &Playback) -> HashMap<&'static str, Variant<'static>> {
    let mut data = HashMap::from([("mpris:trackid", Variant::from(track_of(shown)))]);
    let (title, by) = match &shown.playing {
        Playing::Episode(episode) => {
            if let Some(id) = episode.key.id() {
                data.insert("xesam:url", format!("https://open.spotify.com/episode/{id}").into());
            }
            (episode.name.to_string(), episode.show.as_ref().map(|(_, name)| name.to_string()))
        }
        Playing::Track { name, artists, .. } => (name.to_string(), Some(artists.to_string())),
        Playing::Ad => ("Advertisement".to_owned(), None),
        Playing::Unknown => return data,
    };
    data.insert("xesam:title", title.into());
    if let Some(by) = by {
        data.insert("xesam:album", by.clone().into());
        data.insert("xesam:artist", vec![by].into());
    }
    if !shown.duration().is_zero() {
        data.insert("mpris:length", micros(shown.duration()).into());
    }
    data
}

/// The path that stands for what plays.
fn track_of(shown: &Playback) -> ObjectPath<'static> {
    let id = shown.episode().and_then(|episode| episode.key.id());
    let path = id.map_or_else(|| "/spotpods_tui/other".to_owned(), |id| format!("/spotpods_tui/episode/{id}"));
    ObjectPath::try_from(path).unwrap_or_else(|_| ObjectPath::from_static_str_unchecked("/spotpods_tui/other"))
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// The nearest percent; nothing for what is no number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
fn percent(volume: f64) -> u8 {
    (volume.clamp(0.0, 1.0) * 100.0).round() as u8
}
