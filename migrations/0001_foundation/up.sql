-- Organisations, staff, sessions, and the machinery that every write goes through.
-- Portable: SQLite takes uuid, timestamptz and bytea as type names and stores blobs and integers.
-- Timestamps are UTC microseconds; every business key begins with the organisation.

CREATE TABLE organisations (
    id uuid NOT NULL PRIMARY KEY,
    legal_name text NOT NULL,
    ipa_code text,
    time_zone text NOT NULL,
    region text NOT NULL,
    patron_month integer NOT NULL CHECK (patron_month BETWEEN 1 AND 12),
    patron_day integer NOT NULL CHECK (patron_day BETWEEN 1 AND 31),
    created_at timestamptz NOT NULL
);

CREATE TABLE offices (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    address text,
    phone text,
    email text,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);

CREATE TABLE staff (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    email text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    family_norm text NOT NULL,
    password_hash text,
    -- missing, chosen, single_use or spent: a password that was made for somebody opens one session
    password_state text NOT NULL,
    epoch bigint NOT NULL,
    disabled boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
-- An e-mail address is unique in the whole installation: it alone names the account at sign-in.
CREATE UNIQUE INDEX staff_email ON staff (email);
CREATE INDEX staff_by_family ON staff (organisation_id, family_norm, id);

CREATE TABLE staff_roles (
    organisation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (organisation_id, staff_id, role),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);

CREATE TABLE staff_offices (
    organisation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    office_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, staff_id, office_id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id)
);

-- One row per sign-in; its refresh tokens form one family.
CREATE TABLE sessions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE INDEX sessions_by_staff ON sessions (organisation_id, staff_id, id);

CREATE TABLE refresh_tokens (
    digest bytea NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL,
    session_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    used_at timestamptz,
    FOREIGN KEY (organisation_id, session_id) REFERENCES sessions (organisation_id, id)
);
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (issued_at);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (organisation_id, session_id, issued_at);

-- Counted sign-in attempts, per account, per address and for the whole installation. The key is a
-- keyed digest, so that the table tells nobody who tried.
CREATE TABLE sign_in_attempts (
    scope text NOT NULL,
    key_digest bytea NOT NULL,
    window_start timestamptz NOT NULL,
    attempts integer NOT NULL,
    PRIMARY KEY (scope, key_digest, window_start)
);
CREATE INDEX sign_in_attempts_by_window ON sign_in_attempts (window_start);

CREATE TABLE events (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    subject_id uuid NOT NULL,
    individual_id uuid,
    case_id uuid,
    office_id uuid,
    payload text NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX events_by_individual ON events (organisation_id, individual_id, id);
CREATE INDEX events_by_case ON events (organisation_id, case_id, id);

-- Filled with each event, emptied by sealing: readers of the chain never look for late commits.
CREATE TABLE unsealed_events (
    organisation_id uuid NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, event_id)
);

CREATE TABLE event_seals (
    organisation_id uuid NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (organisation_id, position),
    FOREIGN KEY (organisation_id, event_id) REFERENCES events (organisation_id, id)
);
CREATE UNIQUE INDEX event_seals_event ON event_seals (organisation_id, event_id);

-- Who read which person's data, when and why.
CREATE TABLE accesses (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    request_id text NOT NULL,
    action text NOT NULL,
    purpose text,
    resource text NOT NULL,
    individual_id uuid,
    case_id uuid,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX accesses_by_individual ON accesses (organisation_id, individual_id, id);

-- First claim wins; the answer is stored in the transaction of the effect.
CREATE TABLE idempotency_keys (
    organisation_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    claimed_at timestamptz NOT NULL,
    action text NOT NULL,
    office_id uuid,
    case_id uuid,
    individual_id uuid,
    status integer,
    etag text,
    location text,
    body bytea,
    PRIMARY KEY (organisation_id, actor_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (claimed_at);
