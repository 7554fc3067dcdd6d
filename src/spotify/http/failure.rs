//! Maps reqwest's errors.

use std::{error::Error, io, iter};

use crate::{domain::CleanText, spotify::ApiError};

/// Maps an error. The message is the innermost cause, which contains no URL.
pub(super) fn from_reqwest(error: &reqwest::Error) -> ApiError {
    if error.is_timeout() {
        return ApiError::Timeout;
    }
    let causes = || iter::successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source());
    let mut of_io = causes().filter_map(|cause| cause.downcast_ref::<io::Error>());
    // Invalid data means corrupt compression. Everything else is a broken connection.
    if !error.is_connect() && of_io.any(|cause| cause.kind() == io::ErrorKind::InvalidData) {
        return ApiError::unreadable("its compression is corrupt");
    }
    let why = CleanText::new(&causes().last().map_or_else(String::new, ToString::to_string));
    if error.is_connect() || error.is_builder() { ApiError::NotConnected(why) } else { ApiError::Unreachable(why) }
}
