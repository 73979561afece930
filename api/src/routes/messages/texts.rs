//! The words of messages.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::kernel::Version;
use domain::messages::{MessageKind, MessageLanguage, OwnText};
use domain::policy::Action;
use persistence::messages;
use strum::IntoEnumIterator;

use super::views::{MessageTextRequest, MessageTextView, MessageTexts};
use crate::http::wire::{DocumentLanguageField, MessageKindField};
use crate::http::{
    Access, Command, IfMatch, Plain, Problem, ProblemCode, Query, Routes, Tagged, Valid,
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

/// Shows the words of messages of a kind in a language.
#[utoipa::path(get, path = "/message-texts/{message_kind}/{message_language}", tag = "messages",
    operation_id = "message_text",
    params(("message_kind" = MessageKindField, Path, description = "Of what."),
        ("message_language" = DocumentLanguageField, Path, description = "In which language.")),
    responses((status = 200, body = MessageTextView)))]
async fn show(query: Query, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (kind, language) = key(&path)?;
    query
        .run(move |tx| {
            let own = messages::own_text(tx, kind, language)?;
            let version = written(own.as_ref());
            let view = own.map_or_else(|| of_product((kind, language)), MessageTextView::own);
            Ok(Tagged(version, view))
        })
        .await
}

/// How often the organisation wrote it: the words of the product are of version 0.
fn written(own: Option<&OwnText>) -> Version {
    own.map_or(Version(0), |own| own.version)
}

/// Writes the words of messages of a kind in a language.
///
/// What was sent stays as it was. The person is addressed in the language that is told among the
/// contacts, and otherwise in Italian.
#[utoipa::path(put, path = "/message-texts/{message_kind}/{message_language}", tag = "messages",
    operation_id = "replace_message_text",
    params(("message_kind" = MessageKindField, Path, description = "Of what."),
        ("message_language" = DocumentLanguageField, Path, description = "In which language.")),
    request_body = MessageTextRequest, responses((status = 200, body = MessageTextView)))]
async fn replace(
    command: Command,
    path: Path<(String, String)>,
    if_match: IfMatch,
    Valid(body): Valid<MessageTextRequest>,
) -> Result<HttpResponse, Problem> {
    let of = key(&path)?;
    let template = body.template()?;
    command
        .run(move |tx| {
            let before = messages::own_text(tx, of.0, of.1)?;
            if_match.check(written(before.as_ref()))?;
            let text = OwnText::write(before.as_ref(), of, template.clone(), tx.actor())?;
            let text = messages::save_text(tx, text)?;
            Ok(Tagged(text.version, MessageTextView::own(text)))
        })
        .await
}

pub(super) fn routes(routes: &mut Routes) {
    routes
        .mount(__path_all, Access::To(Action::ReadDirectory), all)
        .mount(__path_show, Access::To(Action::ReadDirectory), show)
        .mount(__path_replace, Access::To(Action::ManageServices), replace);
}
