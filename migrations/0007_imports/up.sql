-- People from files: the file while it is read, what came of each row, saved mappings.

CREATE TABLE import_mappings (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    label text NOT NULL,
    label_norm text NOT NULL,
    layout text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CREATE UNIQUE INDEX import_mappings_by_label ON import_mappings (organisation_id, label_norm);

-- A file in sealed pieces: any process may read it, and it goes when the import has ended.
CREATE TABLE import_files (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);

CREATE TABLE import_pieces (
    organisation_id uuid NOT NULL,
    file_id uuid NOT NULL,
    number bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (organisation_id, file_id, number),
    FOREIGN KEY (organisation_id, file_id) REFERENCES import_files (organisation_id, id)
);

-- The process that works on an import holds its lease and renews it; whoever finds it expired
-- goes on behind the last line whose outcome is kept.
CREATE TABLE imports (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    started_by uuid,
    request text NOT NULL,
    status text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    failure text,
    reading text,
    length bigint NOT NULL,
    line bigint NOT NULL,
    hundredths bigint NOT NULL,
    is_read boolean NOT NULL,
    created_rows bigint NOT NULL,
    unchanged_rows bigint NOT NULL,
    refused_rows bigint NOT NULL,
    candidate_rows bigint NOT NULL,
    skipped_rows bigint NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    version bigint NOT NULL,
    lease uuid,
    leased_until timestamptz,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX imports_by_office ON imports (organisation_id, office_id, id);
CREATE INDEX imports_by_status ON imports (status, organisation_id, id);

CREATE TABLE import_rows (
    organisation_id uuid NOT NULL,
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    outcome text NOT NULL
        CHECK (outcome IN ('created', 'unchanged', 'refused', 'candidates', 'skipped')),
    individual_id uuid,
    told text NOT NULL,
    content bytea,
    decision text,
    decided_by uuid,
    decided_at timestamptz,
    PRIMARY KEY (organisation_id, import_id, line),
    FOREIGN KEY (organisation_id, import_id) REFERENCES imports (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id)
);
CREATE INDEX import_rows_by_outcome ON import_rows (organisation_id, import_id, outcome, line);
CREATE INDEX import_rows_by_individual ON import_rows (organisation_id, individual_id);
