//! Dated parameters and findings.
//!
//! No number of the law stands in code: it is a parameter, resolved from the organisation out to
//! the Union on the day of the fact. A rule is a pure function that returns findings.

mod finding;
mod moment;
mod own;
mod parameter;
mod scope;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::kernel::{Day, Fault, LeapBirthday};
pub use finding::{Finding, Rule, Severity, unacknowledged};
pub use moment::Moment;
pub use own::Succession;
pub use parameter::{Confidence, Parameter, Unit, Value};
pub use scope::{Chain, Scope};

static SHIPPED: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
    let file = include_str!("../../data/parameters.csv");
    // The build has refused a line that cannot be read, and a test counts the lines.
    file.lines()
        .skip(1)
        .filter_map(|line| Parameter::parse(line).ok())
        .collect()
});

/// The file is in the order of the keys, so that those of one key stand together.
static BY_KEY: LazyLock<HashMap<&str, &[Parameter]>> = LazyLock::new(|| {
    let of_one_key = SHIPPED.chunk_by(|one, next| one.key == next.key);
    of_one_key.map(|all| (&*all[0].key, all)).collect()
});

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// No parameter has this key: a mistake in the code that asks.
    #[error("unknown_parameter")]
    UnknownKey(String),
    /// The parameter exists, but has no value for this chain on that day.
    #[error("no_value_on_day")]
    NoValueOn {
        /// The key that was asked for.
        key: String,
        /// The day of the fact.
        day: NaiveDate,
    },
    /// The value is of another kind than the one asked for: a mistake in the code that asks.
    #[error("wrong_kind_of_value")]
    WrongKind(String),
}

/// The parameters that are shipped, and those with which an organisation overrides them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    own: Vec<Parameter>,
    home: Option<Home>,
}

/// In which region an organisation lies.
#[derive(Debug, Clone, PartialEq)]
struct Home {
    organisation: Uuid,
    region: String,
}

impl Rulebook {
    /// The parameters as shipped.
    pub const fn shipped() -> Self {
        Self {
            own: Vec::new(),
            home: None,
        }
    }

    /// The shipped parameters with values of an organisation's own. Two values of one key may not
    /// hold on the same day.
    pub fn with_own(own: Vec<Parameter>) -> Result<Self, Fault> {
        for (n, one) in own.iter().enumerate() {
            if own[..n].iter().any(|other| one.clashes_with(other)) {
                return Err(Fault::new("overlapping_validity").with("key", &one.key));
            }
        }
        Ok(Self { own, home: None })
    }

    /// The same book, which knows in which region an organisation lies: for a fact of the
    /// organisation the values of its region hold before those of Italy.
    #[must_use]
    pub fn at_home(self, organisation: Uuid, region: String) -> Self {
        let home = Some(Home {
            organisation,
            region,
        });
        Self { home, ..self }
    }

    /// The chain through the region of its organisation, where it names none itself.
    fn through_home<'a>(&self, chain: &'a Chain) -> Cow<'a, Chain> {
        let home = self.home.as_ref();
        match home.filter(|home| chain.lies_in(home.organisation)) {
            Some(home) => Cow::Owned(chain.clone().in_region(home.region.clone())),
            None => Cow::Borrowed(chain),
        }
    }

    /// Every parameter that is shipped, by key, then scope, then first day.
    pub fn parameters() -> &'static [Parameter] {
        &SHIPPED
    }

    /// The parameter that holds for the chain on the day of the fact: the narrowest scope that
    /// has a value on that day wins. It is never asked for today's value of an old fact.
    pub fn resolve(
        &self,
        key: &str,
        chain: &Chain,
        day_of_fact: NaiveDate,
    ) -> Result<&Parameter, Unresolved> {
        let shipped = shipped_under(key);
        if shipped.is_empty() {
            return Err(Unresolved::UnknownKey(key.to_owned()));
        }
        let own = self.own.iter().filter(|parameter| parameter.key == key);
        let chain = self.through_home(chain);
        own.chain(shipped)
            .filter(|parameter| parameter.is_valid_on(day_of_fact))
            .filter_map(|parameter| Some((chain.width(&parameter.scope)?, parameter)))
            .min_by_key(|(width, _)| *width)
            .map(|(_, parameter)| parameter)
            .ok_or_else(|| Unresolved::NoValueOn {
                key: key.to_owned(),
                day: day_of_fact,
            })
    }

    /// The count that holds for the chain on the day of the fact, with its parameter. Nothing
    /// where none is set: such a rule has nothing to say, since a number is never guessed.
    pub fn count(&self, key: &str, chain: &Chain, day_of_fact: Day) -> Option<(i64, &Parameter)> {
        let parameter = self.resolve(key, chain, day_of_fact.date()).ok()?;
        Some((parameter.count().ok()?, parameter))
    }

    /// The days after `day` on which a value of the key for the chain begins, or on which one has
    /// ended, in order.
    pub fn turns(&self, key: &str, chain: &Chain, day: Day) -> Vec<Day> {
        let chain = self.through_home(chain);
        let own = self.own.iter().filter(|parameter| parameter.key == key);
        let all = own.chain(shipped_under(key));
        let mut turns: Vec<Day> = all
            .filter(|parameter| chain.width(&parameter.scope).is_some())
            .flat_map(|parameter| {
                let ended = parameter.valid_to.and_then(|last| last.succ_opt());
                [parameter.valid_from, ended]
            })
            .flatten()
            .filter_map(|turn| Day::new(turn).ok())
            .filter(|turn| day < *turn)
            .collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// When somebody born on 29 February grows older in a year without that day.
    pub fn leap_birthday(&self, chain: &Chain, day_of_fact: Day) -> LeapBirthday {
        let parameter = self.resolve("person.leap_birthday", chain, day_of_fact.date());
        match parameter.map(|parameter| &parameter.value) {
            Ok(Value::Code(word)) => word.parse().unwrap_or_default(),
            Ok(_) | Err(_) => LeapBirthday::default(),
        }
    }
}

/// The shipped parameters of one key.
fn shipped_under(key: &str) -> &'static [Parameter] {
    BY_KEY.get(key).copied().unwrap_or_default()
}
