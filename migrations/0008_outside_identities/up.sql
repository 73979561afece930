-- Who comes from outside: programs of other services, and what the organisation's own provider
-- calls the people who have an account here.

CREATE TABLE machine_clients (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    label text NOT NULL,
    purpose text NOT NULL,
    -- Names of scopes with a blank between them (RFC 6749 section 3.3).
    scopes text NOT NULL,
    -- Public keys only, as a JSON array of key id and JWK (RFC 7517).
    public_keys text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'enabled', 'disabled')),
    proposed_by uuid,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, proposed_by) REFERENCES staff (organisation_id, id)
);
-- A client id names its organisation: whoever asks for a token has told nothing else yet.
CREATE UNIQUE INDEX machine_clients_id ON machine_clients (id);

CREATE TABLE machine_client_offices (
    organisation_id uuid NOT NULL,
    client_id uuid NOT NULL,
    office_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, client_id, office_id),
    FOREIGN KEY (organisation_id, client_id) REFERENCES machine_clients (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);

-- Assertions that were used: none is good twice. The key is a digest, kept until the assertion
-- would have expired.
CREATE TABLE spent_assertions (
    organisation_id uuid NOT NULL,
    client_id uuid NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, client_id, digest),
    FOREIGN KEY (organisation_id, client_id) REFERENCES machine_clients (organisation_id, id)
);
CREATE INDEX spent_assertions_by_end ON spent_assertions (expires_at);

CREATE TABLE outside_identities (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    linked_by text NOT NULL CHECK (linked_by IN ('verified_email', 'administrator')),
    linked_at timestamptz NOT NULL,
    refused_until timestamptz,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE UNIQUE INDEX outside_identities_subject
    ON outside_identities (organisation_id, issuer, subject);
-- One name per provider and person: an address that passes to a successor links nobody else.
CREATE UNIQUE INDEX outside_identities_staff
    ON outside_identities (organisation_id, staff_id, issuer);
