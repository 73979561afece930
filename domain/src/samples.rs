//! Short words for the stories of this crate.

use crate::rulebook::{Chain, Confidence, Parameter, Rulebook};
use uuid::Uuid;

use crate::actor::{Actor, ActorKind, Role};
use crate::kernel::{Day, Id};

/// The thing number `n`.
pub(crate) fn id<T>(n: u128) -> Id<T> {
    Id::new(Uuid::from_u128(n))
}

/// A day.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The member of the staff number `n`.
pub(crate) fn staff(n: u128, roles: &[Role], offices: &[u128]) -> Actor {
    Actor {
        kind: ActorKind::Staff(id(n), id(n)),
        roles: roles.to_vec(),
        offices: offices.iter().copied().map(id).collect(),
        ..Actor::system(id(99))
    }
}

/// The chain of an organisation in Italy, and a book with one number of its own.
pub(crate) fn own_number(key: &'static str, value: &str) -> (Rulebook, Chain) {
    let organisation = uuid::Uuid::from_u128(1);
    let source = "Resolution 12 of 2026";
    let own = Parameter::own(key, organisation, value, source, Confidence::Sure).unwrap();
    let chain = Chain::italy().of_organisation(organisation);
    (Rulebook::with_own(vec![own]).unwrap(), chain)
}
