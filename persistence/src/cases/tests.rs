//! Stories about stored cases.
