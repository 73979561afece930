//! People: registration, overview, search; and one file for each section of the record.

pub mod access_record;
pub mod availability;
pub mod card;
pub mod citizenship;
pub mod classified;
pub mod contacts;
pub mod data_export;
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
    sections::mount::<identity::IdentityContent>(routes);
    sections::mount::<identifiers::IdentifiersContent>(routes);
    sections::mount::<residence::ResidenceContent>(routes);
    sections::mount::<contacts::ContactsContent>(routes);
    sections::mount::<education::EducationContent>(routes);
    sections::mount::<work_history::WorkHistoryContent>(routes);
    sections::mount::<employment_status::EmploymentStatusContent>(routes);
    sections::mount::<availability::AvailabilityContent>(routes);
    sections::mount::<household::HouseholdContent>(routes);
    status::routes(routes);
    sections::mount::<citizenship::CitizenshipContent>(routes);
    sections::mount::<residence_permit::ResidencePermitContent>(routes);
    sections::mount::<languages::LanguagesContent>(routes);
    sections::mount::<service_needs::ServiceNeedsContent>(routes);
    sections::mount::<guardian::GuardianContent>(routes);
    sections::mount::<privacy_notice::PrivacyNoticeContent>(routes);
    facts::routes(routes);
    timeline::routes(routes);
    access_record::routes(routes);
    data_export::routes(routes);
    search::routes(routes);
    merges::routes(routes);
}
