-- Hand-overs: proposals that another counsellor or another office takes a case over, for good or
-- until a day, and what came of them.

CREATE TABLE hand_overs (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    from_office_id uuid NOT NULL,
    from_counsellor_id uuid,
    to_office_id uuid NOT NULL,
    to_counsellor_id uuid,
    taken_by uuid,
    until_on date,
    reason text NOT NULL,
    note text,
    status text NOT NULL CHECK (status IN ('proposed', 'accepted', 'running', 'stuck', 'returned',
        'refused', 'withdrawn', 'lapsed')),
    refusal_reason text,
    refusal_note text,
    refusal_seen_at timestamptz,
    blocked text,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, from_office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, from_counsellor_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, to_office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, to_counsellor_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, taken_by) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, proposed_by) REFERENCES staff (organisation_id, id),
    -- What was taken over has somebody who follows it, and what goes back somebody to go back to.
    CHECK (status NOT IN ('accepted', 'running', 'stuck', 'returned') OR taken_by IS NOT NULL),
    CHECK (until_on IS NULL OR from_counsellor_id IS NOT NULL),
    CHECK (status NOT IN ('running', 'stuck') OR until_on IS NOT NULL),
    CHECK ((status = 'stuck') = (blocked IS NOT NULL)),
    -- Whoever refuses says why; only that is there to be read.
    CHECK ((status = 'refused') = (refusal_reason IS NOT NULL)),
    CHECK (status = 'refused' OR (refusal_note IS NULL AND refusal_seen_at IS NULL)),
    CHECK ((status IN ('proposed', 'running', 'stuck')) = (ended_at IS NULL))
);
-- Of a case there is one hand-over at a time of which something can still come.
CREATE UNIQUE INDEX hand_overs_one_open ON hand_overs (organisation_id, case_id)
    WHERE status IN ('proposed', 'running', 'stuck');
CREATE INDEX hand_overs_by_case ON hand_overs (organisation_id, case_id, id);
-- The last days that are over.
CREATE INDEX hand_overs_by_end ON hand_overs (organisation_id, status, until_on, id);
-- A way into the lists for each part that somebody can have in a hand-over.
CREATE INDEX hand_overs_to_office ON hand_overs (organisation_id, to_office_id, id);
CREATE INDEX hand_overs_to_office_status ON hand_overs (organisation_id, to_office_id, status, id);
CREATE INDEX hand_overs_from_office ON hand_overs (organisation_id, from_office_id, id);
CREATE INDEX hand_overs_from_office_status
    ON hand_overs (organisation_id, from_office_id, status, id);
CREATE INDEX hand_overs_to_counsellor ON hand_overs (organisation_id, to_counsellor_id, id);
CREATE INDEX hand_overs_to_counsellor_status
    ON hand_overs (organisation_id, to_counsellor_id, status, id);
CREATE INDEX hand_overs_from_counsellor ON hand_overs (organisation_id, from_counsellor_id, id);
CREATE INDEX hand_overs_from_counsellor_status
    ON hand_overs (organisation_id, from_counsellor_id, status, id);
CREATE INDEX hand_overs_taken_by ON hand_overs (organisation_id, taken_by, id);
CREATE INDEX hand_overs_taken_by_status ON hand_overs (organisation_id, taken_by, status, id);
CREATE INDEX hand_overs_proposed_by ON hand_overs (organisation_id, proposed_by, id);
CREATE INDEX hand_overs_proposed_by_status ON hand_overs (organisation_id, proposed_by, status, id);
