-- What people are told of their appointments. A message hangs on its appointment: whose that is, it
-- says.

CREATE TABLE messages (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('confirmation', 'move', 'cancelled_by_person',
        'cancelled_by_us', 'no_show', 'correction', 'reminder')),
    -- The fact because of which it was planned: nothing is told twice because of one.
    cause uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'sent', 'dropped', 'failed')),
    -- Before when it is not sent, or tried again.
    due_at timestamptz NOT NULL,
    channel text CHECK (channel IN ('email', 'sms', 'app')),
    attempts bigint NOT NULL,
    dropped text,
    -- What was handed over, once it was.
    subject text,
    body text,
    planned_at timestamptz NOT NULL,
    ended_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, cause, kind),
    FOREIGN KEY (organisation_id, appointment_id) REFERENCES appointments (organisation_id, id),
    CHECK ((status = 'waiting') = (ended_at IS NULL)),
    CHECK ((status = 'dropped') = (dropped IS NOT NULL)),
    CHECK ((status = 'sent') = (body IS NOT NULL)),
    CHECK (status <> 'sent' OR channel IS NOT NULL)
);
CREATE INDEX messages_by_appointment ON messages (organisation_id, appointment_id, id);
-- Messages stay: what the worker looks for is found among the few that wait.
CREATE INDEX messages_waiting ON messages (due_at, organisation_id, id) WHERE status = 'waiting';

-- How far the record of facts was read. What happened before there were messages is told to nobody.
CREATE TABLE message_cursors (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    position bigint NOT NULL,
    PRIMARY KEY (organisation_id)
);
INSERT INTO message_cursors (organisation_id, position)
    SELECT o.id, COALESCE((SELECT MAX(s.position) FROM event_seals s
        WHERE s.organisation_id = o.id), 0)
    FROM organisations o;

-- The words of an organisation, where it has its own.
CREATE TABLE message_texts (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    kind text NOT NULL,
    language text NOT NULL CHECK (language IN ('it', 'en')),
    subject text NOT NULL,
    body text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, kind, language)
);

-- Who is told no reminders, and until when.
CREATE TABLE message_pauses (
    organisation_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    is_on boolean NOT NULL,
    until date,
    said_by uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, individual_id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, said_by) REFERENCES staff (organisation_id, id),
    CHECK (is_on OR until IS NULL)
);
