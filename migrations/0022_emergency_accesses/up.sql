-- Records out of reach that somebody opened for a few hours. A row opens its record while nobody has
-- written down that it ended and its time is not up; at most one of a pair is not written down as
-- ended.
CREATE TABLE emergency_accesses (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    purpose text NOT NULL,
    reason text NOT NULL,
    begun_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_how text CHECK (ended_how IN ('time', 'owner', 'coordinator')),
    reviewed_at timestamptz,
    reviewed_by uuid,
    review_note text,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, reviewed_by) REFERENCES staff (organisation_id, id),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
);
CREATE UNIQUE INDEX emergency_accesses_running
    ON emergency_accesses (organisation_id, staff_id, individual_id) WHERE ended_at IS NULL;
CREATE INDEX emergency_accesses_lapsing
    ON emergency_accesses (organisation_id, ends_at) WHERE ended_at IS NULL;
CREATE INDEX emergency_accesses_by_staff ON emergency_accesses (organisation_id, staff_id, id);
CREATE INDEX emergency_accesses_by_individual
    ON emergency_accesses (organisation_id, individual_id, id);

-- Which section was read. Of what was read before it is not known.
ALTER TABLE accesses ADD COLUMN section text;

-- Whoever asks which files told of a person gets them in their order.
DROP INDEX import_rows_by_individual;
CREATE INDEX import_rows_by_individual ON import_rows (organisation_id, individual_id, import_id);
