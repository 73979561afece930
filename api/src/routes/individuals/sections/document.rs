//! What the document says of the three routes of a section.

use domain::individuals::Section;
use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    Content as Body, ContentBuilder, HttpMethod, Object, Ref, RefOr, Required, Response,
    ResponseBuilder, Schema,
};

use super::{Content, SectionRequest, SectionView, segment};
use crate::http::{Described, ListOf};

use crate::http::wire::IdField;
use crate::routes::individuals::card::possible_duplicate;

/// A schema under its name.
type Named = (String, RefOr<Schema>);

const PERSON: &str = "individual_id";
const JSON: &str = "application/json";

const SHOWING: &str = "As it stands, with provenance and version; 404 when it was never written.";
const RECORDED: &str = "The access is recorded with its purpose.";
const LISTING: &str = "Every one that was ever recorded, the latest first.";
const REPLACING: &str = "Whole, from the version in `If-Match`; the first time with \
    `If-None-Match: *`. Warnings of rules pass once they are named in `acknowledged`, which is \
    recorded.";
const OTHERS: &str = "Whoever then looks like the person must be confirmed to be somebody else: \
    else 409 with their cards.";
const KEPT: &str = "Earlier versions stay in the history.";

/// `GET` of a section.
pub(super) fn showing<C: Content>() -> Described {
    let operation = about_a_person()
        .operation_id(Some(format!("{}_section", C::Section::NAME)))
        .summary(Some(format!("The {}.", C::TITLE)))
        .description(Some(sentences(&[SHOWING, C::READERS, RECORDED])))
        .response("200", answering::<SectionView<C>>());
    described::<C>(HttpMethod::Get, "", operation, named::<SectionView<C>>())
}

/// `PUT` of a section.
pub(super) fn replacing<C: Content>() -> Described {
    let others = if C::IS_SEARCHED { OTHERS } else { "" };
    let request = RequestBodyBuilder::new()
        .content(JSON, body::<SectionRequest<C>>())
        .build();
    let mut operation = about_a_person()
        .operation_id(Some(format!("replace_{}", C::Section::NAME)))
        .summary(Some(format!("Replaces the {}.", C::TITLE)))
        .description(Some(sentences(&[REPLACING, others, KEPT])))
        .request_body(Some(request))
        .response("200", answering::<SectionView<C>>())
        .response("201", answering::<SectionView<C>>());
    if C::IS_SEARCHED {
        operation = operation.response("409", looking_alike());
    }
    let schemas = [named::<SectionRequest<C>>(), named::<SectionView<C>>()].concat();
    described::<C>(HttpMethod::Put, "", operation, schemas)
}

/// `GET` of the versions of a section.
pub(super) fn listing<C: Content>() -> Described {
    let operation = about_a_person()
        .operation_id(Some(format!("{}_history", C::Section::NAME)))
        .summary(Some(format!("Versions of the {}.", C::TITLE)))
        .description(Some(LISTING))
        .response("200", answering::<ListOf<SectionView<C>>>());
    let schemas = named::<ListOf<SectionView<C>>>();
    described::<C>(HttpMethod::Get, "/history", operation, schemas)
}

fn described<C: Content>(
    verb: HttpMethod,
    below: &str,
    operation: OperationBuilder,
    schemas: Vec<Named>,
) -> Described {
    let section = segment(C::Section::NAME);
    Described {
        verb,
        path: format!("/individuals/{{{PERSON}}}/{section}{below}"),
        operation: operation.build(),
        schemas: [named::<IdField>(), schemas].concat(),
    }
}

/// An operation with the person in its path.
fn about_a_person() -> OperationBuilder {
    let person = ParameterBuilder::new()
        .name(PERSON)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("The person."))
        .schema(Some(Ref::from_schema_name(IdField::name())));
    OperationBuilder::new().tag("individuals").parameter(person)
}

fn sentences(all: &[&str]) -> String {
    let said: Vec<&str> = all.iter().copied().filter(|one| !one.is_empty()).collect();
    said.join(" ")
}

fn body<T: ToSchema>() -> Body {
    Body::new(Some(Ref::from_schema_name(T::name())))
}

fn answering<T: ToSchema>() -> Response {
    ResponseBuilder::new().content(JSON, body::<T>()).build()
}

fn looking_alike() -> Response {
    let problem = ContentBuilder::new()
        .schema(Some(Object::new()))
        .example(Some(possible_duplicate()));
    ResponseBuilder::new()
        .description("There are people who may be the same person: `candidates`.")
        .content("application/problem+json", problem.build())
        .build()
}

fn named<T: ToSchema>() -> Vec<Named> {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    schemas
}
