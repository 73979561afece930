//! People who look like the one who is written about: confirmed to be others, or answered with a
//! refusal.

use actix_web::HttpResponse;
use domain::event::IndividualId;
use domain::kernel::Fault;
use domain::policy::Action;
use persistence::{Error, Tx};

use crate::http::answer::Reply;
use crate::http::wire::IdField;
use crate::http::{Command, Field, Problem, ProblemCode};

/// How many candidates may be confirmed to be other people.
const MOST_CONFIRMED: usize = 100;

/// The people who were confirmed to be somebody else. Counted here, because a member whose items
/// are validated cannot be counted by its own attribute as well.
pub fn confirmed(ids: Vec<IdField>) -> Result<Vec<IndividualId>, Problem> {
    if ids.len() > MOST_CONFIRMED {
        let fault = Fault::new("too_many").with("max", MOST_CONFIRMED);
        return Err(Problem::invalid("/confirmed_distinct_from", &fault));
    }
    Field::all(ids)
}

/// Runs `work`. When it answers with the cards of people who look alike, that they were read is
/// recorded apart: the refusal takes back whatever the transaction itself has recorded.
pub async fn among_candidates<T: Reply>(
    command: Command,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    let apart = command.clone();
    let outcome = command.run(work).await;
    if let Err(problem) = &outcome
        && problem.code == ProblemCode::PossibleDuplicate
    {
        let read = |tx: &mut Tx<'_>| {
            tx.record_access(Action::SearchIndividuals, "candidates", None, None);
            Ok(())
        };
        apart.write_apart(read).await?;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_people_confirmed_to_be_others_are_counted() {
        let id = IndividualId::new(uuid::Uuid::from_u128(1));
        let ids = |count| vec![Field::of(id); count];
        assert_eq!(confirmed(ids(100)).unwrap().len(), 100);
        assert_eq!(confirmed(ids(101)).unwrap_err().code, ProblemCode::Invalid);
    }
}
