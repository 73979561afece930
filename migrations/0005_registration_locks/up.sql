-- Registering somebody locks its codes and day of birth in the transaction itself: nothing about
-- them is left behind, which a stolen database would give away to whoever guesses.
DROP TABLE registration_locks;

-- An auditor asks what somebody did, when a kind of thing happened, and what somebody read.
CREATE INDEX events_by_actor ON events (organisation_id, actor_id, id);
CREATE INDEX events_by_kind ON events (organisation_id, kind, id);
CREATE INDEX accesses_by_actor ON accesses (organisation_id, actor_id, id);

-- Values of shipped parameters that an organisation sets for itself; a value that held is ended,
-- never changed.
CREATE TABLE organisation_parameters (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    key text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    value text NOT NULL,
    source text NOT NULL,
    confidence text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, key, valid_from),
    CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
