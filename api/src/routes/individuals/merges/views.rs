//! What goes in and out of merges.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::event::IndividualId;
use domain::individuals::SectionName;
use domain::individuals::merging::{Choice, Half, Merge, MergeReason, Since, conflicts};
use domain::kernel::{Day, Version};
use domain::rulebook::Finding;
use persistence::Error;
use persistence::individuals::Person;
use persistence::individuals::merges::Move;
use persistence::individuals::sections::Stamp;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use utoipa::ToSchema;
use validator::Validate;

use super::address;
use crate::http::views::{AllowedAction, FindingView};
use crate::http::wire::{
    IdField, IndividualIdField, MergeIdField, MergeReasonField, MergeStatusField, MoveKindField,
    SectionNameField, SideField, StaffIdField,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::routes::individuals::CandidateCard;
use crate::texts::Language;

/// Which record would be merged into this one.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergePreviewRequest {
    /// The other record.
    #[validate(nested)]
    pub(super) other_id: IndividualIdField,
}

/// From which record the content of a section is taken.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionChoice {
    /// Which section.
    #[validate(nested)]
    section: SectionNameField,
    /// From which record.
    #[validate(nested)]
    from: SideField,
}

/// Two records that are of one person.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "absorbed_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "absorbed_version": 4,
    "reason": "Registrata due volte.",
    "sections": [{ "section": "identity", "from": "survivor" }],
}))]
pub(super) struct MergeRequest {
    /// The record that answers no longer for itself.
    #[validate(nested)]
    absorbed_id: IndividualIdField,
    /// Its version, as it was read.
    #[validate(range(min = 1, max = 9_007_199_254_740_991_i64))]
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 4)]
    absorbed_version: i64,
    /// Why.
    #[validate(nested)]
    reason: MergeReasonField,
    /// From which record each section is taken that both have; from this one when nobody says.
    #[serde(default)]
    #[validate(nested)]
    #[schema(min_items = 0, max_items = 50, required = false)]
    sections: Vec<SectionChoice>,
}

/// What a request to merge asks for.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) absorbed: IndividualId,
    pub(super) absorbed_version: Version,
    pub(super) reason: MergeReason,
    pub(super) choices: Vec<Choice>,
}

impl MergeRequest {
    pub(super) fn wish(self) -> Result<Wish, Problem> {
        let choices = self.sections.into_iter().map(|choice| {
            Ok(Choice {
                section: choice.section.parsed()?,
                from: choice.from.parsed()?,
            })
        });
        Ok(Wish {
            absorbed: self.absorbed_id.parsed()?,
            absorbed_version: Version(self.absorbed_version),
            reason: self.reason.parsed()?,
            choices: choices.collect::<Result<_, Problem>>()?,
        })
    }
}

/// How much of a kind would move.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoveView {
    /// Of what.
    kind: MoveKindField,
    /// How many.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1)]
    count: usize,
    /// Those of offices that the caller reaches.
    #[schema(min_items = 0, max_items = 10_000)]
    ids: Vec<IdField>,
}

impl From<Move> for MoveView {
    fn from(moving: Move) -> Self {
        let ids = moving.ids.into_iter();
        Self {
            kind: Field::of(moving.kind),
            count: moving.count,
            ids: ids.map(|id| Field::of(IndividualId::new(id))).collect(),
        }
    }
}

/// A section in both records.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SectionOfBoth {
    /// Which section.
    section: SectionNameField,
    /// Its version in the record that would answer for both; left out when it was never written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    survivor_version: Option<i64>,
    /// Its version in the other one; left out when it was never written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    absorbed_version: Option<i64>,
}

impl SectionOfBoth {
    fn all(survivor: &[Stamp], absorbed: &[Stamp]) -> Vec<Self> {
        let version = |stamps: &[Stamp], name| {
            let stamp = stamps.iter().find(|stamp| stamp.section == name);
            stamp.map(|stamp| stamp.version.0)
        };
        SectionName::iter()
            .map(|name| Self {
                section: Field::of(name),
                survivor_version: version(survivor, name),
                absorbed_version: version(absorbed, name),
            })
            .filter(|both| both.survivor_version.or(both.absorbed_version).is_some())
            .collect()
    }
}

