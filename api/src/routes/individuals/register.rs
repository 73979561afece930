//! Registering somebody.

use actix_web::HttpResponse;
use domain::individuals::{LocalId, Registration};
use domain::kernel::Id;
use domain::policy::Action;
use persistence::individuals;
use persistence::{Error, Tx};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::card::possible_duplicate;
use super::contacts::ContactsContent;
use super::identifiers::IdentifiersContent;
use super::identity::IdentityContent;
use super::overview::IndividualView;
use super::residence::ResidenceContent;
use super::sections::{Content, ProvenanceContent, among_candidates, confirmed};
use crate::http::body::bounded;
use crate::http::wire::IdField;
use crate::http::{Access, Command, Created, Field, Problem, Routes, Valid};

/// What the desk knows of somebody who comes for the first time.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationRequest {
    /// The office that registers; needed by whoever works in several.
    #[serde(default)]
    #[validate(nested)]
    office_id: Option<IdField>,
    /// Who the person is.
    #[validate(nested)]
    identity: IdentityContent,
    /// Codes of the person.
    #[serde(default)]
    #[validate(nested)]
    identifiers: Option<IdentifiersContent>,
    /// Whether to give a temporary local id, for people without any code.
    #[serde(default)]
    #[schema(required = false, example = false)]
    request_local_id: bool,
    /// Where the person lives.
    #[serde(default)]
    #[validate(nested)]
    residence: Option<ResidenceContent>,
    /// How the person is reached.
    #[serde(default)]
    #[validate(nested)]
    contacts: Option<ContactsContent>,
    /// Where all this comes from.
    #[validate(nested)]
    provenance: ProvenanceContent,
    /// Candidates of an earlier refusal who are other people.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 100, required = false)]
    confirmed_distinct_from: Vec<IdField>,
    /// Rules whose warning is acknowledged, such as `individual.tax_code_conflict`.
    #[serde(default)]
    #[validate(length(max = 20), custom(function = "bounded"))]
    #[schema(min_items = 0, max_items = 20, required = false,
        example = json!(["individual.tax_code_conflict"]))]
    acknowledged: Vec<String>,
}

impl RegistrationRequest {
    fn registration(self) -> Result<Registration, Problem> {
        let office = self.office_id.map(Field::parsed).transpose()?;
        Ok(Registration {
            office: office.map(|id| Id::new(id.uuid())),
            identity: self.identity.parsed()?,
            identifiers: self.identifiers.map(Content::parsed).transpose()?,
            local_id: None,
            residence: self.residence.map(Content::parsed).transpose()?,
            contacts: self.contacts.map(Content::parsed).transpose()?,
            citizenship: None,
            provenance: self.provenance.parsed()?,
            confirmed_distinct_from: confirmed(self.confirmed_distinct_from)?,
            acknowledged: self.acknowledged,
        })
    }
}

/// Registers a person.
///
/// Whoever has the same code (letters that replace digits undone); the same names, also changed
/// over, with one letter different (or both) or with the first given name only, and day of birth; or
/// the same number or address and given name, must be confirmed to be somebody else: else 409 with their
/// cards, each with a score and the reasons that make it, whichever office of the organisation
/// registered them. Of those who look less alike than by names and day of birth at most 20 are
/// shown. Warnings of rules pass once they are named in `acknowledged`; that somebody else has the
/// very same code as issued is one of them (`individual.code_of_another`). Both are recorded. The same person registered twice at the same moment is one.
#[utoipa::path(post, path = "/individuals", tag = "individuals",
    operation_id = "register_individual", request_body = RegistrationRequest,
    responses((status = 201, body = IndividualView),
        (status = 409, description = "There are people who may be the same person: `candidates`.",
            body = Object, content_type = "application/problem+json",
            example = json!(possible_duplicate()))))]
async fn register(
    command: Command,
    Valid(body): Valid<RegistrationRequest>,
) -> Result<HttpResponse, Problem> {
    let wants_local_id = body.request_local_id;
    let registration = body.registration()?;
    let links = command.links();
    among_candidates(command, move |tx| {
        let mut registration = registration.clone();
        registration.local_id = wants_local_id.then(|| local_id(tx));
        let candidates = individuals::candidates(tx, &registration)?;
        let today = tx.today().try_into().map_err(|_| Error::Corrupt("today"))?;
        let (book, id) = (tx.rulebook()?, tx.new_id());
        let changed = registration.register(&book, tx.actor(), id, candidates, today)?;
        let person = individuals::register(tx, changed)?;
        Ok(Created {
            location: links.to(format!("/individuals/{}", person.id())),
            version: person.version_for(tx.actor()),
            view: IndividualView::of(&person, tx.actor(), Default::default(), &links)?,
        })
    })
    .await
}

fn local_id(tx: &Tx<'_>) -> LocalId {
    LocalId::minted(tx.new_id::<LocalId>().uuid())
}

/// Mounts the route of this file.
pub fn routes(routes: &mut Routes) {
    routes.mount(
        __path_register,
        Access::To(Action::RegisterIndividual),
        register,
    );
}
