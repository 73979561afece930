//! Section *privacy notice*: which notice about personal data the person was shown.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::PrivacyNotice;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::sections::{self, Content, SectionRequest, SectionView};
use crate::http::list::NoFilter;
use crate::http::wire::{
    DayField, IdField, LanguageCodeField, NoticeLanguageField, NoticeVersionField, NoticeWayField,
};
use crate::http::{Access, Command, Field, IfMatch, List, ListOf, Problem, Query, Routes, Valid};

/// The last notice that a person was shown; earlier ones are in the history.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "version": "1.0", "language": "it", "shown_on": "2026-03-02", "how": "paper",
}))]
pub struct PrivacyNoticeContent {
    /// Its version.
    #[validate(nested)]
    version: NoticeVersionField,
    /// In which language it was written.
    #[validate(nested)]
    language: NoticeLanguageField,
    /// On which day it was shown.
    #[validate(nested)]
    shown_on: DayField,
    /// How it was shown.
    #[validate(nested)]
    how: NoticeWayField,
    /// Into which language an interpreter put it; only then, and always then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    interpreted_into: Option<LanguageCodeField>,
}

impl Content for PrivacyNoticeContent {
    type Section = PrivacyNotice;
    const NAME: &'static str = "PrivacyNotice";

    fn of(section: PrivacyNotice) -> Self {
        Self {
            version: Field::of(section.version),
            language: Field::of(section.language),
            shown_on: Field::of(section.shown_on),
            how: Field::of(section.how),
            interpreted_into: section.interpreted_into.map(Field::of),
        }
    }

    fn parsed(self) -> Result<PrivacyNotice, Problem> {
        Ok(PrivacyNotice {
            version: self.version.parsed()?,
            language: self.language.parsed()?,
            shown_on: self.shown_on.parsed()?,
            how: self.how.parsed()?,
            interpreted_into: self.interpreted_into.map(Field::parsed).transpose()?,
        })
    }
}

type View = SectionView<PrivacyNoticeContent>;
type Replacement = SectionRequest<PrivacyNoticeContent>;
type History = ListOf<View>;

/// The notice that was shown of a person.
///
/// As it stands, with provenance and version; 404 when it was never written. The access is
/// recorded with its purpose.
#[utoipa::path(get, path = "/individuals/{individual_id}/privacy-notice", tag = "individuals",
    operation_id = "privacy_notice_section",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = View)))]
async fn show(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    sections::read::<PrivacyNoticeContent>(query, *id).await
}

/// Replaces the notice that was shown of a person.
///
/// Whole, from the version in `If-Match`; the first time with `If-None-Match: *`. Earlier versions
/// stay in the history.
#[utoipa::path(put, path = "/individuals/{individual_id}/privacy-notice", tag = "individuals",
    operation_id = "replace_privacy_notice",
    params(("individual_id" = IdField, Path, description = "The person.")),
    request_body = Replacement,
    responses((status = 200, body = View), (status = 201, body = View)))]
async fn replace(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<Replacement>,
) -> Result<HttpResponse, Problem> {
    sections::replace(command, *id, if_match, body).await
}

/// Versions of the notice that was shown of a person.
///
/// Every one that was ever recorded, the latest first.
#[utoipa::path(get, path = "/individuals/{individual_id}/privacy-notice/history", tag = "individuals",
    operation_id = "privacy_notice_history",
    params(("individual_id" = IdField, Path, description = "The person.")),
    responses((status = 200, body = History)))]
async fn history(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    sections::history::<PrivacyNoticeContent>(query, *id, list).await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_show, Access::To(Action::ReadIndividual), show)
        .mount(__path_replace, Access::To(Action::EditIndividual), replace)
        .mount(__path_history, Access::To(Action::ReadIndividual), history);
}
