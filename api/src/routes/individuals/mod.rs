//! People: registration, overview, search; and one file for each section of the record.

pub mod availability;
pub mod card;
pub mod citizenship;
pub mod classified;
pub mod contacts;
pub mod education;
pub mod employment_status;
pub mod facts;
pub mod guardian;
pub mod household;
pub mod identifiers;
pub mod identity;
pub mod languages;
pub mod merges;
pub mod overview;
pub mod privacy_notice;
pub mod register;
pub mod residence;
pub mod residence_permit;
pub mod search;
pub mod sections;
pub mod service_needs;
pub mod status;
pub mod timeline;
pub mod work_history;

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
    education::routes(routes);
    work_history::routes(routes);
    employment_status::routes(routes);
    availability::routes(routes);
    household::routes(routes);
    status::routes(routes);
    citizenship::routes(routes);
    residence_permit::routes(routes);
    languages::routes(routes);
    service_needs::routes(routes);
    guardian::routes(routes);
    privacy_notice::routes(routes);
    facts::routes(routes);
    timeline::routes(routes);
    search::routes(routes);
    merges::routes(routes);
}
