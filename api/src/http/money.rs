//! Amounts of money as they travel.

use std::borrow::Cow;

use domain::kernel::{Cents, Fault, unknown_code};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::field::{Field, Wire, coded, text};
use super::problem::Problem;

/// The one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantNames)]
#[strum(parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Currency {
    /// Euro.
    #[strum(serialize = "EUR")]
    Euro,
}

/// A member that holds a currency.
pub type CurrencyField = Field<Currency>;
impl Wire for Currency {
    fn name() -> Cow<'static, str> {
        "Currency".into()
    }
    fn shape() -> Object {
        coded::<Self>("The currency, by ISO 4217.")
    }
}

/// A member that holds an amount.
pub type AmountField = Field<Cents>;
impl Wire for Cents {
    fn name() -> Cow<'static, str> {
        "Amount".into()
    }
    fn shape() -> Object {
        text(
            "An amount with two decimals.",
            21,
            r"^-?(0|[1-9][0-9]*)(\.[0-9]{2})?$",
            "600.00",
        )
    }
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much.
    #[validate(nested)]
    amount: AmountField,
    /// Of what.
    #[validate(nested)]
    currency: CurrencyField,
}

impl Money {
    /// An amount of an answer.
    pub fn of(cents: Cents) -> Self {
        Self {
            amount: Field::of(cents),
            currency: Field::of(Currency::Euro),
        }
    }

    /// What was sent.
    pub fn parsed(self) -> Result<Cents, Problem> {
        self.cents()
    }

    /// The amount.
    pub fn cents(self) -> Result<Cents, Problem> {
        self.currency.parsed()?;
        self.amount.parsed()
    }
}
