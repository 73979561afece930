-- What is to be done, and how people stand months after the end of their case.

CREATE TABLE follow_ups (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    office_id uuid NOT NULL,
    counsellor_id uuid,
    turn text NOT NULL CHECK (turn IN ('first', 'second')),
    closed_on date NOT NULL,
    planned_for date NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'done', 'unreachable', 'cancelled')),
    attempts bigint NOT NULL,
    last_attempt_on date,
    outcome text,
    work_kind text,
    outcome_on date,
    cancellation_reason text,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, counsellor_id) REFERENCES staff (organisation_id, id),
    -- Nobody is unreachable and something else besides; nothing ends without what came of it.
    CHECK ((status IN ('done', 'unreachable')) = (outcome IS NOT NULL)),
    CHECK ((status = 'unreachable') = (COALESCE(outcome, '') = 'unreachable')),
    CHECK ((status = 'cancelled') = (cancellation_reason IS NOT NULL)),
    CHECK ((status = 'planned') = (ended_at IS NULL))
);
-- After each end of a case there is one first and one second follow-up that somebody waits for.
CREATE UNIQUE INDEX follow_ups_one_planned ON follow_ups (organisation_id, case_id, turn)
    WHERE status = 'planned';
CREATE INDEX follow_ups_by_case ON follow_ups (organisation_id, case_id, planned_for, id);
CREATE INDEX follow_ups_by_office ON follow_ups (organisation_id, office_id, planned_for, id);
CREATE INDEX follow_ups_by_office_status
    ON follow_ups (organisation_id, office_id, status, planned_for, id);
CREATE INDEX follow_ups_by_counsellor
    ON follow_ups (organisation_id, counsellor_id, planned_for, id);
CREATE INDEX follow_ups_by_counsellor_status
    ON follow_ups (organisation_id, counsellor_id, status, planned_for, id);

CREATE TABLE follow_up_attempts (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    follow_up_id uuid NOT NULL,
    attempted_on date NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, follow_up_id) REFERENCES follow_ups (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id)
);
CREATE INDEX follow_up_attempts_by_follow_up
    ON follow_up_attempts (organisation_id, follow_up_id, attempted_on, id);

-- What is due because of a thing, with whose it is: a copy, written with each change of the thing
-- and never by hand. The things keep the keys: a check here would wait for whoever holds them.
-- Reasons are those of the program, which knows them all.
CREATE TABLE due_items (
    organisation_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    reason text NOT NULL,
    case_id uuid,
    circle text NOT NULL CHECK (circle IN ('somebody', 'office', 'coordinator')),
    office_id uuid NOT NULL,
    counsellor_id uuid,
    due_on date NOT NULL,
    about_on date NOT NULL,
    attempts bigint,
    PRIMARY KEY (organisation_id, subject_id, reason),
    CHECK ((circle = 'somebody') = (counsellor_id IS NOT NULL))
);
CREATE INDEX due_items_by_counsellor
    ON due_items (organisation_id, counsellor_id, due_on, subject_id, reason);
CREATE INDEX due_items_by_circle
    ON due_items (organisation_id, office_id, circle, due_on, subject_id, reason);
CREATE INDEX due_items_by_office
    ON due_items (organisation_id, office_id, due_on, subject_id, reason);
CREATE INDEX due_items_by_case ON due_items (organisation_id, case_id);

-- By which numbers an organisation's work was planned last, and how far the planning has come that
-- is under way: it goes over everything twice, stage by stage, which the program knows. No row:
-- nothing was planned yet.
CREATE TABLE plannings (
    organisation_id uuid NOT NULL,
    basis text NOT NULL,
    as_of date NOT NULL,
    begun_at timestamptz NOT NULL,
    passes bigint NOT NULL,
    stage text NOT NULL,
    after_id uuid,
    PRIMARY KEY (organisation_id),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
