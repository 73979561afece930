//! Types of schooling, work, status, availability and household.

use std::borrow::Cow;

use domain::individuals::availability::{Vehicle, WorkingHours};
use domain::individuals::classified::{
    ContractType, Country, EmployerCode, EndReason, HouseholdPurpose, IscedLevel, LicenceCategory,
    OccupationEdition, RegionalLevel, WeeklyHours,
};
use domain::individuals::education::{QualificationState, Recognition};
use domain::individuals::employment_status::{BenefitKind, DeclarationState, LossReason};
use domain::vocabulary::{Code, CodeList, ateco, codes};
use utoipa::openapi::schema::Object;

use crate::http::field::{Field, Wire, coded, text};

/// A code of a list.
impl<L: CodeList> Wire for Code<L> {
    fn name() -> Cow<'static, str> {
        let words = L::LIST.split('-').map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        });
        format!("{}Code", words.collect::<String>()).into()
    }
    fn shape() -> Object {
        let example = codes(L::LIST).first().copied().unwrap_or_default();
        let description = format!("A code of the vocabulary `{}`.", L::LIST);
        text(&description, 40, "^[A-Za-z0-9_.]{1,40}$", example)
    }
}

/// An edition of ATECO.
pub type AtecoEditionField = Field<ateco::Edition>;
impl Wire for ateco::Edition {
    fn name() -> Cow<'static, str> {
        "AtecoEdition".into()
    }
    fn shape() -> Object {
        coded::<Self>("The edition of ATECO: the vocabularies `ateco-2007`, `-2022` and `-2025`.")
    }
}

/// What a person draws.
pub type BenefitKindField = Field<BenefitKind>;
impl Wire for BenefitKind {
    fn name() -> Cow<'static, str> {
        "BenefitKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What a person draws: the vocabulary `benefits`.")
    }
}

/// The type of a contract.
pub type ContractTypeField = Field<ContractType>;
/// A State.
pub type CountryField = Field<Country>;

/// What became of a declaration of availability.
pub type DeclarationStateField = Field<DeclarationState>;
impl Wire for DeclarationState {
    fn name() -> Cow<'static, str> {
        "DeclarationState".into()
    }
    fn shape() -> Object {
        coded::<Self>("What became of a declaration: the vocabulary `declaration-states`.")
    }
}

/// By which an employer is known.
pub type EmployerCodeField = Field<EmployerCode>;
impl Wire for EmployerCode {
    fn name() -> Cow<'static, str> {
        "EmployerCode".into()
    }
    fn shape() -> Object {
        text(
            "A tax code of 16 characters, or a VAT number or tax code of a body of 11 digits.",
            16,
            "^[A-Za-z0-9]{11,16}$",
            "07430420013",
        )
    }
}

/// Why work ended.
pub type EndReasonField = Field<EndReason>;
impl Wire for EndReason {
    fn name() -> Cow<'static, str> {
        "WorkEndReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why work ended: the vocabulary `work-end-reasons`.")
    }
}

/// A measure that needs facts of a household.
pub type HouseholdPurposeField = Field<HouseholdPurpose>;
/// A level of education by ISCED.
pub type IscedLevelField = Field<IscedLevel>;
/// A category of driving licences.
pub type LicenceCategoryField = Field<LicenceCategory>;

/// Why a status was lost.
pub type LossReasonField = Field<LossReason>;
impl Wire for LossReason {
    fn name() -> Cow<'static, str> {
        "StatusLossReason".into()
    }
    fn shape() -> Object {
        coded::<Self>("Why the status was lost: the vocabulary `status-loss-reasons`.")
    }
}

/// An edition of the classification of occupations.
pub type OccupationEditionField = Field<OccupationEdition>;
impl Wire for OccupationEdition {
    fn name() -> Cow<'static, str> {
        "OccupationEdition".into()
    }
    fn shape() -> Object {
        coded::<Self>("The edition of the classification of occupations of ISTAT.")
    }
}

/// How far a course of study came.
pub type QualificationStateField = Field<QualificationState>;
impl Wire for QualificationState {
    fn name() -> Cow<'static, str> {
        "QualificationState".into()
    }
    fn shape() -> Object {
        coded::<Self>("How far a course of study came: the vocabulary `qualification-states`.")
    }
}

/// Whether Italy recognises a title.
pub type RecognitionField = Field<Recognition>;
impl Wire for Recognition {
    fn name() -> Cow<'static, str> {
        "Recognition".into()
    }
    fn shape() -> Object {
        coded::<Self>("Whether Italy recognises a title: the vocabulary `recognitions`.")
    }
}

/// A level of education by the codes of the Region.
pub type RegionalLevelField = Field<RegionalLevel>;

/// By what somebody gets to work.
pub type VehicleField = Field<Vehicle>;
impl Wire for Vehicle {
    fn name() -> Cow<'static, str> {
        "Vehicle".into()
    }
    fn shape() -> Object {
        coded::<Self>("By what somebody gets to work: the vocabulary `vehicles`.")
    }
}

/// Hours in a week.
pub type WeeklyHoursField = Field<WeeklyHours>;
impl Wire for WeeklyHours {
    fn name() -> Cow<'static, str> {
        "WeeklyHours".into()
    }
    fn shape() -> Object {
        text(
            "Hours in a week, to the hundredth.",
            6,
            r"^[0-9]{1,3}(\.[0-9]{1,2})?$",
            "37.50",
        )
    }
}

/// How much somebody wants to work.
pub type WorkingHoursField = Field<WorkingHours>;
impl Wire for WorkingHours {
    fn name() -> Cow<'static, str> {
        "WorkingHours".into()
    }
    fn shape() -> Object {
        coded::<Self>("How much somebody wants to work: the vocabulary `working-hours`.")
    }
}
