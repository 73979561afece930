//! Types of people.

use std::borrow::Cow;

use domain::event::IndividualId;
use domain::individuals::contacts::{EmailAddress, LanguageCode, Phone, PreferredChannel};
use domain::individuals::{
    CefrLevel, EvidenceSource, HolderRole, IdentifierCode, IdentifierKind, NoticeWay, PlaceCode,
    PostalCode, SearchTerm, SectionName, ServiceNeedKind, Verification,
};
use domain::kernel::{Day, Sex};
use domain::privacy::NoticeVersion;
use utoipa::openapi::schema::{KnownFormat, Object};

use crate::http::field::{Field, Wire, coded, formatted, text};

/// How well a language is known.
pub type CefrLevelField = Field<CefrLevel>;
impl Wire for CefrLevel {
    fn name() -> Cow<'static, str> {
        "CefrLevel".into()
    }
    fn shape() -> Object {
        coded::<Self>("How well a language is known; vocabulary `cefr-levels`.")
    }
}

/// A day.
pub type DayField = Field<Day>;
impl Wire for Day {
    fn name() -> Cow<'static, str> {
        "Day".into()
    }
    fn shape() -> Object {
        let mut shape = formatted(
            "A day between 1900-01-01 and 2100-12-31.",
            KnownFormat::Date,
            "2026-03-02",
        );
        // A schema knows no least and no last day: the year says both.
        shape.pattern = Some("^((19|20)[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$".into());
        shape
    }
}

/// An e-mail address.
pub type EmailAddressField = Field<EmailAddress>;
impl Wire for EmailAddress {
    fn name() -> Cow<'static, str> {
        "EmailAddress".into()
    }
    fn shape() -> Object {
        let mut shape = formatted(
            "An e-mail address.",
            KnownFormat::Email,
            "lucia.verdi@demo.example",
        );
        shape.max_length = Some(254);
        shape
    }
}

/// Where a fact comes from.
pub type EvidenceSourceField = Field<EvidenceSource>;
impl Wire for EvidenceSource {
    fn name() -> Cow<'static, str> {
        "EvidenceSource".into()
    }
    fn shape() -> Object {
        coded::<Self>("Where a fact comes from: the vocabulary `evidence-sources`.")
    }
}

/// As whom somebody signs for a person.
pub type HolderRoleField = Field<HolderRole>;
impl Wire for HolderRole {
    fn name() -> Cow<'static, str> {
        "HolderRole".into()
    }
    fn shape() -> Object {
        coded::<Self>("As whom somebody signs for a person; vocabulary `guardian-roles`.")
    }
}

/// An identifier.
pub type IdField = Field<IndividualId>;

/// A code of a person, of whatever kind.
pub type IdentifierCodeField = Field<IdentifierCode>;
impl Wire for IdentifierCode {
    fn name() -> Cow<'static, str> {
        "IdentifierCode".into()
    }
    fn shape() -> Object {
        text(
            "A tax code of 16 characters, a provisional numeric code of 11 digits, or a local id. \
             Blanks and lower case are taken.",
            40,
            r"^[A-Za-z0-9 ]{11,40}$",
            "VRDLCU90A41L219E",
        )
    }
}

/// The kind of a code.
pub type IdentifierKindField = Field<IdentifierKind>;
impl Wire for IdentifierKind {
    fn name() -> Cow<'static, str> {
        "IdentifierKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("The kind of a code of a person.")
    }
}

/// A language.
pub type LanguageCodeField = Field<LanguageCode>;
impl Wire for LanguageCode {
    fn name() -> Cow<'static, str> {
        "LanguageCode".into()
    }
    fn shape() -> Object {
        text(
            "A language by its ISO 639 code; vocabulary `languages`.",
            3,
            "^[a-z]{2,3}$",
            "ro",
        )
    }
}

