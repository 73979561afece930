-- Somebody's data are erased: who asked and agreed, what was erased, and the figures that stay.

CREATE TABLE erasure_requests (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    -- No foreign key: the request outlives the person.
    individual_id uuid NOT NULL,
    -- Every record of the person when it was asked for: who is another by now falls out.
    records text NOT NULL,
    office_id uuid NOT NULL,
    ground text NOT NULL CHECK (ground IN
        ('registered_by_mistake', 'court_order', 'authority_order', 'data_subject_request')),
    -- Protocol and date of an act, never a name.
    reference text,
    status text NOT NULL CHECK (status IN
        ('waiting', 'approved', 'erased', 'done', 'fell_out', 'withdrawn')),
    requested_by uuid,
    requested_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX erasure_requests_by_status ON erasure_requests (organisation_id, status, id);
-- Nobody is asked to be erased twice at a time.
CREATE UNIQUE INDEX erasure_requests_one ON erasure_requests (organisation_id, individual_id)
    WHERE status IN ('waiting', 'approved');

-- What was erased. The ledger outside of the database tells each of them too, at its position.
CREATE TABLE erasures (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    ground text NOT NULL,
    erased_at timestamptz NOT NULL,
    position bigint,
    PRIMARY KEY (organisation_id, id)
);
CREATE UNIQUE INDEX erasures_by_position ON erasures (organisation_id, position);
CREATE INDEX erasures_unentered ON erasures (organisation_id, id) WHERE position IS NULL;

-- The tombstone of each record of an erased person: an identifier and nothing else.
CREATE TABLE erased_individuals (
    organisation_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    erasure_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, individual_id),
    FOREIGN KEY (organisation_id, erasure_id) REFERENCES erasures (organisation_id, id)
);
CREATE INDEX erased_individuals_by_erasure ON erased_individuals (organisation_id, erasure_id);

-- Whose data nobody erases or disposes of, because they are needed.
CREATE TABLE holds (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    individual_id uuid NOT NULL,
    office_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('litigation', 'inspection', 'complaint', 'other')),
    note text,
    status text NOT NULL CHECK (status IN ('standing', 'released')),
    placed_by uuid,
    placed_at timestamptz NOT NULL,
    released_by uuid,
    released_at timestamptz,
    released_because text,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX holds_by_individual ON holds (organisation_id, individual_id, id);

-- Cases, first interviews, referrals and follow-ups of erased people, for counts: by month, and without whose they were.
CREATE TABLE erased_figures (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('case', 'intake', 'referral', 'follow_up')),
    office_id uuid NOT NULL,
    began_in date NOT NULL,
    status text NOT NULL,
    ended_in date,
    outcome text,
    work_kind text,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX erased_figures_by_office ON erased_figures (organisation_id, office_id, kind, began_in);
