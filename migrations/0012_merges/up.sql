-- Two records of one person become one, and can be two again.

-- An absorbed record keeps its rows and names the one that answers for it; never a second step, so
-- that one look is enough. What refers to the pair is guarded by the foreign keys of `merges`.
ALTER TABLE individuals ADD COLUMN survivor_id uuid;
-- How many records answer through this one: who has none is never asked for them.
ALTER TABLE individuals ADD COLUMN absorbed bigint NOT NULL DEFAULT 0;
CREATE INDEX individuals_absorbed ON individuals (organisation_id, survivor_id, id)
    WHERE survivor_id IS NOT NULL;

CREATE TABLE merges (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    survivor_id uuid NOT NULL,
    absorbed_id uuid NOT NULL,
    reason text NOT NULL,
    status text NOT NULL CHECK (status IN ('merged', 'undone')),
    merged_at timestamptz NOT NULL,
    merged_by uuid,
    undone_at timestamptz,
    undone_by uuid,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, survivor_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, absorbed_id) REFERENCES individuals (organisation_id, id)
);
CREATE INDEX merges_by_survivor ON merges (organisation_id, survivor_id, id);
-- A record is absorbed by one other at a time.
CREATE UNIQUE INDEX merges_one_absorbed ON merges (organisation_id, absorbed_id)
    WHERE status = 'merged';

-- Every row whose person was changed, so that an undo changes exactly these back.
CREATE TABLE merge_moves (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('case', 'intake', 'desk_contact', 'individual')),
    row_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, kind, row_id),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);

-- Every section that the survivor took over: what stood there before, none of it when there was
-- nothing, and the version that it got.
CREATE TABLE merge_sections (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    section text NOT NULL,
    written bigint NOT NULL,
    read bigint,
    source text,
    observed_on date,
    verification text,
    recorded_at timestamptz,
    recorded_by uuid,
    content text,
    PRIMARY KEY (organisation_id, merge_id, section),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);