/// What a merge would do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergePreviewView {
    /// Who would answer for both.
    survivor: CandidateCard,
    /// The version of that record.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 4)]
    survivor_version: i64,
    /// The other one.
    absorbed: CandidateCard,
    /// The version of that record.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 4)]
    absorbed_version: i64,
    /// What would move.
    #[schema(min_items = 0, max_items = 20)]
    moves: Vec<MoveView>,
    /// The sections that either has.
    #[schema(min_items = 0, max_items = 50)]
    sections: Vec<SectionOfBoth>,
    /// What stands against the merge.
    #[schema(min_items = 0, max_items = 20)]
    conflicts: Vec<FindingView>,
}

/// What a merge would do, before it is put into words.
pub(super) struct Preview<'a> {
    people: (&'a Person, &'a Person),
    moves: Vec<Move>,
    conflicts: Vec<Finding>,
}

impl MergePreviewView {
    pub(super) fn of<'a>(
        people: (&'a Person, &'a Person),
        halves: &(Half, Half),
        moves: Vec<Move>,
        today: Day,
    ) -> Preview<'a> {
        Preview {
            people,
            moves,
            conflicts: conflicts(&halves.0, &halves.1, today),
        }
    }
}

impl Preview<'_> {
    pub(super) fn told(
        self,
        reader: &Actor,
        language: Language,
    ) -> Result<MergePreviewView, Error> {
        let (survivor, absorbed) = self.people;
        Ok(MergePreviewView {
            survivor: survivor.card()?.into(),
            survivor_version: survivor.version_for(reader).0,
            absorbed: absorbed.card()?.into(),
            absorbed_version: absorbed.version_for(reader).0,
            moves: self.moves.into_iter().map(MoveView::from).collect(),
            sections: SectionOfBoth::all(&survivor.stamps()?, &absorbed.stamps()?),
            conflicts: FindingView::all(language, &self.conflicts),
        })
    }
}

/// Two records of one person that became one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeView {
    /// The merge.
    id: MergeIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: MergeStatusField,
    /// The record that answers for both.
    survivor_id: IndividualIdField,
    /// The other one.
    absorbed_id: IndividualIdField,
    /// Why.
    reason: MergeReasonField,
    /// The sections that were taken over from the other one.
    #[schema(min_items = 0, max_items = 50)]
    sections: Vec<SectionNameField>,
    /// When the records were merged.
    merged_at: DateTime<Utc>,
    /// By whom; left out when the product did it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_by: Option<StaffIdField>,
    /// When that was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_at: Option<DateTime<Utc>>,
    /// What may be done to it now.
    #[schema(min_items = 0, max_items = 10)]
    allowed_actions: Vec<AllowedAction>,
    /// What was changed or made since the merge and stays with the record that answers for both,
    /// should the merge be undone; in the answer to the undo, what stayed there.
    #[schema(min_items = 0, max_items = 50)]
    findings: Vec<FindingView>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl MergeView {
    pub(super) fn of(merge: &Merge, since: &Since, language: Language, links: &Links) -> Self {
        Self {
            id: Field::of(merge.id),
            version: merge.version.0,
            status: Field::of(merge.status),
            survivor_id: Field::of(merge.survivor),
            absorbed_id: Field::of(merge.absorbed),
            reason: Field::of(merge.reason.clone()),
            sections: merge.sections.iter().copied().map(Field::of).collect(),
            merged_at: merge.merged_at,
            merged_by: merge.merged_by.map(Field::of),
            undone_at: merge.undone_at,
            allowed_actions: AllowedAction::all(language, &merge.allowed(since)),
            findings: FindingView::all(language, &since.staying()),
            links: links.of(address(merge.id)),
        }
    }
}
