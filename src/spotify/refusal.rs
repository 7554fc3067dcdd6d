//! What a 4xx means.

use super::{Answer, ApiError};
use crate::domain::CleanText;

pub(super) fn read(answer: &Answer) -> ApiError {
    ApiError::Status { status: answer.status(), message: CleanText::default() }
}
