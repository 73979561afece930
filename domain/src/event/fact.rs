//! The facts, in one list.

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumIter, IntoStaticStr};
use uuid::Uuid;

use super::{CaseId, IndividualId};
use crate::actor::{OfficeId, OutsideIdentityId};
use crate::kernel::{Fault, unknown_code};

/// A fact worth recording. Never free text, never a value of health data, never a name or code of
/// a person: identifiers, codes, counts and dates only.
///
/// The names of variants and members are stored for ever: add, never rename.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, IntoStaticStr, EnumDiscriminants)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[strum(serialize_all = "snake_case")]
#[strum_discriminants(
    name(FactKind),
    derive(EnumIter, strum::Display, strum::EnumString, strum::VariantNames, Hash),
    strum(
        serialize_all = "snake_case",
        parse_err_ty = Fault,
        parse_err_fn = unknown_code
    ),
    doc = "The kind of a fact, without its members."
)]
pub enum Fact {
    /// An organisation was set up.
    OrganisationCreated {},
    /// An organisation set a value for itself.
    ParameterSet {
        /// Which parameter.
        key: String,
        /// Its value.
        value: String,
        /// From which day on.
        from: String,
    },
    /// An office was opened.
    OfficeCreated {},
    /// An account was created.
    StaffCreated {
        /// Its roles.
        roles: Vec<String>,
    },
    /// Roles or offices of an account changed; its tokens ended.
    StaffChanged {
        /// The roles from now on.
        roles: Vec<String>,
        /// The offices from now on.
        offices: Vec<OfficeId>,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// Roles or offices of an account changed, because a newer token of the organisation's own
    /// provider says so; what was issued before ended.
    StaffRightsFollowed {
        /// The link to the provider.
        identity: OutsideIdentityId,
        /// The roles from now on.
        roles: Vec<String>,
        /// The offices from now on.
        offices: Vec<OfficeId>,
    },
    /// Roles were proposed for an account, which wait for a second person.
    StaffRolesProposed {
        /// Which.
        roles: Vec<String>,
    },
    /// Roles that waited are in force.
    StaffRolesApproved {
        /// Which.
        roles: Vec<String>,
    },
    /// Roles that waited are not to be given.
    StaffRolesWithdrawn {
        /// Which.
        roles: Vec<String>,
    },
    /// An account was disabled; its tokens ended.
    StaffDisabled {
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// A disabled account was enabled.
    StaffEnabled {},
    /// Somebody changed the own password, or an operator set it.
    PasswordChanged {},
    /// The secret of a second factor was shown to its owner.
    SecondFactorOffered {},
    /// A second factor came into force; the tokens of before ended.
    SecondFactorEnrolled {},
    /// Somebody else removed the second factor of an account; its sessions ended.
    SecondFactorRemoved {},
    /// A recovery code took the place of a second factor, once.
    RecoveryCodeUsed {},
    /// The owner of a new account was sent a link to choose a password.
    StaffInvited {
        /// How: `print`, `mail`.
        delivery: String,
    },
    /// The owner of an account was sent a link to choose another password.
    PasswordResetOffered {
        /// How: `print`, `mail`.
        delivery: String,
    },
    /// The owner of an account used an invitation.
    InvitationAccepted {},
    /// The owner of an account used the link of a reset.
    PasswordResetAccepted {},
    /// An account was linked to what an outside provider calls its owner.
    IdentityLinked {
        /// How: `verified_email` or `administrator`.
        how: String,
    },
    /// The link to an outside provider was taken away.
    IdentityUnlinked {},
    /// Somebody signed out who had come with a token of an outside provider.
    IdentitySignedOut {},
    /// A program was proposed as a client.
    MachineClientProposed {
        /// What it would be permitted.
        scopes: Vec<String>,
        /// Where.
        offices: Vec<OfficeId>,
    },
    /// Scopes, offices or keys of a machine client changed; its tokens ended.
    MachineClientChanged {
        /// What it is permitted from now on.
        scopes: Vec<String>,
        /// Where.
        offices: Vec<OfficeId>,
        /// The thumbprints of its keys (RFC 7638).
        keys: Vec<String>,
        /// Whether somebody else must approve it.
        widened: bool,
    },
    /// A second person approved a machine client.
    MachineClientApproved {},
    /// A machine client was disabled; its tokens ended.
    MachineClientDisabled {},
    /// A machine client was given an access token.
    MachineTokenIssued {
        /// For which scopes.
        scopes: Vec<String>,
    },
    /// Somebody signed in.
    SessionOpened {},
    /// A session ended.
    SessionEnded {
        /// Why: `sign_out`, `reuse`, `password_changed`, `disabled`,
        /// `second_factor_changed`, `operator`.
        reason: String,
    },
    /// A person was registered.
    IndividualRegistered {
        /// People who look alike and were confirmed to be somebody else.
        confirmed_distinct_from: Vec<IndividualId>,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// A section of a person was replaced.
    SectionReplaced {
        /// Which section.
        section: String,
        /// Its version from now on.
        version: i64,
        /// Where the facts come from.
        source: String,
        /// How sure they are.
        verification: String,
        /// People who look alike since then and were confirmed to be somebody else.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        confirmed_distinct_from: Vec<IndividualId>,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Two records of one person became one.
    IndividualsMerged {
        /// The record that answers no longer for itself.
        absorbed: IndividualId,
        /// The record that answers for both.
        survivor: IndividualId,
        /// The sections that it took over from the absorbed one.
        sections: Vec<String>,
    },
    /// A record answers for itself no longer: the fact of its merge, told of this one.
    IndividualAbsorbed {
        /// The record that answers for both.
        survivor: IndividualId,
    },
    /// A merge was undone: both records stand as before.
    MergeUndone {
        /// The record that answers for itself again.
        absorbed: IndividualId,
        /// The record that answered for both.
        survivor: IndividualId,
    },
    /// A record answers for itself again: the fact of the undo, told of this one.
    IndividualRestored {
        /// The record that answered for both.
        survivor: IndividualId,
    },
    /// A merge, or its undo, gave a case to another record of the person.
    CaseReattributed {
        /// The merge.
        merge: Uuid,
    },
    /// The same of a first interview.
    IntakeReattributed {
        /// The merge.
        merge: Uuid,
    },
    /// The same of a contact at the desk.
    DeskContactReattributed {
        /// The merge.
        merge: Uuid,
    },
    /// The same of an appointment.
    AppointmentReattributed {
        /// The merge.
        merge: Uuid,
    },
    /// Somebody was served at a desk.
    DeskContactRecorded {
        /// About what.
        topic: String,
        /// By which channel.
        channel: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// A first interview began.
    IntakeTaken {
        /// How the person came.
        arrival: String,
    },
    /// The content of a first interview was revised.
    IntakeRevised {},
    /// Whoever was heard waits for an answer.
    IntakeSetWaiting {
        /// Until when, as planned.
        until: Option<String>,
    },
    /// A first interview was concluded.
    IntakeConcluded {
        /// What came of it.
        outcome: String,
        /// The case that it opened.
        opened: Option<CaseId>,
    },
    /// A case was opened.
    CaseOpened {
        /// Since when.
        on: String,
        /// Who follows it.
        counsellor: Option<Uuid>,
    },
    /// A case was suspended.
    CaseSuspended {
        /// Why.
        reason: String,
        /// Since when.
        on: String,
        /// Until when, as planned.
        until: Option<String>,
    },
    /// A suspended case was resumed.
    CaseResumed {
        /// Since when.
        on: String,
    },
    /// A case was closed.
    CaseClosed {
        /// With which outcome.
        outcome: String,
        /// Which work the person found.
        work_kind: Option<String>,
        /// Since when it is true.
        on: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// A closed case was opened again.
    CaseReopened {
        /// Why.
        reason: String,
    },
    /// A case was given to a counsellor.
    CaseAssigned {
        /// Who followed it.
        from: Option<Uuid>,
        /// Who follows it from now on.
        to: Uuid,
    },
    /// The team of a case changed.
    CaseTeamChanged {
        /// The team from now on.
        members: Vec<Uuid>,
    },
    /// A note was written.
    NoteWritten {
        /// Who may read it.
        visibility: String,
    },
    /// A note was amended; the earlier text stays readable.
    NoteAmended {
        /// Its version from now on.
        version: i64,
    },
    /// Somebody tried to reach the person.
    ContactAttempted {
        /// By which channel.
        channel: String,
        /// With which outcome.
        outcome: String,
    },
    /// Somebody asked for an import of people.
    ImportQueued {
        /// Why.
        reason: String,
        /// Whether anything is kept.
        mode: String,
    },
    /// An import began.
    ImportStarted {},
    /// An import went on after the process that worked on it had ended.
    ImportResumed {},
    /// An import has an outcome for every row.
    ImportFinished {
        /// Rows that made a new person.
        created: i64,
        /// Rows of somebody who was there.
        unchanged: i64,
        /// Rows that cannot be registered.
        refused: i64,
        /// Rows that wait for a decision.
        candidates: i64,
        /// Rows that somebody left out.
        skipped: i64,
    },
    /// An import could not go on.
    ImportFailed {
        /// Why.
        code: String,
    },
    /// An import was stopped.
    ImportCancelled {},
    /// Somebody decided on rows of an import.
    ImportRowsDecided {
        /// On how many.
        rows: i64,
    },
    /// Decisions on rows of an import were given back: whoever decided may no longer import.
    ImportRowsReturned {
        /// How many.
        rows: i64,
    },
    /// Somebody saved how the files of a source are read.
    ImportMappingCreated {},
    /// That was replaced.
    ImportMappingReplaced {
        /// Its version from now on.
        version: i64,
    },
    /// That was removed.
    ImportMappingRemoved {},
    /// Rows of a file of people were taken into the record.
    IndividualsImported {
        /// Rows that made a new person.
        registered: i64,
        /// Rows that changed nothing.
        unchanged: i64,
        /// Rows that were refused.
        refused: i64,
    },
    /// Somebody asked that a person's data be erased.
    ErasureRequested {
        /// Why.
        ground: String,
    },
    /// A second person agreed with an erasure.
    ErasureApproved {},
    /// An erasure was taken back.
    ErasureWithdrawn {},
    /// An erasure was not done, because of what came in between.
    ErasureFellOut {
        /// The rules that stood against it.
        rules: Vec<String>,
    },
    /// The data of a person were erased.
    IndividualErased {
        /// Why.
        ground: String,
        /// The records that the person was known by.
        records: Vec<IndividualId>,
        /// Whether an older copy of the data had brought the person back.
        again: bool,
    },
    /// The ledger outside of the database tells an erasure.
    ErasureEntered {
        /// At which position.
        position: i64,
    },
    /// Somebody's data are kept from being erased or disposed of.
    HoldPlaced {
        /// For what.
        reason: String,
    },
    /// They are kept for that no longer.
    HoldReleased {},
    /// Somebody proposed a list of people whose term is over.
    DisposalProposed {
        /// Whose term.
        class: String,
        /// How many they are.
        items: i64,
    },
    /// A second person approved such a list.
    DisposalApproved {
        /// How many had fallen out by then.
        fell_out: i64,
    },
    /// Such a list was taken back.
    DisposalWithdrawn {},
    /// Somebody of such a list is kept, because of what came in between.
    DisposalFellOut {
        /// Why.
        because: String,
    },
    /// Of everybody of such a list it is known what became of the data.
    DisposalDone {
        /// How many were erased.
        erased: i64,
        /// How many are kept.
        fell_out: i64,
    },
    /// Accesses whose term was over left the record of accesses.
    AccessesRemoved {
        /// Those before this day.
        before: String,
        /// How many they were.
        count: i64,
    },
    /// Somebody opened a record out of reach, for a few hours.
    EmergencyAccessBegun {
        /// Why.
        purpose: String,
        /// Until when, unless it is ended before, by the clock of the organisation (RFC 3339).
        until: String,
    },
    /// That ended.
    EmergencyAccessEnded {
        /// How: `time`, `owner`, `coordinator`.
        how: String,
    },
    /// A coordinator looked at what was done under it.
    EmergencyAccessReviewed {},
    /// Somebody proposed that another office or counsellor takes a case over.
    HandOverProposed {
        /// Why.
        reason: String,
        /// Which office.
        to_office: OfficeId,
        /// Who there, if somebody was named.
        to: Option<Uuid>,
        /// Until when; for good when nobody says.
        until: Option<String>,
    },
    /// That was refused; the case stays where it is.
    HandOverRefused {
        /// Why.
        reason: String,
    },
    /// That was taken back before anybody answered.
    HandOverWithdrawn {},
    /// A hand-over lost its object: the case was closed, or given to somebody meanwhile.
    HandOverLapsed {},
    /// A case went to another counsellor, perhaps of another office.
    CaseHandedOver {
        /// Which office owned it.
        from_office: OfficeId,
        /// Who followed it.
        from: Option<Uuid>,
        /// Which office owns it from now on.
        to_office: OfficeId,
        /// Who follows it from now on.
        to: Uuid,
        /// Until when; for good when nobody says.
        until: Option<String>,
    },
    /// A case that somebody had taken over for a time went back.
    CaseReturned {
        /// Who followed it for that time.
        from: Option<Uuid>,
        /// Which office owns it again.
        to_office: OfficeId,
        /// Who follows it again.
        to: Uuid,
    },
    /// A case left an office for another one: the fact of its way, told of the office that it left.
    CaseLeft {
        /// Which office owns it from now on.
        to_office: OfficeId,
    },
    /// A case that should have gone back could not, and stays with whoever follows it.
    CaseReturnBlocked {
        /// Why.
        why: String,
    },
    /// A case that was taken over for a time stays for good.
    HandOverMadePermanent {},
    /// A hand-over goes on with somebody else: who was to answer, or who follows the case for its
    /// time.
    HandOverPassedOn {
        /// With whom; with the office when nobody is named.
        to: Option<Uuid>,
    },
    /// Somebody asked for many records as a file.
    ExportQueued {
        /// Of which kind.
        of: String,
        /// In which form.
        format: String,
        /// Why.
        purpose: String,
    },
    /// An export began.
    ExportStarted {},
    /// An export went on after the process that worked on it had ended.
    ExportResumed {},
    /// The file of an export is whole.
    ExportFinished {
        /// How many records it has.
        rows: i64,
        /// How many bytes.
        bytes: i64,
    },
    /// An export could not go on.
    ExportFailed {
        /// Why.
        code: String,
    },
    /// An export was stopped, or its file given up.
    ExportCancelled {},
    /// The file of an export, or a part of it, was handed out.
    ExportDownloaded {
        /// Of how many people it tells.
        subjects: i64,
        /// The first byte that was asked for; the whole file when nobody says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<i64>,
        /// The last byte that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<i64>,
    },
    /// The file of an export was removed when its time was up.
    ExportExpired {},
    /// The file was removed, or is written no more, because a person of whom it tells is erased.
    ExportWithdrawn {},
    /// Another office or an outside service was asked to see to something for a person.
    ReferralSent {
        /// Why.
        reason: String,
        /// Which office, if one of the organisation is asked.
        to_office: Option<OfficeId>,
        /// What kind of service outside, if one is asked.
        service: Option<String>,
        /// Until when an answer is awaited.
        answer_by: String,
    },
    /// It sees to it.
    ReferralAccepted {},
    /// It does not see to it.
    ReferralRefused {
        /// Why.
        reason: String,
    },
    /// No answer to a referral came by its day.
    ReferralExpired {},
    /// An answer is awaited until another day.
    ReferralExtended {
        /// Until when.
        answer_by: String,
    },
    /// Nothing is expected of a referral any more.
    ReferralWithdrawn {},
    /// The receiving office heard the person.
    ReferralReceived {
        /// The first interview.
        intake: Uuid,
    },
    /// It is known what came of a referral.
    ReferralCompleted {
        /// What.
        outcome: String,
    },
    /// Months after the end of a case somebody is to ask how it went.
    FollowUpPlanned {
        /// The first or the second time.
        turn: String,
        /// About which day.
        on: String,
    },
    /// Somebody tried to reach the person for it.
    FollowUpAttempted {
        /// By which channel.
        channel: String,
        /// With which outcome.
        outcome: String,
    },
    /// It is known how the person stands, or that nobody could find out.
    FollowUpConcluded {
        /// How.
        outcome: String,
        /// In what kind of work.
        work_kind: Option<String>,
        /// On which day.
        on: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Nobody asks after all.
    FollowUpCancelled {
        /// Why.
        reason: String,
    },
    /// The desk of somebody who is not there was taken over; what became of each case is a fact of
    /// its own.
    DeskTakenOver {
        /// Whose.
        of: Uuid,
    },
    /// Somebody else asks how it went.
    FollowUpGiven {
        /// Who was to ask.
        from: Option<Uuid>,
        /// Who asks.
        to: Uuid,
    },
    /// An office has one more room or workstation.
    RoomCreated {
        /// `room` or `workstation`.
        what: String,
    },
    /// What is said of a room is otherwise.
    RoomReplaced {
        /// Its version from now on.
        version: i64,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// An office, or all of them, will receive nobody on some days.
    ClosureSet {
        /// The first day.
        from: String,
        /// The last day.
        to: String,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// A closure that had begun ended.
    ClosureEnded {
        /// Its last day.
        on: String,
    },
    /// A closure that lay ahead was taken back.
    ClosureRemoved {},
    /// A colleague receives people in these hours of the week.
    AvailabilitySet {
        /// Who.
        counsellor: Uuid,
        /// On which day of the week, 1 for Monday.
        weekday: u32,
        /// From when.
        from: String,
        /// Until when.
        to: String,
        /// The first day.
        valid_from: String,
        /// The last day, where there is one.
        valid_to: Option<String>,
    },
    /// Hours of the week that lay ahead are otherwise.
    AvailabilityReplaced {
        /// Whose.
        counsellor: Uuid,
        /// On which day of the week, 1 for Monday.
        weekday: u32,
        /// From when.
        from: String,
        /// Until when.
        to: String,
        /// The first day.
        valid_from: String,
        /// The last day, where there is one.
        valid_to: Option<String>,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// Hours of the week that apply have another last day.
    AvailabilityEndSet {
        /// Whose.
        counsellor: Uuid,
        /// The last day, where there is one.
        on: Option<String>,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// Hours of the week that lay ahead were taken back.
    AvailabilityRemoved {
        /// Whose.
        counsellor: Uuid,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// On one day the hours of a colleague are otherwise.
    AvailabilityExceptionSet {
        /// Whose.
        counsellor: Uuid,
        /// `absent` or `extra`.
        what: String,
        /// On which day.
        on: String,
        /// From when.
        from: String,
        /// Until when.
        to: String,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// A day goes by the hours of the week again.
    AvailabilityExceptionRemoved {
        /// Whose.
        counsellor: Uuid,
        /// Which day.
        on: String,
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// Whoever proposed a hand-over took note that it was refused.
    HandOverRefusalSeen {},
    /// Whoever referred somebody took note that it was refused.
    ReferralRefusalSeen {},
    /// An orientation agreement was drawn up.
    AgreementDrawnUp {
        /// How many goals it has.
        goals: i64,
        /// How many things are to be done for them.
        actions: i64,
    },
    /// Its draft was written otherwise.
    AgreementRevised {
        /// How many goals it has.
        goals: i64,
        /// How many things are to be done for them.
        actions: i64,
    },
    /// The person was given it to read.
    AgreementProposed {
        /// On which day.
        on: String,
    },
    /// What was proposed was taken back.
    AgreementTakenBack {},
    /// Nobody goes on writing it otherwise.
    AgreementAmendmentDropped {},
    /// Somebody begins to write otherwise what was signed.
    AgreementAmended {
        /// How often it was signed before.
        edition: i64,
    },
    /// The person signed it.
    AgreementSigned {
        /// For the how manieth time.
        edition: i64,
        /// On which day.
        on: String,
        /// When both look at it next.
        next_review_on: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Both looked at how it goes.
    AgreementReviewed {
        /// What they found.
        outcome: String,
        /// On which day.
        on: String,
        /// When they look at it next.
        next_review_on: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// It is known what became of something that was agreed.
    AgreementActionSet {
        /// Of what.
        action: Uuid,
        /// What.
        status: String,
    },
    /// Somebody else answers for it.
    AgreementOfficerNamed {
        /// Who.
        officer: Uuid,
    },
    /// It is known what the employment centre calls its pact, or no longer.
    AgreementPactNamed {},
    /// The end of an agreement was taken back.
    AgreementReopened {},
    /// An agreement ended.
    AgreementClosed {
        /// Why.
        reason: String,
        /// On which day.
        on: String,
    },
    /// An hour was booked for somebody.
    AppointmentBooked {
        /// For which service.
        service: Uuid,
        /// With whom.
        counsellor: Uuid,
        /// When it begins, by the clock of the organisation.
        starts_at: String,
        /// How both meet.
        mode: String,
        /// Whose place it takes.
        previous: Option<Uuid>,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Both met.
    AppointmentHeld {
        /// For how many minutes.
        minutes: i64,
        /// What came of it.
        outcome: Option<String>,
    },
    /// The person did not come.
    AppointmentMissed {
        /// Why, as far as somebody knows.
        reason: String,
    },
    /// The person is excused.
    AppointmentExcused {
        /// Why.
        reason: String,
        /// Whether the person told so before.
        announced: bool,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// An appointment was called off.
    AppointmentCancelled {
        /// On whose side the reason lies.
        by: String,
        /// Why.
        reason: String,
    },
    /// Another appointment took its place.
    AppointmentMoved {
        /// Which one.
        to: Uuid,
        /// When that begins, by the clock of the organisation.
        starts_at: String,
        /// Why.
        reason: String,
    },
    /// It is not called off any more.
    AppointmentRestored {
        /// Rules whose warning was acknowledged.
        #[serde(default)]
        acknowledged: Vec<String>,
    },
    /// What was said to have come of it was taken back.
    AppointmentReopened {
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// A group is to meet.
    GroupPlanned {
        /// What for.
        of: String,
        /// How many places it has.
        places: i64,
    },
    /// Something else is said of it.
    GroupChanged {
        /// How many places it has since then.
        places: i64,
    },
    /// It lets people in.
    GroupOpened {},
    /// It lets nobody in any more.
    GroupClosed {},
    /// It does not take place.
    GroupCancelled {
        /// Why.
        reason: String,
    },
    /// A group is to meet at an hour.
    SessionPlanned {
        /// Which group.
        group: Uuid,
        /// When it begins, by the clock of the organisation.
        starts_at: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// It meets at another hour or place.
    SessionMoved {
        /// When that begins, by the clock of the organisation.
        starts_at: String,
        /// Why.
        reason: String,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// It does not meet at that hour.
    SessionCancelled {
        /// Why.
        reason: String,
    },
    /// Somebody said who came.
    AttendanceRecorded {
        /// How many came.
        present: i64,
        /// How many did not.
        absent: i64,
    },
    /// Somebody came to a session of a group.
    SessionAttended {
        /// Which session.
        session: Uuid,
        /// How many minutes are credited.
        credited: i64,
    },
    /// Somebody did not come to a session of a group.
    SessionMissed {
        /// Which session.
        session: Uuid,
        /// Why, as far as somebody knows.
        reason: String,
    },
    /// Whether somebody came is said otherwise than before.
    AttendanceAmended {
        /// Which session.
        session: Uuid,
        /// How many minutes are credited since then.
        credited: i64,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Somebody has a place in a group.
    EnrolmentMade {
        /// Which group.
        group: Uuid,
        /// Whether it is beyond those that there are.
        overbooked: bool,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Somebody waits for a place in a group.
    EnrolmentQueued {
        /// Which group.
        group: Uuid,
        /// Rules whose warning was acknowledged.
        acknowledged: Vec<String>,
    },
    /// Somebody who waited has a place.
    EnrolmentPromoted {
        /// In which group.
        group: Uuid,
    },
    /// Somebody does not come any more.
    EnrolmentWithdrawn {
        /// On whose side the reason lies.
        by: String,
        /// Why.
        reason: String,
    },
    /// An enrolment was given to another record of the person.
    EnrolmentReattributed {
        /// The merge.
        merge: Uuid,
    },
    /// Somebody ordered a document about it.
    DocumentOrdered {
        /// Which document.
        document: Uuid,
        /// What it is.
        of: String,
        /// Its number.
        number: String,
    },
    /// The file of a document is made.
    DocumentMade {
        /// Which document.
        document: Uuid,
        /// How many bytes it has.
        length: i64,
    },
    /// A document cannot be made.
    DocumentFailed {
        /// Which document.
        document: Uuid,
    },
    /// Somebody was told something.
    MessageSent {
        /// Which message.
        message: Uuid,
        /// What it tells.
        of: String,
        /// By which way.
        channel: String,
    },
    /// A message is not sent.
    MessageDropped {
        /// Which message.
        message: Uuid,
        /// What it would have told.
        of: String,
        /// Why.
        reason: String,
    },
    /// No gateway took a message.
    MessageFailed {
        /// Which message.
        message: Uuid,
        /// What it would have told.
        of: String,
    },
    /// Messages of a kind have other words.
    MessageTextReplaced {
        /// Of which kind.
        of: String,
        /// In which language.
        language: String,
        /// The version from now on.
        version: i64,
    },
    /// The person is told no reminders.
    RemindersPaused {
        /// Until which day, it included; nothing until it is taken back.
        until: Option<String>,
    },
    /// The person is told reminders again.
    RemindersResumed {},
    /// The organisation offers a service.
    ServiceCreated {},
    /// Its terms are others.
    ServiceReplaced {
        /// Its version from now on.
        version: i64,
    },
    /// Nobody is booked for a service any more.
    ServiceBlocked {},
    /// People are booked for it again.
    ServiceUnblocked {},
    /// A colleague was given a secret address for the own calendar; one before it is good no more.
    CalendarAddressIssued {},
    /// The secret address of a calendar is good no more.
    CalendarAddressRevoked {},
}

impl Fact {
    /// The kind, as stored: `case_opened`.
    pub fn kind(&self) -> &'static str {
        self.into()
    }

    /// Tells which rules were acknowledged as well, where hours were closed over people who are
    /// booked; other facts have no place for it.
    pub(crate) fn acknowledge(&mut self, rules: &[String]) {
        if let Self::RoomReplaced { acknowledged, .. }
        | Self::ClosureSet { acknowledged, .. }
        | Self::AvailabilityReplaced { acknowledged, .. }
        | Self::AvailabilityEndSet { acknowledged, .. }
        | Self::AvailabilityRemoved { acknowledged, .. }
        | Self::AvailabilityExceptionSet { acknowledged, .. }
        | Self::AvailabilityExceptionRemoved { acknowledged, .. }
        | Self::StaffChanged { acknowledged, .. }
        | Self::StaffDisabled { acknowledged } = self
        {
            acknowledged.extend_from_slice(rules);
        }
    }
}
