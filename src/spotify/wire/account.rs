//! `GET /me`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Answer, ApiError, lenient, unreadable, whole};
use crate::domain::Account;

#[derive(Deserialize)]
struct Me<'a> {
    #[serde(borrow)]
    account_id: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    display_name: Option<&'a RawValue>,
    #[serde(borrow)]
    product: Option<&'a RawValue>,
}

/// Reads the account; without an id there is none.
pub(in crate::spotify) fn account(answer: &Answer) -> Result<Account, ApiError> {
    parse(&answer.text()?)
}

pub(super) fn parse(text: &str) -> Result<Account, ApiError> {
    let me: Me<'_> = whole(text)?;
    let id = lenient::clean(me.account_id).or_else(|| lenient::clean(me.id));
    let premium = match lenient::text(me.product).as_deref() {
        Some("premium") => Some(true),
        Some("free" | "open") => Some(false),
        Some(_) | None => None,
    };
    Ok(Account {
        id: id.ok_or_else(|| unreadable("the account has no id"))?,
        display_name: lenient::clean(me.display_name),
        premium,
    })
}
