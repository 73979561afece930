-- Data whose term is over: the end of the record of accesses, and lists of people who may go.

-- Before when accesses were removed, and how many. Nothing else leaves the record of accesses.
CREATE TABLE access_cuts (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    before timestamptz NOT NULL,
    removed bigint NOT NULL,
    begun_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (organisation_id, before)
);

CREATE UNIQUE INDEX access_cuts_one ON access_cuts (organisation_id) WHERE ended_at IS NULL;

CREATE TABLE disposals (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    class text NOT NULL CHECK (class IN ('case_file', 'person_without_case')),
    as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('proposed', 'approved', 'done', 'withdrawn')),
    -- Protocol and date of the authorisation, never a name.
    authorisation text,
    authorised_on date,
    -- Whether the list has everybody who was due.
    is_whole boolean NOT NULL,
    items bigint NOT NULL,
    erased bigint NOT NULL,
    fell_out bigint NOT NULL,
    proposed_by uuid,
    proposed_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    withdrawn_by uuid,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX disposals_by_status ON disposals (organisation_id, status, id);

CREATE TABLE disposal_items (
    organisation_id uuid NOT NULL,
    -- Of the erasure too, when it comes to one.
    id uuid NOT NULL,
    disposal_id uuid NOT NULL,
    -- No foreign key: the list outlives the person.
    individual_id uuid NOT NULL,
    -- Of the person when the list was made: identifiers with a blank between them.
    records text NOT NULL,
    office_id uuid NOT NULL,
    trigger_kind text NOT NULL CHECK (trigger_kind IN
        ('activity', 'registered', 'desk_contact', 'intake', 'case_closed')),
    trigger_on date NOT NULL,
    due_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'erased', 'fell_out', 'withdrawn')),
    kept_because text CHECK (kept_because IN ('record_changed', 'held', 'running_case',
        'open_intake', 'emergency_to_review', 'other_class', 'no_term', 'not_due')),
    ended_at timestamptz,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, disposal_id) REFERENCES disposals (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX disposal_items_by_disposal ON disposal_items (organisation_id, disposal_id, id);
CREATE INDEX disposal_items_by_status
    ON disposal_items (organisation_id, disposal_id, status, id);
-- What is told to the person.
CREATE INDEX disposal_items_by_individual ON disposal_items (organisation_id, individual_id, id);
CREATE INDEX erasure_requests_by_individual
    ON erasure_requests (organisation_id, individual_id, id);
-- Nobody is on two lists at a time.
CREATE UNIQUE INDEX disposal_items_one ON disposal_items (organisation_id, individual_id)
    WHERE status = 'waiting';

-- Erasures at the end of a term have no request that could tell whether they are done.
ALTER TABLE erasures ADD COLUMN finished_at timestamptz;
CREATE INDEX erasures_unfinished ON erasures (organisation_id, id) WHERE finished_at IS NULL;

-- What an erasure finds by the person, beside 72 hours of everybody's answers.
CREATE INDEX idempotency_keys_by_individual ON idempotency_keys (organisation_id, individual_id)
    WHERE individual_id IS NOT NULL;
CREATE INDEX idempotency_keys_by_case ON idempotency_keys (organisation_id, case_id)
    WHERE case_id IS NOT NULL;
CREATE INDEX merges_by_absorbed ON merges (organisation_id, absorbed_id, id);

-- Emergency accesses that nobody has looked at yet: they are few.
CREATE INDEX emergency_accesses_unreviewed ON emergency_accesses (organisation_id, id)
    WHERE reviewed_at IS NULL;

-- Whose last case ended first.
CREATE INDEX cases_by_end ON cases (organisation_id, status, status_since, id);
