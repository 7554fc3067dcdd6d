//! How many requests may still be made, and on whose behalf.

use jiff::Timestamp;

use super::{Ask, Class, Next};
use crate::{domain::RequestOrigin, library::QuotaRecord};

/// Who fetches, as far as the budget is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) enum Spender {
    /// A synchronisation by itself.
    Background,
    /// A synchronisation that the person asked for: the list of shows and the newest pages may draw on the reserve.
    Asked,
    /// The person looks at a show.
    Visit,
}

/// What is spent and what may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) struct Spending {
    pub(in crate::sync) spender: Spender,
    /// Requests of synchronisations within 24 hours; `None` for as many as it takes.
    pub(in crate::sync) daily: Option<u32>,
    /// What the person may ask for beyond that.
    pub(in crate::sync) reserve: u32,
    /// What synchronisations have asked for.
    pub(in crate::sync) background: u32,
    /// What the person has asked for.
    pub(in crate::sync) person: u32,
    /// How many shows the rotation may still look at; `None` for as many as are due.
    pub(in crate::sync) rotation: Option<u32>,
}

impl Spending {
    /// On whose behalf a request may be made; `None` for not at all.
    pub(in crate::sync) fn asker(&self, class: Class) -> Option<RequestOrigin> {
        let Some(daily) = self.daily else {
            return Some(if self.spender == Spender::Visit {
                RequestOrigin::Person
            } else {
                RequestOrigin::Background
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

    /// Whether the person is at the show.
    pub(in crate::sync) fn is_visit(&self) -> bool {
        self.spender == Spender::Visit
    }

    pub(super) fn allow(&self, entry: usize, ask: Ask, class: Class) -> Next {
        match self.asker(class) {
            Some(asker) => Next::Ask { entry, ask, class, asker },
            None => Next::OverBudget,
        }
    }

    pub(super) fn rotates(&self) -> bool {
        self.rotation != Some(0)
    }

    /// How many requests the background has left; `None` for as many as it takes.
    pub(in crate::sync) fn left(&self) -> Option<u32> {
        let all =
            |daily: u32| daily.saturating_add(self.reserve).saturating_sub(self.background.saturating_add(self.person));
        self.daily.map(|daily| match self.spender {
            Spender::Visit => all(daily),
            Spender::Background | Spender::Asked => daily.saturating_sub(self.background).min(all(daily)),
        })
    }
}

/// When some of what was spent within 24 hours is free again: when the first hour of it counts no longer.
pub(in crate::sync) fn free_again(record: &QuotaRecord, spender: Spender, now: Timestamp) -> Option<Timestamp> {
    let spent = record.hours.iter().find(|hour| match spender {
        Spender::Background | Spender::Asked => hour.background > 0,
        Spender::Visit => hour.background > 0 || hour.person > 0,
    });
    spent.map_or(now, |hour| hour.hour).checked_add(QuotaRecord::COUNTS).ok()
}
