-- Many records as a file: what was asked, the file in sealed pieces, and of whom it tells.

-- The process that writes the file holds its lease and renews it; whoever finds it expired goes on
-- behind the last record that is written.
CREATE TABLE exports (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    requested_by uuid NOT NULL,
    request text NOT NULL,
    note text,
    status text NOT NULL
        CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled', 'expired', 'withdrawn')),
    failure text,
    written_rows bigint NOT NULL,
    pieces bigint NOT NULL,
    length bigint NOT NULL,
    last_row uuid,
    is_written boolean NOT NULL,
    resumed bigint NOT NULL,
    sha256 bytea,
    begun_position bigint,
    ended_position bigint,
    handed_out_at timestamptz,
    handed_out_in uuid,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    kept_until timestamptz,
    version bigint NOT NULL,
    lease uuid,
    leased_until timestamptz,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, requested_by) REFERENCES staff (organisation_id, id)
);
CREATE INDEX exports_by_requester ON exports (organisation_id, requested_by, id);
-- Exports are never removed: what the worker looks for is found among the few that it concerns.
CREATE INDEX exports_at_work ON exports (organisation_id, id) WHERE status IN ('queued', 'running');
CREATE INDEX exports_kept ON exports (kept_until) WHERE status = 'done';
CREATE INDEX exports_with_pieces ON exports (organisation_id, id) WHERE pieces > 0;

CREATE TABLE export_pieces (
    organisation_id uuid NOT NULL,
    export_id uuid NOT NULL,
    number bigint NOT NULL,
    starts_at bigint NOT NULL,
    length bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (organisation_id, export_id, starts_at),
    FOREIGN KEY (organisation_id, export_id) REFERENCES exports (organisation_id, id)
);

-- Of whom a file tells: it stays when the file is gone, for whoever asks who was told of him; and
-- when the person is gone, for whoever fetched the file is to be told of the erasure. No foreign key
-- leads to the person therefore.
CREATE TABLE export_subjects (
    organisation_id uuid NOT NULL,
    export_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, export_id, individual_id),
    FOREIGN KEY (organisation_id, export_id) REFERENCES exports (organisation_id, id)
);
CREATE INDEX export_subjects_by_individual
    ON export_subjects (organisation_id, individual_id, export_id);
