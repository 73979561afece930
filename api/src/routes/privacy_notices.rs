//! What people are told about their data.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::privacy::{self, Notice, PLACEHOLDERS};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::doorway::Guest;
use crate::http::list::NoFilter;
use crate::http::wire::NoticeVersionField;
use crate::http::{Access, Field, Links, List, ListOf, Problem, ProblemCode, Routes, SelfLink};
use crate::texts::Language;

/// A version of the privacy notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrivacyNoticeCard {
    /// The version, which records cite.
    version: NoticeVersionField,
    /// What it is called.
    #[schema(
        max_length = 200,
        example = "Informativa sul trattamento dei dati personali"
    )]
    title: String,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// A version of the privacy notice, whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrivacyNoticeView {
    /// The version, which records cite.
    version: NoticeVersionField,
    /// What it is called.
    #[schema(
        max_length = 200,
        example = "Informativa sul trattamento dei dati personali"
    )]
    title: String,
    /// The language of the text; the Italian one binds.
    #[schema(max_length = 2, pattern = "^(it|en)$", example = "it")]
    language: &'static str,
    /// The text, as Markdown.
    #[schema(
        max_length = 20_000,
        example = "# Informativa sul trattamento dei dati personali"
    )]
    text: &'static str,
    /// What stands in braces in the text, for the organisation to fill in.
    #[schema(min_items = 0, max_items = 20)]
    placeholders: Vec<PlaceholderView>,
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// Something that the organisation fills in.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceholderView {
    /// What stands in braces.
    #[schema(max_length = 40, pattern = "^[a-z_]{1,40}$", example = "controller")]
    placeholder: &'static str,
    /// What belongs there.
    #[schema(max_length = 200, example = "Denominazione dell'ente titolare.")]
    description: &'static str,
}

fn in_language(notice: &Notice, language: Language) -> &'static str {
    match language {
        Language::Italian => notice.italian,
        Language::English => notice.english,
    }
}

/// The first heading.
fn title(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    first.trim_start_matches(['#', ' ']).to_owned()
}

impl PrivacyNoticeCard {
    fn of(notice: &Notice, language: Language, links: &Links) -> Self {
        Self {
            version: Field::of(notice.version),
            title: title(in_language(notice, language)),
            links: links.of(format!("/privacy-notices/{}", notice.version)),
        }
    }
}

impl PrivacyNoticeView {
    fn of(notice: &Notice, language: Language, links: &Links) -> Self {
        let text = in_language(notice, language);
        let placeholders = PLACEHOLDERS.iter();
        Self {
            version: Field::of(notice.version),
            title: title(text),
            language: language.tag(),
            text,
            placeholders: placeholders
                .map(|(placeholder, italian, english)| PlaceholderView {
                    placeholder,
                    description: match language {
                        Language::Italian => italian,
                        Language::English => english,
                    },
                })
                .collect(),
            links: links.of(format!("/privacy-notices/{}", notice.version)),
        }
    }
}

type PrivacyNotices = ListOf<PrivacyNoticeCard>;

/// The versions of the privacy notice.
///
/// The present one is the last. They may be kept for an hour.
#[utoipa::path(get, path = "/privacy-notices", tag = "privacy-notices",
    operation_id = "privacy_notices", responses((status = 200, body = PrivacyNotices)))]
async fn all(guest: Guest, list: List<NoFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page::<u16>()?;
    let after = page.after.unwrap_or(0);
    let rows = (1..).zip(privacy::all()).skip(after.into());
    let rows: Vec<(u16, &Notice)> = rows.take(usize::from(page.limit) + 1).collect();
    let (language, links) = (guest.language(), guest.links());
    let view = |(_, notice)| PrivacyNoticeCard::of(notice, language, &links);
    let listed = list.answer(page.cut(rows), |(at, _)| *at, view)?;
    guest.publish(listed.body())
}

/// A version of the privacy notice.
///
/// What art. 13 and 14 of Regulation (EU) 2016/679 ask for, in the language of the reader. A
/// version that was handed out is never changed. It may be kept for an hour.
#[utoipa::path(get, path = "/privacy-notices/{version}", tag = "privacy-notices",
    operation_id = "privacy_notice",
    params(("version" = NoticeVersionField, Path, description = "The version.")),
    responses((status = 200, body = PrivacyNoticeView)))]
async fn one(guest: Guest, version: Path<String>) -> Result<HttpResponse, Problem> {
    let notice = privacy::get(&version).ok_or(Problem::of(ProblemCode::NotFound))?;
    let view = PrivacyNoticeView::of(notice, guest.language(), &guest.links());
    guest.publish(&view)
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    routes
        .mount(__path_all, Access::Public, all)
        .mount(__path_one, Access::Public, one);
}
