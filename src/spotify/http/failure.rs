//! What kept an answer from coming, told from reqwest's error.

use std::{error::Error, io};

use super::answer::unreadable;
use crate::{domain::CleanText, spotify::ApiError};

/// Our error for reqwest's. The message is the innermost cause, which names no URL.
pub(super) fn from_reqwest(error: &reqwest::Error) -> ApiError {
    if error.is_timeout() {
        return ApiError::Timeout;
    }
    let mut cause: &(dyn Error + 'static) = error;
    loop {
        // Corrupt compression is an answer that cannot be read; everything else is a connection that broke.
        if cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::InvalidData && !error.is_connect())
        {
            return unreadable("its compression is corrupt");
        }
        match cause.source() {
            Some(source) => cause = source,
            None => break,
        }
    }
    ApiError::Unreachable(CleanText::new(&cause.to_string()))
}
