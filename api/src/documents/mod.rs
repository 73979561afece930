//! Documents that are handed over: what they are made from, and the worker that makes them.
//!
//! Whoever orders one takes its data and its number in one transaction. A process typesets it
//! afterwards, outside of any, and any other goes on when that one dies.

pub mod agreement;
pub mod letter;
pub mod paper;
pub mod typesetter;

use domain::actor::OrganisationId;
use domain::documents::{Document, DocumentId, DocumentKind, DocumentLanguage, MadeFile, Origin};
use domain::kernel::Id;
use persistence::documents::{self, Begun, Item};
use persistence::{Caller, Error, Store, Tx};
use serde_json::Value;
use sha2::{Digest, Sha256};

use typesetter::{Typeset, Untypeset};

/// Orders a document about a thing that is held, made from what `content` says now.
fn order(
    tx: &mut Tx<'_>,
    (kind, origin): (DocumentKind, &Origin),
    language: DocumentLanguage,
    content: &Value,
) -> Result<Item, Error> {
    let number = documents::next_number(tx)?;
    let data = paper::data(tx, (number, language), origin.office, content)?;
    let of = (tx.new_id(), number);
    let ordered = Document::order(tx.actor(), of, (kind, origin), language, tx.now())?;
    documents::insert(tx, ordered, data)
}

/// Makes the documents that wait, each by itself: one that fails keeps no other.
pub fn round(store: &Store) -> Result<(), Error> {
    let installation = Caller::system(Id::new(uuid::Uuid::nil()), "documents");
    let mut outcome = Ok(());
    for (organisation, id) in store.read(&installation, documents::runnable)? {
        outcome = outcome.and(make(store, organisation, id));
    }
    outcome
}

fn make(store: &Store, organisation: OrganisationId, id: DocumentId) -> Result<(), Error> {
    let caller = Caller::system(organisation, "documents");
    let taken = store.write(caller.clone(), move |tx| documents::begin(tx, id))?;
    let Some(begun) = taken else {
        return Ok(());
    };
    let Begun { document, data } = &begun;
    let typeset = if document.is_given_up() {
        Err(Untypeset("given_up"))
    } else {
        typesetter::typeset(document.kind, id, data)
    };
    let kept = match typeset {
        Ok(typeset) => keep(store, caller, begun, typeset),
        Err(Untypeset(reason)) => {
            tracing::error!(event = "document_failed", reason, document = %id);
            store.write(caller, move |tx| {
                documents::failed(tx, begun.document.clone())
            })
        }
    };
    match kept {
        // Another process made it, or its person was erased meanwhile.
        Err(Error::Stale { .. } | Error::NotFound) => Ok(()),
        kept => kept,
    }
}

fn keep(store: &Store, caller: Caller, begun: Begun, typeset: Typeset) -> Result<(), Error> {
    let Typeset { bytes, template } = typeset;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let length = i64::try_from(bytes.len()).map_err(|_| Error::Corrupt("document"))?;
    store.write(caller, move |tx| {
        let file = MadeFile {
            sha256,
            length,
            at: tx.now(),
        };
        documents::made(tx, begun.document.clone(), file, (&bytes, &template))
    })
}
