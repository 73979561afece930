-- The secret address of a colleague's calendar. The row stays when the address is revoked, so that
-- its version goes on.

CREATE TABLE calendar_addresses (
    organisation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    -- SHA-256 of the secret; nothing where the address is revoked.
    digest bytea,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, staff_id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE UNIQUE INDEX calendar_addresses_digest ON calendar_addresses (digest)
    WHERE digest IS NOT NULL;
