//! The tables, kept by hand and compared with the migrated databases by a test.

#![expect(missing_docs, reason = "the migrations describe the tables")]

use crate::sql_types::{InstantSql, UidSql};
use diesel::{allow_tables_to_appear_in_same_query, table};

table! { use super::*; use diesel::sql_types::*;
    organisations (id) {
        id -> UidSql, legal_name -> Text, ipa_code -> Nullable<Text>, time_zone -> Text,
        region -> Text, patron_month -> Integer, patron_day -> Integer, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    offices (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, label -> Text, kind -> Text,
        address -> Nullable<Text>, phone -> Nullable<Text>, email -> Nullable<Text>,
        version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    staff (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, email -> Text, given_name -> Text,
        family_name -> Text, family_norm -> Text, password_hash -> Nullable<Text>,
        password_state -> Text, epoch -> BigInt, disabled -> Bool, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    staff_roles (organisation_id, staff_id, role) {
        organisation_id -> UidSql, staff_id -> UidSql, role -> Text,
    }
}
table! { use super::*; use diesel::sql_types::*;
    staff_roles_awaiting (organisation_id, staff_id, role) {
        organisation_id -> UidSql, staff_id -> UidSql, role -> Text, proposed_by -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    staff_offices (organisation_id, staff_id, office_id) {
        organisation_id -> UidSql, staff_id -> UidSql, office_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    sessions (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, opened_at -> InstantSql,
        expires_at -> InstantSql, ended_at -> Nullable<InstantSql>, end_reason -> Nullable<Text>,
        second_factor -> Bool,
    }
}
table! { use super::*; use diesel::sql_types::*;
    refresh_tokens (digest) {
        digest -> Binary, organisation_id -> UidSql, session_id -> UidSql,
        issued_at -> InstantSql, used_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    sign_in_attempts (scope, key_digest, window_start) {
        scope -> Text, key_digest -> Binary, window_start -> InstantSql, attempts -> Integer,
    }
}
table! { use super::*; use diesel::sql_types::*;
    events (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, at -> InstantSql, actor_kind -> Text,
        actor_id -> Nullable<UidSql>, request_id -> Text, kind -> Text, subject -> Text,
        subject_id -> UidSql, individual_id -> Nullable<UidSql>, case_id -> Nullable<UidSql>,
        office_id -> Nullable<UidSql>, payload -> Text,
    }
}
table! { use super::*; use diesel::sql_types::*;
    unsealed_events (organisation_id, event_id) {
        organisation_id -> UidSql, event_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    event_seals (organisation_id, position) {
        organisation_id -> UidSql, position -> BigInt, event_id -> UidSql, previous -> Binary,
        hash -> Binary,
    }
}
table! { use super::*; use diesel::sql_types::*;
    accesses (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, at -> InstantSql, actor_kind -> Text,
        actor_id -> Nullable<UidSql>, request_id -> Text, action -> Text,
        purpose -> Nullable<Text>, resource -> Text, individual_id -> Nullable<UidSql>,
        case_id -> Nullable<UidSql>, section -> Nullable<Text>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    idempotency_keys (organisation_id, actor_id, key) {
        organisation_id -> UidSql, actor_id -> UidSql, key -> Text, fingerprint -> Binary,
        claimed_at -> InstantSql, action -> Text, office_id -> Nullable<UidSql>,
        case_id -> Nullable<UidSql>, individual_id -> Nullable<UidSql>,
        status -> Nullable<Integer>, etag -> Nullable<Text>, location -> Nullable<Text>,
        body -> Nullable<Binary>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    individuals (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> UidSql, family_name -> Text,
        given_name -> Text, birth_date -> Date, family_norm -> Text, given_norm -> Text,
        registered_at -> InstantSql, survivor_id -> Nullable<UidSql>, absorbed -> BigInt,
        versions_gone -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    individual_sections (organisation_id, individual_id, section) {
        organisation_id -> UidSql, individual_id -> UidSql, section -> Text, version -> BigInt,
        source -> Text, observed_on -> Date, verification -> Text, recorded_at -> InstantSql,
        recorded_by -> Nullable<UidSql>, content -> Text,
    }
}
table! { use super::*; use diesel::sql_types::*;
    individual_section_versions (organisation_id, individual_id, section, version) {
        organisation_id -> UidSql, individual_id -> UidSql, section -> Text, version -> BigInt,
        source -> Text, observed_on -> Date, verification -> Text, recorded_at -> InstantSql,
        recorded_by -> Nullable<UidSql>, content -> Text,
    }
}
table! { use super::*; use diesel::sql_types::*;
    individual_keys (organisation_id, kind, key, individual_id) {
        organisation_id -> UidSql, kind -> Text, key -> Text, individual_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    organisation_parameters (organisation_id, key, valid_from) {
        organisation_id -> UidSql, key -> Text, valid_from -> Date, valid_to -> Nullable<Date>,
        value -> Text, source -> Text, confidence -> Text, recorded_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    cases (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, individual_id -> UidSql, office_id -> UidSql,
        counsellor_id -> Nullable<UidSql>, intake_id -> Nullable<UidSql>, status -> Text,
        status_since -> Date, reason -> Text, opened_on -> Date,
        suspension_reason -> Nullable<Text>, suspended_until -> Nullable<Date>,
        outcome -> Nullable<Text>, work_kind -> Nullable<Text>,
        last_contact_on -> Nullable<Date>, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    case_team (organisation_id, case_id, staff_id) {
        organisation_id -> UidSql, case_id -> UidSql, staff_id -> UidSql,
    }
}

table! { use super::*; use diesel::sql_types::*;
    desk_contacts (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> UidSql, held_on -> Date,
        topic -> Text, age_band -> Text, channel -> Text, minutes -> Integer,
        sex -> Nullable<Text>, individual_id -> Nullable<UidSql>, recorded_at -> InstantSql,
        recorded_by -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    intakes (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, individual_id -> UidSql, office_id -> UidSql,
        held_on -> Date, taken_by -> Nullable<UidSql>, arrival -> Text,
        referral_from -> Nullable<Text>, referral_service -> Nullable<Text>, urgency -> Text,
        needs -> Text, expectations -> Nullable<Text>, notice_version -> Text,
        notice_language -> Text, notice_on -> Date, status -> Text, outcome -> Nullable<Text>,
        decided_on -> Nullable<Date>, referred_to -> Nullable<Text>,
        referred_service -> Nullable<Text>, case_id -> Nullable<UidSql>,
        waiting_until -> Nullable<Date>, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    contact_attempts (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql, attempted_on -> Date,
        channel -> Text, outcome -> Text, recorded_at -> InstantSql,
        recorded_by -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    notes (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql,
        author_id -> Nullable<UidSql>, visibility -> Text, version -> BigInt,
        written_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    note_versions (organisation_id, note_id, version) {
        organisation_id -> UidSql, note_id -> UidSql, version -> BigInt, body -> Text,
        reason -> Nullable<Text>, written_at -> InstantSql, written_by -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    machine_clients (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, label -> Text, purpose -> Text, scopes -> Text,
        public_keys -> Text, status -> Text, proposed_by -> Nullable<UidSql>, epoch -> BigInt,
        version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    machine_client_offices (organisation_id, client_id, office_id) {
        organisation_id -> UidSql, client_id -> UidSql, office_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    spent_assertions (organisation_id, client_id, digest) {
        organisation_id -> UidSql, client_id -> UidSql, digest -> Binary, expires_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    outside_identities (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, issuer -> Text,
        subject -> Text, linked_by -> Text, linked_at -> InstantSql,
        refused_until -> Nullable<InstantSql>, linked_by_id -> Nullable<UidSql>,
        followed -> Nullable<InstantSql>,
    }
}

table! { use super::*; use diesel::sql_types::*;
    merges (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, survivor_id -> UidSql, absorbed_id -> UidSql,
        reason -> Text, status -> Text, merged_at -> InstantSql, merged_by -> Nullable<UidSql>,
        undone_at -> Nullable<InstantSql>, undone_by -> Nullable<UidSql>, version -> BigInt,
        ordinal -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    merge_counts (organisation_id, merge_id, kind) {
        organisation_id -> UidSql, merge_id -> UidSql, kind -> Text, held -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    merge_written (organisation_id, merge_id, section) {
        organisation_id -> UidSql, merge_id -> UidSql, section -> Text, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    merge_moves (organisation_id, merge_id, kind, row_id) {
        organisation_id -> UidSql, merge_id -> UidSql, kind -> Text, row_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    merge_sections (organisation_id, merge_id, section) {
        organisation_id -> UidSql, merge_id -> UidSql, section -> Text,
        written -> BigInt, read -> Nullable<BigInt>, source -> Nullable<Text>,
        observed_on -> Nullable<Date>, verification -> Nullable<Text>,
        recorded_at -> Nullable<InstantSql>, recorded_by -> Nullable<UidSql>,
        content -> Nullable<Text>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    second_factors (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, secret -> Nullable<Binary>,
        offered_at -> InstantSql, confirmed_at -> Nullable<InstantSql>, last_step -> BigInt,
        removed_at -> Nullable<InstantSql>, removed_by -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    recovery_codes (organisation_id, factor_id, digest) {
        organisation_id -> UidSql, factor_id -> UidSql, digest -> Binary,
        used_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    account_links (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, purpose -> Text,
        delivery -> Text, digest -> Binary, issued_by -> Nullable<UidSql>,
        issued_at -> InstantSql, expires_at -> InstantSql, accepted_at -> Nullable<InstantSql>,
        withdrawn_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    calendar_addresses (organisation_id, staff_id) {
        organisation_id -> UidSql, staff_id -> UidSql, digest -> Nullable<Binary>,
        issued_at -> InstantSql, used_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    outbox_mails (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, kind -> Text,
        sealed -> Nullable<Binary>, written_at -> InstantSql, attempts -> Integer,
        due_at -> Nullable<InstantSql>, useful_until -> InstantSql, outcome -> Nullable<Text>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    reset_requests (id) {
        id -> UidSql, address -> Binary, language -> Text, requested_at -> InstantSql,
    }
}

table! { use super::*; use diesel::sql_types::*;
    import_mappings (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, label -> Text, label_norm -> Text,
        layout -> Text, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    import_files (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, written_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    import_pieces (organisation_id, file_id, number) {
        organisation_id -> UidSql, file_id -> UidSql, number -> BigInt, content -> Binary,
    }
}
table! { use super::*; use diesel::sql_types::*;
    imports (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> UidSql,
        started_by -> Nullable<UidSql>, request -> Text, status -> Text,
        failure -> Nullable<Text>, reading -> Nullable<Text>, length -> BigInt, line -> BigInt,
        hundredths -> BigInt, is_read -> Bool, created_rows -> BigInt, unchanged_rows -> BigInt,
        refused_rows -> BigInt, candidate_rows -> BigInt, skipped_rows -> BigInt,
        created_at -> InstantSql, ended_at -> Nullable<InstantSql>, version -> BigInt,
        lease -> Nullable<UidSql>, leased_until -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    import_rows (organisation_id, import_id, line) {
        organisation_id -> UidSql, import_id -> UidSql, line -> BigInt, outcome -> Text,
        individual_id -> Nullable<UidSql>, told -> Text, content -> Nullable<Binary>,
        decision -> Nullable<Text>, decided_by -> Nullable<UidSql>,
        decided_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    erasure_requests (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, individual_id -> UidSql, records -> Text,
        office_id -> UidSql, ground -> Text, reference -> Nullable<Text>, status -> Text,
        requested_by -> Nullable<UidSql>, requested_at -> InstantSql,
        decided_by -> Nullable<UidSql>, decided_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    erasures (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, ground -> Text, erased_at -> InstantSql,
        position -> Nullable<BigInt>, finished_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    erased_individuals (organisation_id, individual_id) {
        organisation_id -> UidSql, individual_id -> UidSql, erasure_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    erased_figures (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, kind -> Text, office_id -> UidSql,
        began_in -> Date, status -> Text, ended_in -> Nullable<Date>, outcome -> Nullable<Text>,
        work_kind -> Nullable<Text>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    holds (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, individual_id -> UidSql, office_id -> UidSql,
        reason -> Text, note -> Nullable<Text>, status -> Text, placed_by -> Nullable<UidSql>,
        placed_at -> InstantSql, released_by -> Nullable<UidSql>,
        released_at -> Nullable<InstantSql>, released_because -> Nullable<Text>,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    access_cuts (organisation_id, before) {
        organisation_id -> UidSql, before -> InstantSql, removed -> BigInt,
        begun_at -> InstantSql, ended_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    disposals (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, class -> Text, as_of -> Date, status -> Text,
        authorisation -> Nullable<Text>, authorised_on -> Nullable<Date>, is_whole -> Bool,
        items -> BigInt, erased -> BigInt, fell_out -> BigInt, proposed_by -> Nullable<UidSql>,
        proposed_at -> InstantSql, decided_by -> Nullable<UidSql>,
        decided_at -> Nullable<InstantSql>, withdrawn_by -> Nullable<UidSql>, ended_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    disposal_items (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, disposal_id -> UidSql, individual_id -> UidSql, records -> Text,
        office_id -> UidSql, trigger_kind -> Text, trigger_on -> Date, due_on -> Date,
        status -> Text, kept_because -> Nullable<Text>, ended_at -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    emergency_accesses (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, individual_id -> UidSql,
        purpose -> Text, reason -> Text, begun_at -> InstantSql, ends_at -> InstantSql,
        ended_at -> Nullable<InstantSql>, ended_how -> Nullable<Text>,
        reviewed_at -> Nullable<InstantSql>, reviewed_by -> Nullable<UidSql>,
        review_note -> Nullable<Text>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    hand_overs (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql, from_office_id -> UidSql,
        from_counsellor_id -> Nullable<UidSql>, to_office_id -> UidSql,
        to_counsellor_id -> Nullable<UidSql>, taken_by -> Nullable<UidSql>,
        until_on -> Nullable<Date>, reason -> Text, note -> Nullable<Text>, status -> Text,
        refusal_reason -> Nullable<Text>, refusal_note -> Nullable<Text>,
        refusal_seen_at -> Nullable<InstantSql>,
        blocked -> Nullable<Text>, proposed_by -> UidSql, proposed_at -> InstantSql,
        answered_at -> Nullable<InstantSql>, ended_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    referrals (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql, from_office_id -> UidSql,
        from_counsellor_id -> Nullable<UidSql>, to_office_id -> Nullable<UidSql>, service_kind -> Nullable<Text>,
        service_name -> Nullable<Text>, reason -> Text, request -> Text, answer_by -> Date,
        sent_by -> UidSql, sent_at -> InstantSql, status -> Text,
        refusal_reason -> Nullable<Text>, answer_note -> Nullable<Text>,
        answered_by -> Nullable<UidSql>, answered_at -> Nullable<InstantSql>,
        outcome_by -> Nullable<Date>, intake_id -> Nullable<UidSql>, outcome -> Nullable<Text>,
        outcome_note -> Nullable<Text>, refusal_seen_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    exports (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, requested_by -> UidSql, request -> Text,
        note -> Nullable<Text>, status -> Text, failure -> Nullable<Text>,
        written_rows -> BigInt, pieces -> BigInt, length -> BigInt,
        last_row -> Nullable<UidSql>, is_written -> Bool, resumed -> BigInt,
        sha256 -> Nullable<Binary>, begun_position -> Nullable<BigInt>,
        ended_position -> Nullable<BigInt>, handed_out_at -> Nullable<InstantSql>,
        handed_out_in -> Nullable<UidSql>, created_at -> InstantSql, ended_at -> Nullable<InstantSql>,
        kept_until -> Nullable<InstantSql>, version -> BigInt, lease -> Nullable<UidSql>,
        leased_until -> Nullable<InstantSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    export_pieces (organisation_id, export_id, starts_at) {
        organisation_id -> UidSql, export_id -> UidSql, number -> BigInt, starts_at -> BigInt,
        length -> BigInt, content -> Binary,
    }
}
table! { use super::*; use diesel::sql_types::*;
    export_subjects (organisation_id, export_id, individual_id) {
        organisation_id -> UidSql, export_id -> UidSql, individual_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    agreements (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql, status -> Text,
        edition -> BigInt, officer_id -> UidSql, pact_id -> Nullable<Text>, terms -> Text,
        amendment -> Nullable<Text>, proposed_on -> Nullable<Date>,
        signed_on -> Nullable<Date>, reviewed_on -> Nullable<Date>, reviews -> BigInt,
        outcomes -> BigInt, next_review_on -> Nullable<Date>, closed_on -> Nullable<Date>,
        close_said_on -> Nullable<Date>, close_reason -> Nullable<Text>,
        status_before -> Nullable<Text>, drawn_up_by -> UidSql, drawn_up_at -> InstantSql,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    agreement_editions (organisation_id, agreement_id, number) {
        organisation_id -> UidSql, agreement_id -> UidSql, number -> BigInt, signed_on -> Date,
        officer_id -> UidSql, terms -> Text, next_on -> Date, recorded_at -> InstantSql,
        recorded_by -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    agreement_action_outcomes (organisation_id, agreement_id, number) {
        organisation_id -> UidSql, agreement_id -> UidSql, number -> BigInt, action_id -> UidSql,
        status -> Text, ended_on -> Nullable<Date>, recorded_at -> InstantSql,
        recorded_by -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    agreement_reviews (organisation_id, agreement_id, number) {
        organisation_id -> UidSql, agreement_id -> UidSql, number -> BigInt, edition -> BigInt,
        held_on -> Date, outcome -> Text, remark -> Nullable<Text>, next_on -> Date,
        recorded_at -> InstantSql, recorded_by -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    follow_ups (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, case_id -> UidSql, office_id -> UidSql,
        counsellor_id -> Nullable<UidSql>, turn -> Text, closed_on -> Date, planned_for -> Date,
        status -> Text, attempts -> BigInt, last_attempt_on -> Nullable<Date>,
        outcome -> Nullable<Text>, work_kind -> Nullable<Text>, outcome_on -> Nullable<Date>,
        cancellation_reason -> Nullable<Text>, ended_at -> Nullable<InstantSql>,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    follow_up_attempts (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, follow_up_id -> UidSql, attempted_on -> Date,
        channel -> Text, outcome -> Text, recorded_at -> InstantSql,
        recorded_by -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    due_items (organisation_id, subject_id, reason) {
        organisation_id -> UidSql, subject_id -> UidSql, reason -> Text,
        case_id -> Nullable<UidSql>, circle -> Text, office_id -> UidSql,
        counsellor_id -> Nullable<UidSql>, due_on -> Date, about_on -> Date,
        attempts -> Nullable<BigInt>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    plannings (organisation_id) {
        organisation_id -> UidSql, basis -> Text, as_of -> Date, begun_at -> InstantSql,
        passes -> BigInt, stage -> Text, after_id -> Nullable<UidSql>,
    }
}
table! { use super::*; use diesel::sql_types::*;
    services (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, code -> Text, label_it -> Text,
        label_en -> Text, essential_level -> Nullable<Text>, mode -> Text, minutes -> Integer,
        min_size -> Integer, max_size -> Integer, margin_days -> Integer, ahead_days -> Integer,
        move_until_hours -> Integer, booked_by -> Text, reminder_hours -> Nullable<Integer>,
        channels -> Text, evidence -> Nullable<Text>, cap_minutes -> Nullable<Integer>,
        person_cap_minutes -> Nullable<Integer>, once_pending -> Bool, is_search_path -> Bool,
        blocked -> Bool, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    rooms (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> UidSql, kind -> Text,
        parent_id -> Nullable<UidSql>, label -> Text, places -> Integer, features -> Text,
        closed_on -> Nullable<Date>, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    closures (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> Nullable<UidSql>, from_on -> Date,
        to_on -> Date, label -> Text, version -> BigInt, created_at -> InstantSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    staff_calendars (organisation_id, staff_id) {
        organisation_id -> UidSql, staff_id -> UidSql, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    availabilities (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, office_id -> UidSql,
        room_id -> Nullable<UidSql>, weekday -> Integer, from_minute -> Integer,
        to_minute -> Integer, valid_from -> Date, valid_to -> Nullable<Date>, languages -> Text,
        remote -> Bool, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    availability_services (organisation_id, availability_id, service_id) {
        organisation_id -> UidSql, availability_id -> UidSql, service_id -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    availability_exceptions (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, staff_id -> UidSql, day -> Date,
        from_minute -> Integer, to_minute -> Integer, kind -> Text, reason -> Nullable<Text>,
        office_id -> Nullable<UidSql>, room_id -> Nullable<UidSql>, languages -> Text,
        remote -> Bool, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    appointments (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, individual_id -> UidSql,
        case_id -> Nullable<UidSql>, office_id -> UidSql, service_id -> UidSql,
        counsellor_id -> UidSql, room_id -> Nullable<UidSql>, room_named -> Bool, mode -> Text,
        starts_at -> InstantSql, ends_at -> InstantSql, minutes -> Integer, status -> Text,
        status_at -> InstantSql, reason -> Nullable<Text>, told_on -> Nullable<Date>,
        minutes_held -> Nullable<Integer>, outcome -> Nullable<Text>, note -> Nullable<Text>,
        remark -> Nullable<Text>, records -> BigInt, booked_by -> UidSql,
        booked_at -> InstantSql, previous_id -> Nullable<UidSql>, uid -> UidSql,
        sequence -> BigInt, move_until_hours -> Integer, once_pending -> Bool,
        pending_key -> Nullable<UidSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    appointment_versions (organisation_id, appointment_id, number) {
        organisation_id -> UidSql, appointment_id -> UidSql, number -> BigInt, status -> Text,
        reason -> Nullable<Text>, told_on -> Nullable<Date>, minutes_held -> Nullable<Integer>,
        outcome -> Nullable<Text>, remark -> Nullable<Text>, recorded_at -> InstantSql,
        recorded_by -> UidSql,
    }
}
table! { use super::*; use diesel::sql_types::*;
    occupancy (organisation_id, resource_id, slot) {
        organisation_id -> UidSql, resource_id -> UidSql, slot -> BigInt, resource_kind -> Text,
        holder_kind -> Text, holder_id -> UidSql,
    }
}

table! { use super::*; use diesel::sql_types::*;
    group_activities (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, office_id -> UidSql, kind -> Text,
        title -> Text, description -> Nullable<Text>, facilitator_id -> UidSql,
        service_id -> Nullable<UidSql>, threshold -> Nullable<Integer>, places -> Integer,
        enrolled -> Integer, tickets -> BigInt, status -> Text, reason -> Nullable<Text>,
        planned_by -> UidSql, planned_at -> InstantSql, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    group_sessions (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, group_id -> UidSql, office_id -> UidSql,
        starts_at -> InstantSql, ends_at -> InstantSql, minutes -> Integer, mode -> Text,
        room_id -> Nullable<UidSql>, place -> Nullable<Text>, link -> Nullable<Text>,
        facilitator_id -> UidSql, status -> Text, reason -> Nullable<Text>, uid -> UidSql,
        sequence -> BigInt, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    enrolments (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, group_id -> UidSql, office_id -> UidSql,
        individual_id -> UidSql, case_id -> Nullable<UidSql>, status -> Text,
        withdrawn_by -> Nullable<Text>, reason -> Nullable<Text>, state_at -> InstantSql,
        ticket -> BigInt, overbooked -> Nullable<Text>, asked_by -> UidSql,
        asked_at -> InstantSql, placed_at -> Nullable<InstantSql>, version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    attendances (organisation_id, session_id, enrolment_id) {
        organisation_id -> UidSql, session_id -> UidSql, enrolment_id -> UidSql,
        minutes -> Integer, credited -> Integer, absence_reason -> Nullable<Text>,
        records -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    attendance_versions (organisation_id, session_id, enrolment_id, number) {
        organisation_id -> UidSql, session_id -> UidSql, enrolment_id -> UidSql,
        number -> BigInt, minutes -> Integer, credited -> Integer,
        absence_reason -> Nullable<Text>, because -> Nullable<Text>,
        recorded_at -> InstantSql, recorded_by -> UidSql,
    }
}

table! { use super::*; use diesel::sql_types::*;
    document_numbers (organisation_id, year) {
        organisation_id -> UidSql, year -> Integer, last -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    documents (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, kind -> Text, year -> Integer, number -> BigInt,
        agreement_id -> Nullable<UidSql>, appointment_id -> Nullable<UidSql>, language -> Text,
        data -> Text, status -> Text, attempts -> BigInt, free_at -> InstantSql,
        template -> Nullable<Binary>, sha256 -> Nullable<Binary>, length -> Nullable<BigInt>,
        made_at -> Nullable<InstantSql>, ordered_by -> UidSql, ordered_at -> InstantSql,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    document_files (organisation_id, document_id) {
        organisation_id -> UidSql, document_id -> UidSql, bytes -> Binary,
    }
}

table! { use super::*; use diesel::sql_types::*;
    messages (organisation_id, id) {
        organisation_id -> UidSql, id -> UidSql, appointment_id -> UidSql, kind -> Text,
        cause -> UidSql, status -> Text, due_at -> InstantSql, channel -> Nullable<Text>,
        attempts -> BigInt, dropped -> Nullable<Text>, subject -> Nullable<Text>,
        body -> Nullable<Text>, planned_at -> InstantSql, ended_at -> Nullable<InstantSql>,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    message_cursors (organisation_id) {
        organisation_id -> UidSql, position -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    message_texts (organisation_id, kind, language) {
        organisation_id -> UidSql, kind -> Text, language -> Text, subject -> Text, body -> Text,
        version -> BigInt,
    }
}
table! { use super::*; use diesel::sql_types::*;
    message_pauses (organisation_id, individual_id) {
        organisation_id -> UidSql, individual_id -> UidSql, is_on -> Bool,
        until -> Nullable<Date>, said_by -> UidSql, version -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(
    organisations,
    offices,
    staff,
    staff_roles,
    staff_roles_awaiting,
    staff_offices,
    sessions,
    refresh_tokens,
    events,
    unsealed_events,
    event_seals,
    accesses,
    individuals,
    individual_sections,
    individual_section_versions,
    individual_keys,
    organisation_parameters,
    cases,
    case_team,
    desk_contacts,
    intakes,
    contact_attempts,
    notes,
    note_versions,
    merges,
    merge_counts,
    merge_moves,
    merge_sections,
    merge_written,
    second_factors,
    recovery_codes,
    account_links,
    outbox_mails,
    machine_clients,
    machine_client_offices,
    outside_identities,
    import_mappings,
    import_files,
    import_pieces,
    imports,
    import_rows,
    erasure_requests,
    erasures,
    erased_individuals,
    erased_figures,
    holds,
    access_cuts,
    disposals,
    disposal_items,
    emergency_accesses,
    hand_overs,
    exports,
    export_pieces,
    export_subjects,
    referrals,
    agreements,
    agreement_action_outcomes,
    agreement_editions,
    agreement_reviews,
    follow_ups,
    follow_up_attempts,
    due_items,
    plannings,
    services,
    rooms,
    closures,
    staff_calendars,
    availabilities,
    availability_services,
    availability_exceptions,
    appointments,
    appointment_versions,
    occupancy,
    document_numbers,
    documents,
    document_files,
    messages,
    message_cursors,
    message_texts,
    message_pauses,
    calendar_addresses,
    group_activities,
    group_sessions,
    enrolments,
    attendances,
    attendance_versions,
);
