//! People: registering, merging, sections, reach and searches.

mod boundaries;
mod merging;
mod reach;
mod registering;
mod searching;
mod sections;
