//! A fictional office full of fictional people, the same for the same seed.

pub mod people;
