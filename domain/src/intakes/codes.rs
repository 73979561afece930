//! The codes of a first interview.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::kernel::{Fault, unknown_code};

/// How the person came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Arrival {
    #[strum(serialize = "self")]
    OwnInitiative,
    Family,
    School,
    EmploymentCentre,
    SocialServices,
    ThirdSector,
    Informagiovani,
    MunicipalOffice,
    TrainingProvider,
    Employer,
    Online,
    Event,
    Other,
}

/// A service that sends people, or to which they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum ReferralSource {
    EmploymentCentre,
    SocialServices,
    School,
    TrainingProvider,
    ThirdSector,
    Informagiovani,
    OtherOffice,
    OtherMunicipality,
    OtherPublicBody,
    EmploymentAgency,
    Employer,
    Other,
}

/// How soon something has to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Urgency {
    Ordinary,
    High,
    Immediate,
}

/// What the person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Need {
    Job,
    BetterJob,
    Training,
    Orientation,
    Internship,
    Cv,
    QualificationRecognition,
    SelfEmployment,
    IncomeInformation,
    ItalianLanguage,
    DigitalSkills,
    Reconciliation,
    Other,
}

/// The language in which a notice was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum NoticeLanguage {
    /// Italian.
    It,
    /// English.
    En,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(Arrival::VARIANTS, codes("intake-origins"));
        assert_eq!(ReferralSource::VARIANTS, codes("referral-sources"));
        assert_eq!(Urgency::VARIANTS, codes("urgencies"));
        assert_eq!(Need::VARIANTS, codes("needs"));
    }
}
