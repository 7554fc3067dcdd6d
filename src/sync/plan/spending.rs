//! Whether the budget allows a request, and out of which part.

use jiff::Timestamp;

use super::{Ask, Class, Next};
use crate::{domain::RequestOrigin, library::QuotaRecord};

/// What spends the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) enum Spender {
    /// An automatic synchronisation.
    Background,
    /// A synchronisation that the person asked for: the list of shows and the newest pages may use the reserve.
    Asked,
    /// The person opened a show.
    Visit,
}

/// The budget and the requests made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) struct Spending {
    pub(in crate::sync) spender: Spender,
    /// Requests allowed to synchronisations in 24 hours; `None` for no limit.
    pub(in crate::sync) daily: Option<u32>,
    /// Requests allowed to the person beyond that.
    pub(in crate::sync) reserve: u32,
    /// Requests of synchronisations in the last 24 hours.
    pub(in crate::sync) background: u32,
    /// Requests of the person in the last 24 hours.
    pub(in crate::sync) person: u32,
    /// Shows left for the rotation; `None` for no limit.
    pub(in crate::sync) rotation: Option<u32>,
}

impl Spending {
    /// The origin that a request counts for; `None` if the budget is spent.
    pub(in crate::sync) fn origin(&self, class: Class) -> Option<RequestOrigin> {
        let Some(daily) = self.daily else {
            return Some(match self.spender {
                Spender::Visit => RequestOrigin::Person,
                Spender::Background | Spender::Asked => RequestOrigin::Background,
            });
        };
        let within_all = self.background.saturating_add(self.person) < daily.saturating_add(self.reserve);
        let background = within_all && self.background < daily;
        match self.spender {
            Spender::Visit => within_all.then_some(RequestOrigin::Person),
            Spender::Asked if within_all && !background && class == Class::Newest => Some(RequestOrigin::Person),
            Spender::Background | Spender::Asked => background.then_some(RequestOrigin::Background),
        }
    }

    pub(super) fn allow(&self, entry: usize, ask: Ask, class: Class) -> Next {
        self.origin(class).map_or(Next::OverBudget, |origin| Next::Ask { entry, ask, class, origin })
    }

    /// The requests left; `None` for no limit.
    pub(in crate::sync) fn left(&self) -> Option<u32> {
        let all =
            |daily: u32| daily.saturating_add(self.reserve).saturating_sub(self.background.saturating_add(self.person));
        self.daily.map(|daily| match self.spender {
            Spender::Visit => all(daily),
            Spender::Background | Spender::Asked => daily.saturating_sub(self.background).min(all(daily)),
        })
    }
}

/// When requests are possible again: when the first hour with requests counts no longer.
pub(in crate::sync) fn free_again(record: &QuotaRecord, spender: Spender, now: Timestamp) -> Option<Timestamp> {
    let spent = record.hours.iter().find(|hour| match spender {
        Spender::Background | Spender::Asked => hour.background > 0,
        Spender::Visit => hour.background > 0 || hour.person > 0,
    });
    spent.map_or(now, |hour| hour.hour).checked_add(QuotaRecord::COUNTS).ok()
}
