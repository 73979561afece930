//! The words of messages.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::messages::{MessageKind, MessageLanguage, OwnText};
use domain::policy::Action;
use persistence::messages;
use strum::IntoEnumIterator;

use super::views::{MessageTextRequest, MessageTextView, MessageTexts};
use crate::http::wire::{DocumentLanguageField, MessageKindField};
use crate::http::{
    Access, Command, Created, IfMatch, Plain, Problem, ProblemCode, Query, Routes, Tagged, Valid,
    Written,
};
use crate::messages::default_text;
use crate::texts::Language;

/// Which words.
pub(super) type Key = (MessageKind, MessageLanguage);

fn key(path: &(String, String)) -> Result<Key, Problem> {
    let unknown = || Problem::of(ProblemCode::NotFound);
    let kind = path.0.parse().map_err(|_| unknown())?;
    let language = path.1.parse().map_err(|_| unknown())?;
    Ok((kind, language))
}

/// The words of the product.
fn of_product(key: Key) -> MessageTextView {
    let language = match key.1 {
        MessageLanguage::It => Language::Italian,
        MessageLanguage::En => Language::English,
    };
    MessageTextView::of_product(key, default_text(key.0, language).unwrap_or_default())
}

/// Shows the words of all messages: the organisation's own, and the product's where it has none.
#[utoipa::path(get, path = "/message-texts", tag = "messages", operation_id = "message_texts",
    responses((status = 200, body = MessageTexts)))]
async fn all(query: Query) -> Result<HttpResponse, Problem> {
    query
        .run(|tx| {
            let own = messages::own_texts(tx)?;
            let keys = MessageKind::iter()
                .flat_map(|kind| MessageLanguage::iter().map(move |language| (kind, language)));
            let text = |key: Key| {
                let written = own.iter().find(|text| (text.kind, text.language) == key);
                written
                    .cloned()
                    .map_or_else(|| of_product(key), MessageTextView::own)
            };
            Ok(Plain(MessageTexts {
                items: keys.map(text).collect(),
            }))
        })
        .await
}

/// Writes the words of messages of a kind in a language.
///
/// What was sent stays as it was. The first time with `If-None-Match: *`. The person is addressed in
/// the language that is told among the contacts, and otherwise in Italian.
#[utoipa::path(put, path = "/message-texts/{message_kind}/{message_language}", tag = "messages",
    operation_id = "replace_message_text",
    params(("message_kind" = MessageKindField, Path, description = "Of what."),
        ("message_language" = DocumentLanguageField, Path, description = "In which language.")),
    request_body = MessageTextRequest,
    responses((status = 200, body = MessageTextView), (status = 201, body = MessageTextView)))]
async fn replace(
    command: Command,
    path: Path<(String, String)>,
    if_match: IfMatch,
    Valid(body): Valid<MessageTextRequest>,
) -> Result<HttpResponse, Problem> {
    let (kind, language) = key(&path)?;
    let (template, links) = (body.template()?, command.links());
    command
        .run(move |tx| {
            let before = messages::own_text(tx, kind, language)?;
            if_match.check_first(before.as_ref().map(|before| before.version))?;
            let of = (kind, language);
            let written = OwnText::write(before.as_ref(), of, template.clone(), tx.actor())?;
            let text = messages::save_text(tx, written)?;
            let version = text.version;
            let view = MessageTextView::own(text);
            Ok(match before {
                Some(_) => Written::Again(Tagged(version, view)),
                None => Written::First(Created {
                    location: links.to(format_args!("/message-texts/{kind}/{language}")),
                    version,
                    view,
                }),
            })
        })
        .await
}

pub(super) fn routes(routes: &mut Routes) {
    routes
        .mount(__path_all, Access::To(Action::ReadDirectory), all)
        .mount(__path_replace, Access::To(Action::ManageServices), replace);
}
