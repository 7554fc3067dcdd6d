//! What the screen starts with where Spotify cannot be asked (security I6).
