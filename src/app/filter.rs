//! The fuzzy filter: which titles match, and where.
