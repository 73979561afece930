//! People: registration, overview, search; and one file for each section of the record.

pub mod card;
pub mod contacts;
pub mod identifiers;
pub mod identity;
pub mod merges;
pub mod overview;
pub mod register;
pub mod residence;
pub mod search;
pub mod sections;
pub mod timeline;

pub use card::CandidateCard;

use crate::http::Routes;

/// Mounts the routes of this folder. A section is mounted with one line here.
pub fn routes(routes: &mut Routes) {
    register::routes(routes);
    overview::routes(routes);
    identity::routes(routes);
    identifiers::routes(routes);
    residence::routes(routes);
    contacts::routes(routes);
    timeline::routes(routes);
    search::routes(routes);
    merges::routes(routes);
}
