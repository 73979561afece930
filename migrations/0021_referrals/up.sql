-- Referrals: another office or an outside service is asked to see to something for a person who is
-- followed, and what came of it.

CREATE TABLE referrals (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    -- Who keeps the case: a referral goes where its case goes, so that an index leads there.
    from_office_id uuid NOT NULL,
    from_counsellor_id uuid,
    to_office_id uuid,
    service_kind text,
    service_name text,
    reason text NOT NULL,
    request text NOT NULL,
    answer_by date NOT NULL,
    sent_by uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('sent', 'accepted', 'refused', 'expired', 'completed',
        'withdrawn')),
    refusal_reason text,
    answer_note text,
    answered_by uuid,
    answered_at timestamptz,
    outcome_by date,
    intake_id uuid,
    outcome text,
    outcome_note text,
    refusal_seen_at timestamptz,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, from_office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, from_counsellor_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, to_office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, sent_by) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, answered_by) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, intake_id) REFERENCES intakes (organisation_id, id),
    -- An office of the organisation is asked, or a service that is named.
    CHECK ((to_office_id IS NULL) = (service_kind IS NOT NULL)),
    CHECK ((service_kind IS NULL) = (service_name IS NULL)),
    -- Whoever was answered knows by whom and when.
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (status NOT IN ('accepted', 'refused', 'completed') OR answered_by IS NOT NULL),
    CHECK ((status = 'refused') = (refusal_reason IS NOT NULL)),
    CHECK (refusal_seen_at IS NULL OR status = 'refused'),
    CHECK ((status = 'completed') = (outcome IS NOT NULL)),
    CHECK (intake_id IS NULL OR to_office_id IS NOT NULL)
);
-- Of a case an office has one referral at a time to answer.
CREATE UNIQUE INDEX referrals_one_sent ON referrals (organisation_id, case_id, to_office_id)
    WHERE status = 'sent' AND to_office_id IS NOT NULL;
-- A first interview answers one referral.
CREATE UNIQUE INDEX referrals_by_intake ON referrals (organisation_id, intake_id)
    WHERE intake_id IS NOT NULL;
CREATE INDEX referrals_by_case ON referrals (organisation_id, case_id, id);
-- The answers that did not come by their day.
CREATE INDEX referrals_by_end ON referrals (organisation_id, status, answer_by, id);
-- A way into the lists for each part that somebody can have in a referral.
CREATE INDEX referrals_to_office ON referrals (organisation_id, to_office_id, id);
CREATE INDEX referrals_to_office_status ON referrals (organisation_id, to_office_id, status, id);
CREATE INDEX referrals_from_office ON referrals (organisation_id, from_office_id, id);
CREATE INDEX referrals_from_office_status
    ON referrals (organisation_id, from_office_id, status, id);
CREATE INDEX referrals_from_counsellor ON referrals (organisation_id, from_counsellor_id, id);
CREATE INDEX referrals_from_counsellor_status
    ON referrals (organisation_id, from_counsellor_id, status, id);
