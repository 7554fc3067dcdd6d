//! Values that all other modules share: shows, episodes, progress, and text that is safe to draw.
//!
//! No I/O, no clock, no wire format of Spotify. Start with [`episode`] and [`clean`].

pub mod account;
pub mod catalogue;
pub mod choice;
pub mod clean;
pub mod clock;
pub mod command_line;
pub mod count;
pub mod date;
pub mod date_locale;
pub mod duration;
pub mod episode;
pub mod filter;
pub mod id;
pub mod images;
pub mod link;
pub mod login;
pub mod markdown;
pub mod moment;
pub mod near;
pub mod order;
pub mod page;
pub mod player;
pub mod private;
pub mod profile;
pub mod query;
pub mod quota;
pub mod rich;
pub mod scope;
pub mod shelf;
pub mod show;
pub mod since;
pub mod stamped;
pub mod synced;
pub mod terminal;
pub mod theme;
pub mod width;
pub mod words;
pub mod wrap;

pub use account::Account;
pub use catalogue::{Found, SavedEpisode};
pub use choice::{OwnMode, Preset, Protocol};
pub use clean::CleanText;
pub use clock::Clock;
pub use date::ReleaseDate;
pub use date_locale::DateLocale;
pub use episode::{Episode, EpisodeState, Progress};
pub use filter::{Rank, TitleFilter};
pub use id::{EpisodeId, EpisodeKey, Key, ShowId, ShowKey};
pub use images::Images;
pub use link::{NoLink, SpotifyLink, WebLink};
pub use login::{Ending, LoginState};
pub use order::{EpisodeSort, FeedSort, FeedSource, ShowSort, StateFilter, ViewOptions, Words};
pub use page::Page;
pub use player::{
    Device, DeviceId, MediaKey, Playback, PlayerCommand, Playing, PlayingEpisode, PreferredDevice, Queued,
};
pub use private::Private;
pub use profile::{BadProfileName, Profile};
pub use query::{Query, Snippet};
pub use quota::Quota;
pub use rich::{Html, Notes, RichText};
pub use scope::{Scope, Scopes};
pub use shelf::{EpisodeAt, Mark, RequestOrigin, ShelfEpisode, ShelfShow, StateCounts, Subject};
pub use show::{MediaType, Show, ShowKind};
pub use stamped::StampedMark;
pub use synced::{ShowVisit, SyncCounts, SyncEnd, SyncIntent, SyncProgress, SyncStage};
pub use terminal::{ControlStrings, Multiplexer, TerminalProgram};
pub use theme::ThemeName;
