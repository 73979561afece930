//! Values that an organisation sets for itself.

use chrono::NaiveDate;

use super::{Parameter, Scope};
use crate::actor::{Actor, ActorKind, OrganisationId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Refusal};

/// A decided own value: what held until now ends on the day before.
#[derive(Debug, Clone, PartialEq)]
pub struct Succession {
    /// From when on the value holds that this one ends, and its last day from now on.
    pub ended: Option<(NaiveDate, NaiveDate)>,
    /// The value from now on.
    pub next: Parameter,
}

impl Parameter {
    /// Sets an own value of the organisation from a day on. `known` are its own values of the same
    /// key: a value that ever held is never changed, so the day lies behind the first day of each.
    pub fn succeed(
        self,
        known: &[Self],
        from: Day,
        actor: &Actor,
    ) -> Result<Changed<Succession>, Refusal> {
        let organisation: OrganisationId = actor.organisation;
        let own = self.scope == Scope::Organisation(organisation.uuid());
        if actor.kind != ActorKind::System || !own {
            return Err(Refusal::NotPermitted {});
        }
        let day = from.date();
        let last = known.iter().max_by_key(|known| known.valid_from);
        if last.is_some_and(|last| last.valid_from.is_none_or(|first| day <= first)) {
            return Err(Refusal::invalid("/from", "before_the_last_value"));
        }
        let ended = last
            .filter(|last| last.is_valid_on(day))
            .and_then(|last| last.valid_from.zip(day.pred_opt()));
        let fact = Fact::ParameterSet {
            key: self.key.to_string(),
            value: self.value.to_string(),
            from: from.to_string(),
        };
        let next = Self {
            valid_from: Some(day),
            valid_to: None,
            ..self
        };
        let about = About::thing("organisation", organisation);
        Ok(Changed::new(Succession { ended, next }, about.says(fact)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::kernel::Id;
    use crate::rulebook::{Chain, Confidence, Rulebook};
    use crate::samples::{day, staff};

    fn operator() -> Actor {
        Actor::system(Id::new(uuid::Uuid::from_u128(1)))
    }

    fn minutes(value: &str) -> Parameter {
        let own = operator().organisation.uuid();
        Parameter::own(
            "desk.max_minutes",
            own,
            value,
            "act 12/2026",
            Confidence::Sure,
        )
        .unwrap()
    }

    #[test]
    fn a_value_ends_on_the_day_before_the_next_one() {
        let actor = operator();
        let first = minutes("60").succeed(&[], day("2026-01-01"), &actor);
        let first = first.unwrap().into_parts().0;
        assert_eq!(first.ended, None);
        let known = [first.next];
        let second = minutes("90").succeed(&known, day("2026-07-01"), &actor);
        let second = second.unwrap().into_parts().0;
        let dates = (day("2026-01-01").date(), day("2026-06-30").date());
        assert_eq!(second.ended, Some(dates));
        let [first] = known;
        let first = first.between(Some(dates.0), Some(dates.1)).unwrap();
        let book = Rulebook::with_own(vec![first, second.next]).unwrap();
        let chain = actor.chain();
        let on = |date| book.count("desk.max_minutes", &chain, day(date)).unwrap().0;
        assert_eq!(on("2025-12-31"), 240);
        assert_eq!((on("2026-01-01"), on("2026-06-30")), (60, 60));
        assert_eq!(on("2026-07-01"), 90);
        let elsewhere = Chain::italy().of_organisation(uuid::Uuid::from_u128(2));
        let there = book.count("desk.max_minutes", &elsewhere, day("2026-07-01"));
        assert_eq!(there.unwrap().0, 240);
    }

    #[test]
    fn what_ever_held_is_not_changed_and_only_the_operator_sets_values() {
        let first = minutes("60").succeed(&[], day("2026-01-01"), &operator());
        let known = [first.unwrap().into_parts().0.next];
        for from in ["2025-06-01", "2026-01-01"] {
            let again = minutes("90").succeed(&known, day(from), &operator());
            let refusal = Refusal::invalid("/from", "before_the_last_value");
            assert_eq!(again.unwrap_err(), refusal, "{from}");
        }
        let member = staff(7, &[Role::Administrator], &[]);
        let refused = minutes("60").succeed(&[], day("2026-01-01"), &member);
        assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {});
    }
}
