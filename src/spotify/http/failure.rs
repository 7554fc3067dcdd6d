//! Maps reqwest's errors.

use std::{error::Error, io};

use crate::{domain::CleanText, spotify::ApiError};

/// Maps an error. The message is the innermost cause, which contains no URL.
pub(super) fn from_reqwest(error: &reqwest::Error) -> ApiError {
    if error.is_timeout() {
        return ApiError::Timeout;
    }
    let mut cause: &(dyn Error + 'static) = error;
    loop {
        // Invalid data means corrupt compression. Everything else is a broken connection.
        if cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::InvalidData && !error.is_connect())
        {
            return ApiError::unreadable("its compression is corrupt");
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    let why = CleanText::new(&cause.to_string());
    if error.is_connect() || error.is_builder() { ApiError::NotConnected(why) } else { ApiError::Unreachable(why) }
}
