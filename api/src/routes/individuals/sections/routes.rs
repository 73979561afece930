//! The three routes of every section.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::event::IndividualId;
use domain::individuals::{Lookalikes, Recorded, Section};
use persistence::individuals::sections::Place;
use persistence::individuals::{self, sections};
use persistence::{Error, Tx};

use super::{Content, SectionRequest, SectionView, among_candidates, document, path};
use crate::http::list::NoFilter;
use crate::http::{
    Access, Command, Created, IfMatch, Links, List, Problem, Query, Routes, Tagged, Valid, Written,
};

/// Mounts the routes of a section.
pub fn mount<C: Content>(routes: &mut Routes) {
    let read = Access::To(C::Section::READ);
    let edit = Access::To(C::Section::EDIT);
    routes
        .mount_as(document::showing::<C>(), read, show::<C>)
        .mount_as(document::replacing::<C>(), edit, replace::<C>)
        .mount_as(document::listing::<C>(), read, history::<C>);
}

/// Answers a section as it stands.
async fn show<C: Content>(query: Query, id: Path<IndividualId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let recorded = sections::get::<C::Section>(tx, *id, C::Section::READ)?;
            tx.record_section_access("individual_section", C::Section::NAME, *id);
            let version = recorded.version;
            let view = SectionView::<C>::standing(tx, recorded, &links)?;
            Ok(Tagged(version, view))
        })
        .await
}

/// Replaces a section whole.
async fn replace<C: Content>(
    command: Command,
    id: Path<IndividualId>,
    if_match: IfMatch,
    Valid(body): Valid<SectionRequest<C>>,
) -> Result<HttpResponse, Problem> {
    let (proposal, others) = body.proposal()?;
    let links = command.links();
    among_candidates(command, move |tx| {
        let person = sections::all(tx, *id, C::Section::EDIT)?;
        let current = person.section::<C::Section>()?;
        let is_first = current.is_none();
        if_match.check_first(current.map(|recorded| recorded.version))?;
        let lookalikes = Lookalikes {
            candidates: individuals::alike(tx, &person, &proposal.content)?,
            confirmed: others.clone(),
        };
        let changed = person.replace_among(tx, proposal.clone(), lookalikes)?;
        let recorded = sections::replace(tx, changed)?;
        written::<C>(tx, recorded, is_first, &links)
    })
    .await
}

fn written<C: Content>(
    tx: &mut Tx<'_>,
    recorded: Recorded<C::Section>,
    is_first: bool,
    links: &Links,
) -> Result<Written<SectionView<C>>, Error> {
    let version = recorded.version;
    let location = links.to(path(recorded.individual, C::Section::NAME));
    let view = SectionView::standing(tx, recorded, links)?;
    let written = if is_first {
        Written::First(Created {
            location,
            version,
            view,
        })
    } else {
        Written::Again(Tagged(version, view))
    };
    Ok(written)
}

/// Answers the versions of a section, the latest first.
async fn history<C: Content>(
    query: Query,
    id: Path<IndividualId>,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let page = list.page::<Place>()?;
    let links = query.links();
    let paged = query
        .read(move |tx| {
            let versions = sections::history::<C::Section>(tx, *id, C::Section::READ, &page)?;
            tx.record_section_access("section_history", C::Section::NAME, *id);
            Ok(versions)
        })
        .await?;
    list.answer(paged, Place::of, |recorded| {
        SectionView::<C>::of(recorded, &links)
    })?
    .respond()
}
