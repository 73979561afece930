//! People: registration, overview, search; and one file for each section of the record.

pub mod card;
pub mod citizenship;
pub mod contacts;
pub mod facts;
pub mod guardian;
pub mod identifiers;
pub mod identity;
pub mod languages;
pub mod overview;
pub mod privacy_notice;
pub mod register;
pub mod residence;
pub mod residence_permit;
pub mod search;
pub mod sections;
pub mod service_needs;
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
    citizenship::routes(routes);
    residence_permit::routes(routes);
    languages::routes(routes);
    service_needs::routes(routes);
    guardian::routes(routes);
    privacy_notice::routes(routes);
    facts::routes(routes);
    timeline::routes(routes);
    search::routes(routes);
}
