//! A list as a file, for the authorisation of the Soprintendenza.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::Path;
use domain::actor::OfficeId;
use domain::disposals::{Disposal, DisposalId, DisposalItem, MOST};
use domain::policy::Action;
use persistence::keyset::Page;
use persistence::{disposals, offices};

use crate::cells::{harmless, semicolons};
use crate::http::wire::DisposalIdField;
use crate::http::{Problem, ProblemCode, Query};
use crate::texts::{Language, text};

/// The headings, each a text.
const HEADINGS: [&str; 7] = [
    "number",
    "unit",
    "office",
    "class",
    "trigger",
    "trigger_on",
    "due_on",
];

/// What is written into the file.
struct Sheet {
    disposal: Disposal,
    items: Vec<DisposalItem>,
    offices: HashMap<OfficeId, String>,
    language: Language,
}

impl Sheet {
    fn says(&self, key: &str) -> String {
        text(self.language, &format!("disposal-{key}"), None, &[]).unwrap_or_else(|| key.to_owned())
    }

    /// The file: a line for each person, in words of the reader's language.
    fn bytes(&self) -> csv::Result<Vec<u8>> {
        let mut bytes = "\u{FEFF}".as_bytes().to_vec();
        let mut out = semicolons().from_writer(&mut bytes);
        out.write_record(HEADINGS.map(|heading| self.says(&format!("heading-{heading}"))))?;
        for (number, item) in (1..).zip(&self.items) {
            out.write_record(self.line(number, item).map(harmless))?;
        }
        out.flush()?;
        drop(out);
        Ok(bytes)
    }

    fn line(&self, number: usize, item: &DisposalItem) -> [String; HEADINGS.len()] {
        [
            number.to_string(),
            item.id.to_string(),
            self.offices.get(&item.office).cloned().unwrap_or_default(),
            self.says(&format!("class-{}", self.disposal.class)),
            self.says(&format!("trigger-{}", item.due.trigger)),
            item.due.trigger_on.to_string(),
            item.due.due_on.to_string(),
        ]
    }

    fn answer(&self) -> csv::Result<HttpResponse> {
        let filename = format!("{}-{}.csv", self.disposal.class, self.disposal.id);
        Ok(HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header((header::CONTENT_LANGUAGE, self.language.tag()))
            .insert_header(ContentDisposition {
                disposition: DispositionType::Attachment,
                parameters: vec![DispositionParam::Filename(filename)],
            })
            .body(self.bytes()?))
    }
}

/// A list as a file, which goes to the Soprintendenza.
///
/// A line for each person, in words of the reader's language: identifier of the item, office, class,
/// from what the term ran, since when it is over. Semicolons, UTF-8 with a byte order mark. Nobody is
/// found by it, and it stays the same whatever becomes of the list. (D.Lgs. 42/2004, art. 21 c. 1 d.)
#[utoipa::path(get, path = "/disposals/{disposal_id}/file", tag = "disposals",
    operation_id = "disposal_file",
    params(("disposal_id" = DisposalIdField, Path, description = "The list.")),
    responses((status = 200, content((String = "text/csv")))))]
pub(super) async fn file(query: Query, id: Path<DisposalId>) -> Result<HttpResponse, Problem> {
    let language = query.language();
    let sheet = query
        .read(move |tx| {
            let disposal = disposals::get(tx, *id)?;
            tx.record_access(Action::DecideDisposal, "disposal_file", None, None);
            let page = Page {
                limit: u16::try_from(MOST).unwrap_or(u16::MAX),
                after: None,
            };
            let items = disposals::items(tx, *id, None, &page)?.items;
            let of = items.iter().map(|item| item.office);
            let offices = offices::labels(tx, of)?.into_iter().collect();
            Ok(Sheet {
                disposal,
                items,
                offices,
                language,
            })
        })
        .await?;
    sheet
        .answer()
        .map_err(|_| Problem::of(ProblemCode::Internal))
}

#[cfg(test)]
mod tests {
    use domain::retention::{RetentionClass, Trigger};
    use strum::IntoEnumIterator;

    use super::*;

    fn keys<T: IntoEnumIterator + ToString>(kind: &str) -> Vec<String> {
        T::iter()
            .map(|code| format!("disposal-{kind}-{}", code.to_string()))
            .collect()
    }

    #[test]
    fn every_heading_and_code_has_its_words() {
        let headings = HEADINGS.map(|heading| format!("disposal-heading-{heading}"));
        let all = [
            headings.to_vec(),
            keys::<RetentionClass>("class"),
            keys::<Trigger>("trigger"),
        ];
        for key in all.concat() {
            for language in [Language::Italian, Language::English] {
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }
}