/// The version of a privacy notice.
pub type NoticeVersionField = Field<NoticeVersion>;
impl Wire for NoticeVersion {
    fn name() -> Cow<'static, str> {
        "NoticeVersion".into()
    }
    fn shape() -> Object {
        text(
            "A version of the privacy notice that exists.",
            10,
            r"^[0-9]{1,4}\.[0-9]{1,4}$",
            "1.0",
        )
    }
}

/// How a notice was shown.
pub type NoticeWayField = Field<NoticeWay>;
impl Wire for NoticeWay {
    fn name() -> Cow<'static, str> {
        "NoticeWay".into()
    }
    fn shape() -> Object {
        coded::<Self>("How a notice was shown; vocabulary `notice-ways`.")
    }
}

/// A telephone number.
pub type PhoneField = Field<Phone>;
impl Wire for Phone {
    fn name() -> Cow<'static, str> {
        "Phone".into()
    }
    fn shape() -> Object {
        text(
            "A telephone number; answered as `+` and 7 to 15 digits. Without a country code it is \
             Italian.",
            20,
            r"^[+0-9 ().\/-]{5,20}$",
            "+390110000000",
        )
    }
}

/// A place.
pub type PlaceCodeField = Field<PlaceCode>;
impl Wire for PlaceCode {
    fn name() -> Cow<'static, str> {
        "PlaceCode".into()
    }
    fn shape() -> Object {
        text(
            "Belfiore code of a municipality, or of a State when it begins with Z: the \
             vocabularies `municipalities` and `states`.",
            4,
            "^[A-Za-z][0-9]{3}$",
            "L219",
        )
    }
}

/// A postal code.
pub type PostalCodeField = Field<PostalCode>;
impl Wire for PostalCode {
    fn name() -> Cow<'static, str> {
        "PostalCode".into()
    }
    fn shape() -> Object {
        text(
            "A postal code; five digits in Italy.",
            10,
            "^[A-Za-z0-9 -]{2,10}$",
            "10122",
        )
    }
}

/// How somebody likes to be reached.
pub type PreferredChannelField = Field<PreferredChannel>;
impl Wire for PreferredChannel {
    fn name() -> Cow<'static, str> {
        "PreferredChannel".into()
    }
    fn shape() -> Object {
        coded::<Self>("How the person likes to be reached: codes of `contact-channels`.")
    }
}

/// The beginning of names.
pub type SearchTermField = Field<SearchTerm>;
impl Wire for SearchTerm {
    fn name() -> Cow<'static, str> {
        "SearchTerm".into()
    }
    fn shape() -> Object {
        text(
            "The beginning of family name, given name or both, in either order; accents, \
             capitals, apostrophes and hyphens make no difference. Two characters at the least; \
             one where it can be a whole name, as in Chinese and Korean.",
            100,
            r"^[^\u0000-\u001F\u007F-\u009F]*$",
            "verdi luc",
        )
    }
}

/// The name of a section.
pub type SectionNameField = Field<SectionName>;
impl Wire for SectionName {
    fn name() -> Cow<'static, str> {
        "SectionName".into()
    }
    fn shape() -> Object {
        coded::<Self>("A section of a person's record.")
    }
}

/// What the service sees to.
pub type ServiceNeedKindField = Field<ServiceNeedKind>;
impl Wire for ServiceNeedKind {
    fn name() -> Cow<'static, str> {
        "ServiceNeedKind".into()
    }
    fn shape() -> Object {
        coded::<Self>("What the service sees to; vocabulary `service-needs`.")
    }
}

/// The sex that a document states.
pub type SexField = Field<Sex>;
impl Wire for Sex {
    fn name() -> Cow<'static, str> {
        "Sex".into()
    }
    fn shape() -> Object {
        coded::<Self>("The sex that the document states: the vocabulary `sex`.")
    }
}

/// How sure a fact is.
pub type VerificationField = Field<Verification>;
impl Wire for Verification {
    fn name() -> Cow<'static, str> {
        "Verification".into()
    }
    fn shape() -> Object {
        coded::<Self>("What came of a check: the vocabulary `verifications`.")
    }
}
