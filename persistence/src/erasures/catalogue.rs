//! What an erasure does with each column of each table. A test compares it with both engines: a
//! column that nobody judged fails it.

/// What becomes of a table's rows about an erased person. Names of columns have a blank between
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The rows go, with whatever columns they have.
    Deleted,
    /// The rows stay.
    Emptied {
        /// What is taken out of them.
        emptied: &'static str,
        /// What stays in them.
        kept: &'static str,
        /// Why it may stay.
        why: &'static str,
    },
    /// The rows stay as they are.
    Kept {
        /// What they have.
        columns: &'static str,
        /// Why it may stay.
        why: &'static str,
    },
}

use Fate::{Deleted, Emptied, Kept};

/// Every table with its fate, in the order of the alphabet.
pub const CATALOGUE: &[(&str, Fate)] = &[
    (
        "access_cuts",
        Kept {
            columns: "organisation_id before removed begun_at ended_at",
            why: "how many accesses left at the end of their term, without whose they were",
        },
    ),
    (
        "accesses",
        Kept {
            columns: "organisation_id id at actor_kind actor_id request_id action \
                purpose resource individual_id case_id section",
            why: "who read whose data, by identifiers; it has a term of its own",
        },
    ),
    (
        "account_links",
        Kept {
            columns: "organisation_id id staff_id purpose delivery digest issued_by \
                issued_at expires_at accepted_at withdrawn_at",
            why: "accounts of the staff",
        },
    ),
    ("agreement_action_outcomes", Deleted),
    ("agreement_editions", Deleted),
    ("agreement_reviews", Deleted),
    ("agreements", Deleted),
    ("appointment_versions", Deleted),
    ("appointments", Deleted),
    ("attendance_versions", Deleted),
    ("attendances", Deleted),
    (
        "availabilities",
        Kept {
            columns: "organisation_id id staff_id office_id room_id weekday from_minute \
                to_minute valid_from valid_to languages remote version",
            why: "when colleagues receive people, and where; it names nobody who is received",
        },
    ),
    (
        "availability_exceptions",
        Kept {
            columns: "organisation_id id staff_id day from_minute to_minute kind reason \
                office_id room_id languages remote version",
            why: "when colleagues receive people, and where; it names nobody who is received",
        },
    ),
    (
        "availability_services",
        Kept {
            columns: "organisation_id availability_id service_id",
            why: "when colleagues receive people, and where; it names nobody who is received",
        },
    ),
    (
        "calendar_addresses",
        Kept {
            columns: "organisation_id staff_id digest issued_at used_at version",
            why: "accounts of the staff",
        },
    ),
    ("case_team", Deleted),
    ("cases", Deleted),
    (
        "closures",
        Kept {
            columns: "organisation_id id office_id from_on to_on label version created_at",
            why: "days on which an office is closed",
        },
    ),
    ("contact_attempts", Deleted),
    (
        "desk_contacts",
        Emptied {
            emptied: "individual_id",
            kept: "organisation_id id office_id held_on topic age_band channel \
                minutes sex recorded_at recorded_by",
            why: "a contact that is counted without a name",
        },
    ),
    (
        "disposal_items",
        Kept {
            columns: "organisation_id id disposal_id individual_id records office_id trigger_kind \
                trigger_on due_on status kept_because ended_at",
            why: "which term was over: identifiers, codes and days, as the authorisation names them",
        },
    ),
    (
        "disposals",
        Kept {
            columns: "organisation_id id class as_of status authorisation authorised_on is_whole \
                items erased fell_out proposed_by proposed_at decided_by decided_at withdrawn_by \
                ended_at version",
            why: "who decided what: identifiers, codes and the act on which it rests",
        },
    ),
    ("document_files", Deleted),
    (
        "document_numbers",
        Kept {
            columns: "organisation_id year last",
            why: "how many documents a year has, without what they tell",
        },
    ),
    ("documents", Deleted),
    ("due_items", Deleted),
    ("emergency_accesses", Deleted),
    ("enrolments", Deleted),
    (
        "erased_figures",
        Kept {
            columns: "organisation_id id kind office_id began_in status ended_in \
                outcome work_kind",
            why: "figures by month, without a person",
        },
    ),
    (
        "erased_individuals",
        Kept {
            columns: "organisation_id individual_id erasure_id",
            why: "who decided what: identifiers, codes and the act on which it rests",
        },
    ),
    (
        "erasure_requests",
        Kept {
            columns: "organisation_id id individual_id records office_id ground reference \
                status requested_by requested_at decided_by decided_at \
                ended_at version",
            why: "who decided what: identifiers, codes and the act on which it rests",
        },
    ),
    (
        "erasures",
        Kept {
            columns: "organisation_id id ground erased_at position finished_at",
            why: "who decided what: identifiers, codes and the act on which it rests",
        },
    ),
    (
        "event_seals",
        Kept {
            columns: "organisation_id position event_id previous hash",
            why: "facts carry identifiers, codes, counts and dates only, and their chain must verify",
        },
    ),
    (
        "events",
        Kept {
            columns: "organisation_id id at actor_kind actor_id request_id kind \
                subject subject_id individual_id case_id office_id payload",
            why: "facts carry identifiers, codes, counts and dates only, and their chain must verify",
        },
    ),
    (
        "export_pieces",
        Kept {
            columns: "organisation_id export_id number starts_at length content",
            why: "sealed; a file that tells of the person is withdrawn whole before anything else",
        },
    ),
    (
        "export_subjects",
        Kept {
            columns: "organisation_id export_id individual_id",
            why: "identifiers: whoever fetched a file is to be told of the erasure (GDPR art. 19)",
        },
    ),
    (
        "exports",
        Kept {
            columns: "organisation_id id requested_by request note status failure \
                written_rows pieces length last_row is_written resumed sha256 \
                begun_position ended_position handed_out_at handed_out_in \
                created_at ended_at kept_until version lease leased_until",
            why: "what was asked for and by whom; its note is emptied with the end of the file",
        },
    ),
    ("follow_up_attempts", Deleted),
    ("follow_ups", Deleted),
    (
        "group_activities",
        Kept {
            columns: "organisation_id id office_id kind title description facilitator_id \
                service_id threshold places enrolled tickets status reason planned_by planned_at \
                version",
            why: "what a group meets for, and how many are in it; it names nobody who is",
        },
    ),
    (
        "group_sessions",
        Kept {
            columns: "organisation_id id group_id office_id starts_at ends_at minutes mode \
                room_id place link facilitator_id status reason uid sequence version",
            why: "when and where a group meets; it names nobody who comes",
        },
    ),
    ("hand_overs", Deleted),
    ("holds", Deleted),
    (
        "idempotency_keys",
        Emptied {
            emptied: "fingerprint etag location body",
            kept: "organisation_id actor_id key claimed_at action office_id \
                case_id individual_id status",
            why: "the key stays used, so that a retry does nothing again",
        },
    ),
    (
        "import_files",
        Kept {
            columns: "organisation_id id written_at",
            why: "sealed, and gone as soon as the file is read",
        },
    ),
    (
        "import_mappings",
        Kept {
            columns: "organisation_id id label label_norm layout version created_at",
            why: "how files of a source are read",
        },
    ),
    (
        "import_pieces",
        Kept {
            columns: "organisation_id file_id number content",
            why: "sealed, and gone as soon as the file is read",
        },
    ),
    (
        "import_rows",
        Emptied {
            emptied: "individual_id told content decision decided_by decided_at",
            kept: "organisation_id import_id line outcome",
            why: "how many rows had which outcome; those that wait and may be of the person are refused",
        },
    ),
    (
        "imports",
        Kept {
            columns: "organisation_id id office_id started_by request status failure \
                reading length line hundredths is_read created_rows \
                unchanged_rows refused_rows candidate_rows skipped_rows \
                created_at ended_at version lease leased_until",
            why: "the job, its counts and the headings of its file",
        },
    ),
    ("individual_keys", Deleted),
    ("individual_section_versions", Deleted),
    ("individual_sections", Deleted),
    ("individuals", Deleted),
    ("intakes", Deleted),
    (
        "machine_client_offices",
        Kept {
            columns: "organisation_id client_id office_id",
            why: "programs of other services",
        },
    ),
    (
        "machine_clients",
        Kept {
            columns: "organisation_id id label purpose scopes public_keys status \
                proposed_by epoch version created_at",
            why: "programs of other services",
        },
    ),
    ("merge_counts", Deleted),
    ("merge_moves", Deleted),
    ("merge_sections", Deleted),
    ("merge_written", Deleted),
    ("merges", Deleted),
    (
        "message_cursors",
        Kept {
            columns: "organisation_id position",
            why: "how far the record of facts was read",
        },
    ),
    ("message_pauses", Deleted),
    (
        "message_texts",
        Kept {
            columns: "organisation_id kind language subject body version",
            why: "the words of the organisation, with placeholders in the place of people",
        },
    ),
    ("messages", Deleted),
    ("note_versions", Deleted),
    ("notes", Deleted),
    ("occupancy", Deleted),
    (
        "offices",
        Kept {
            columns: "organisation_id id label kind address phone email version \
                created_at",
            why: "the body and its offices",
        },
    ),
    (
        "organisation_parameters",
        Kept {
            columns: "organisation_id key valid_from valid_to value source \
                confidence recorded_at",
            why: "numbers",
        },
    ),
    (
        "organisations",
        Kept {
            columns: "id legal_name ipa_code time_zone region patron_month \
                patron_day created_at",
            why: "the body and its offices",
        },
    ),
    (
        "outbox_mails",
        Kept {
            columns: "organisation_id id staff_id kind sealed written_at attempts \
                due_at useful_until outcome",
            why: "mails to the staff about their accounts",
        },
    ),
    (
        "outside_identities",
        Kept {
            columns: "organisation_id id staff_id issuer subject linked_by linked_at \
                refused_until linked_by_id followed",
            why: "accounts of the staff",
        },
    ),
    (
        "plannings",
        Kept {
            columns: "organisation_id basis as_of begun_at passes stage after_id",
            why: "how far the planning of work has come",
        },
    ),
    (
        "recovery_codes",
        Kept {
            columns: "organisation_id factor_id digest used_at",
            why: "accounts of the staff",
        },
    ),
    ("referrals", Deleted),
    (
        "refresh_tokens",
        Kept {
            columns: "digest organisation_id session_id issued_at used_at",
            why: "accounts of the staff",
        },
    ),
    (
        "reset_requests",
        Kept {
            columns: "id address language requested_at",
            why: "mails to the staff about their accounts",
        },
    ),
    (
        "second_factors",
        Kept {
            columns: "organisation_id id staff_id secret offered_at confirmed_at \
                last_step removed_at removed_by",
            why: "accounts of the staff",
        },
    ),
    (
        "rooms",
        Kept {
            columns: "organisation_id id office_id kind parent_id label places features closed_on \
                version created_at",
            why: "the rooms of the offices",
        },
    ),
    (
        "services",
        Kept {
            columns: "organisation_id id code label_it label_en essential_level mode minutes \
                min_size max_size margin_days ahead_days move_until_hours booked_by \
                reminder_hours channels evidence cap_minutes person_cap_minutes once_pending \
                is_search_path blocked version created_at",
            why: "what the organisation offers, to nobody in particular",
        },
    ),
    (
        "sessions",
        Kept {
            columns: "organisation_id id staff_id opened_at expires_at ended_at \
                end_reason second_factor",
            why: "accounts of the staff",
        },
    ),
    (
        "sign_in_attempts",
        Kept {
            columns: "scope key_digest window_start attempts",
            why: "accounts of the staff",
        },
    ),
    (
        "spent_assertions",
        Kept {
            columns: "organisation_id client_id digest expires_at",
            why: "programs of other services",
        },
    ),
    (
        "staff",
        Kept {
            columns: "organisation_id id email given_name family_name family_norm \
                password_hash password_state epoch disabled version created_at",
            why: "accounts of the staff",
        },
    ),
    (
        "staff_calendars",
        Kept {
            columns: "organisation_id staff_id version",
            why: "when colleagues receive people, and where; it names nobody who is received",
        },
    ),
    (
        "staff_offices",
        Kept {
            columns: "organisation_id staff_id office_id",
            why: "accounts of the staff",
        },
    ),
    (
        "staff_roles",
        Kept {
            columns: "organisation_id staff_id role",
            why: "accounts of the staff",
        },
    ),
    (
        "staff_roles_awaiting",
        Kept {
            columns: "organisation_id staff_id role proposed_by",
            why: "accounts of the staff",
        },
    ),
    (
        "unsealed_events",
        Kept {
            columns: "organisation_id event_id",
            why: "facts carry identifiers, codes, counts and dates only, and their chain must verify",
        },
    ),
];
