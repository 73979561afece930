//! Types of employment status and target groups.

use std::borrow::Cow;

use domain::employment_status::{
    Answer, FactName, GenderGap, Ground, Group, LossCause, MissingFact, NotComputed, StateAnswer,
};
use domain::rulebook::Confidence;
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded};

/// Whether somebody belongs to a group.
pub type AnswerField = Field<Answer>;
impl Wire for Answer {
    fn name() -> Cow<'static, str> {
        "GroupMembership".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`unknown`: a fact is missing; `not_computed`: it rests on facts that are not asked here.",
        )
    }
}

/// How sure a number or a rule is.
pub type ConfidenceField = Field<Confidence>;
impl Wire for Confidence {
    fn name() -> Cow<'static, str> {
        "Confidence".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "`sure`: it stands in the source; `check`: practice or press, to be confirmed.",
        )
    }
}

/// A fact that was used.
pub type FactNameField = Field<FactName>;
impl Wire for FactName {
    fn name() -> Cow<'static, str> {
        "EmploymentFact".into()
    }
    fn shape() -> Object {
        coded::<Self>("A fact that was used.")
    }
}

/// A gender gap.
pub type GenderGapField = Field<GenderGap>;
impl Wire for GenderGap {
    fn name() -> Cow<'static, str> {
        "GenderGap".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Which sex is the rarer one in a sector or occupation whose gap passes the national \
             mean by a quarter; `none` where it does not.",
        )
    }
}

/// A ground of disadvantage.
pub type GroundField = Field<Ground>;
impl Wire for Ground {
    fn name() -> Cow<'static, str> {
        "DisadvantageGround".into()
    }
    fn shape() -> Object {
        coded::<Self>("A ground by its letter in Reg. UE 651/2014, art. 2 (4).")
    }
}

/// A target group.
pub type GroupField = Field<Group>;
impl Wire for Group {
    fn name() -> Cow<'static, str> {
        "TargetGroup".into()
    }
    fn shape() -> Object {
        coded::<Self>("A target group.")
    }
}

/// Why a status was lost.
pub type LossCauseField = Field<LossCause>;
impl Wire for LossCause {
    fn name() -> Cow<'static, str> {
        "StatusLossCause".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Why the status ended: taken back, decided by the employment centre (art. 21 c. 7), \
             pension, death; `certified` for whatever other reason that it certified.",
        )
    }
}

/// A fact that is missing.
pub type MissingFactField = Field<MissingFact>;
impl Wire for MissingFact {
    fn name() -> Cow<'static, str> {
        "MissingEmploymentFact".into()
    }
    fn shape() -> Object {
        coded::<Self>("A fact that is missing.")
    }
}

/// Why something is not worked out.
pub type NotComputedField = Field<NotComputed>;
impl Wire for NotComputed {
    fn name() -> Cow<'static, str> {
        "NotComputedReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why something is not worked out.")
    }
}

/// A state of employment.
pub type StateAnswerField = Field<StateAnswer>;
impl Wire for StateAnswer {
    fn name() -> Cow<'static, str> {
        "UnemploymentState".into()
    }
    fn shape() -> Object {
        coded::<Self>(
            "Unemployment status: `suspended` while employed over the limit of income for 180 \
             days at most, `conserved` while working within it, `unknown` where facts are missing.",
        )
    }
}
