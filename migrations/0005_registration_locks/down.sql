DROP TABLE organisation_parameters;
DROP INDEX accesses_by_actor;
DROP INDEX events_by_kind;
DROP INDEX events_by_actor;
CREATE TABLE registration_locks (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    key text NOT NULL,
    PRIMARY KEY (organisation_id, key)
);
