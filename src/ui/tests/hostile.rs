//! No size makes drawing fail, and no text reaches the terminal as a command.
