-- A person, the sections of the record, and the keys by which the person is found again.

CREATE TABLE individuals (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    family_name text NOT NULL,
    given_name text NOT NULL,
    birth_date date NOT NULL,
    family_norm text NOT NULL,
    given_norm text NOT NULL,
    registered_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);
CREATE INDEX individuals_by_family ON individuals (organisation_id, family_norm, given_norm, id);
CREATE INDEX individuals_by_given ON individuals (organisation_id, given_norm, family_norm, id);
CREATE INDEX individuals_by_birth ON individuals (organisation_id, birth_date, family_norm, given_norm, id);

-- The sections as they stand now: one row each, replaced whole.
CREATE TABLE individual_sections (
    organisation_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    section text NOT NULL,
    version bigint NOT NULL,
    source text NOT NULL,
    observed_on date NOT NULL,
    verification text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    content text NOT NULL,
    PRIMARY KEY (organisation_id, individual_id, section),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id)
);

-- Every version that a section ever had, the present one included.
CREATE TABLE individual_section_versions (
    organisation_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    section text NOT NULL,
    version bigint NOT NULL,
    source text NOT NULL,
    observed_on date NOT NULL,
    verification text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    content text NOT NULL,
    PRIMARY KEY (organisation_id, individual_id, section, version),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id)
);

-- Exact keys by which a person is found: codes as issued, codes decoded, local ids.
CREATE TABLE individual_keys (
    organisation_id uuid NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    individual_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, kind, key, individual_id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id)
);
CREATE INDEX individual_keys_by_individual ON individual_keys (organisation_id, individual_id);

-- Registering somebody takes these rows, so that the same person is never registered twice at once.
CREATE TABLE registration_locks (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    key text NOT NULL,
    PRIMARY KEY (organisation_id, key)
);
