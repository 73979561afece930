//! People: registering, sections, reach and searches.

mod boundaries;
mod facts;
mod reach;
mod registering;
mod searching;
mod sections;
mod working_life;
