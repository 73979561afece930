-- The second factor of local accounts, links by which owners choose their password, and mails.

-- Whether the owner of a session proved a second factor.
ALTER TABLE sessions ADD COLUMN second_factor boolean NOT NULL DEFAULT false;

CREATE TABLE second_factors (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    -- Sealed with a key of the installation; gone once the factor is removed.
    secret bytea,
    offered_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- The step of the last code that was taken: neither it nor an earlier one is taken again.
    last_step bigint NOT NULL,
    removed_at timestamptz,
    removed_by uuid,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE INDEX second_factors_by_staff ON second_factors (organisation_id, staff_id, id);
CREATE UNIQUE INDEX second_factors_in_force ON second_factors (organisation_id, staff_id)
    WHERE confirmed_at IS NOT NULL AND removed_at IS NULL;

-- Only digests; each code is good once.
CREATE TABLE recovery_codes (
    organisation_id uuid NOT NULL,
    factor_id uuid NOT NULL,
    digest bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (organisation_id, factor_id, digest),
    FOREIGN KEY (organisation_id, factor_id) REFERENCES second_factors (organisation_id, id)
);

CREATE TABLE account_links (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    purpose text NOT NULL,
    delivery text NOT NULL,
    -- SHA-256 of what the link carries.
    digest bytea NOT NULL,
    issued_by uuid,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
-- Whoever uses a link names nothing else.
CREATE UNIQUE INDEX account_links_digest ON account_links (digest);
CREATE INDEX account_links_by_staff ON account_links (organisation_id, staff_id, id);

-- Mails wait here until the server of the body took them; what they say is sealed, and gone then.
CREATE TABLE outbox_mails (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    kind text NOT NULL,
    sealed bytea,
    written_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    -- When it is tried next; none when it is done.
    due_at timestamptz,
    -- After it no mail helps anybody: its link is too old.
    useful_until timestamptz NOT NULL,
    outcome text,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE INDEX outbox_mails_due ON outbox_mails (due_at);
CREATE INDEX outbox_mails_by_age ON outbox_mails (written_at);

-- Who asks for a reset gets the same answer whether an account has the address or not; the worker
-- looks it up afterwards. The address is sealed.
CREATE TABLE reset_requests (
    id uuid NOT NULL PRIMARY KEY,
    address bytea NOT NULL,
    language text NOT NULL,
    requested_at timestamptz NOT NULL
);
CREATE INDEX reset_requests_by_age ON reset_requests (requested_at, id);
