//! `GET /me`.

use super::{ApiError, lenient, whole};
use crate::domain::Account;

raw_fields!(Me { account_id, id, display_name, product });

/// Parses the account. The id is required.
pub(in crate::spotify) fn account(text: &str) -> Result<Account, ApiError> {
    let me: Me<'_> = whole(text)?;
    let id = lenient::clean(me.account_id).or_else(|| lenient::clean(me.id));
    let premium = match lenient::text(me.product).as_deref() {
        Some("premium") => Some(true),
        Some("free" | "open") => Some(false),
        Some(_) | None => None,
    };
    Ok(Account {
        id: id.ok_or_else(|| ApiError::unreadable("the account has no id"))?,
        display_name: lenient::clean(me.display_name),
        premium,
    })
}
