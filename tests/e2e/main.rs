//! The real binary on a pseudo-terminal, read through a vt100 screen.
