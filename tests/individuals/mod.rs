//! People: registering, merging, sections, reach and searches.

mod boundaries;
mod facts;
pub(crate) mod merging;
mod reach;
mod registering;
mod searching;
mod sections;
mod working_life;
