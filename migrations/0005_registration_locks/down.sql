CREATE TABLE registration_locks (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    key text NOT NULL,
    PRIMARY KEY (organisation_id, key)
);
