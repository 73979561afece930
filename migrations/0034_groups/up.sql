-- Groups of people who meet: their sessions, who is in them, who waits for a place, and who came.

CREATE TABLE group_activities (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('thematic_meeting', 'workshop', 'training_module',
        'job_club')),
    title text NOT NULL,
    description text,
    facilitator_id uuid NOT NULL,
    service_id uuid,
    -- From how many hundredths of its minutes on somebody has attended it.
    threshold integer CHECK (threshold BETWEEN 1 AND 100),
    places integer NOT NULL CHECK (places BETWEEN 1 AND 500),
    -- How many people have a place. Who decides on places holds this row.
    enrolled integer NOT NULL CHECK (enrolled >= 0),
    -- How many tickets were given out: the order of the queue.
    tickets bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'open', 'closed', 'cancelled')),
    reason text,
    planned_by uuid NOT NULL,
    planned_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, facilitator_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, service_id) REFERENCES services (organisation_id, id),
    FOREIGN KEY (organisation_id, planned_by) REFERENCES staff (organisation_id, id),
    CHECK ((status = 'cancelled') = (reason IS NOT NULL))
);
CREATE INDEX group_activities_by_office ON group_activities (organisation_id, office_id, id);
CREATE INDEX group_activities_by_status
    ON group_activities (organisation_id, office_id, status, id);
CREATE INDEX group_activities_by_facilitator
    ON group_activities (organisation_id, facilitator_id, id);

CREATE TABLE group_sessions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    -- That of the group, which does not move.
    office_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0),
    mode text NOT NULL CHECK (mode IN ('in_person', 'online')),
    room_id uuid,
    place text,
    link text,
    facilitator_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'held', 'cancelled')),
    reason text,
    -- What calendars call the entry, and how often that changed.
    uid uuid NOT NULL,
    sequence bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, group_id) REFERENCES group_activities (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, room_id) REFERENCES rooms (organisation_id, id),
    FOREIGN KEY (organisation_id, facilitator_id) REFERENCES staff (organisation_id, id),
    CHECK (starts_at < ends_at),
    CHECK ((mode = 'online') = (link IS NOT NULL)),
    CHECK (mode = 'in_person' OR (room_id IS NULL AND place IS NULL)),
    CHECK (mode = 'online' OR (room_id IS NULL) <> (place IS NULL)),
    CHECK ((status = 'cancelled') = (reason IS NOT NULL))
);
CREATE INDEX group_sessions_by_group ON group_sessions (organisation_id, group_id, starts_at, id);
CREATE INDEX group_sessions_by_office
    ON group_sessions (organisation_id, office_id, starts_at, id);
CREATE INDEX group_sessions_by_facilitator
    ON group_sessions (organisation_id, facilitator_id, starts_at, id);
CREATE INDEX group_sessions_by_room ON group_sessions (organisation_id, room_id, starts_at, id);

CREATE TABLE enrolments (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    -- That of the group, which does not move.
    office_id uuid NOT NULL,
    individual_id uuid NOT NULL,
    case_id uuid,
    status text NOT NULL CHECK (status IN ('enrolled', 'waiting', 'withdrawn')),
    withdrawn_by text CHECK (withdrawn_by IN ('person', 'us')),
    reason text,
    state_at timestamptz NOT NULL,
    -- Whose turn it is when a place is free.
    ticket bigint NOT NULL,
    -- Why the place is beyond those that there are.
    overbooked text,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    placed_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, group_id, ticket),
    FOREIGN KEY (organisation_id, group_id) REFERENCES group_activities (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, asked_by) REFERENCES staff (organisation_id, id),
    CHECK ((status = 'withdrawn') = (withdrawn_by IS NOT NULL)),
    CHECK ((status = 'withdrawn') = (reason IS NOT NULL)),
    CHECK (status <> 'enrolled' OR placed_at IS NOT NULL),
    CHECK (status <> 'waiting' OR placed_at IS NULL),
    CHECK (overbooked IS NULL OR placed_at IS NOT NULL)
);
-- Nobody is in a group twice, or waits for it besides.
CREATE UNIQUE INDEX enrolments_once ON enrolments (organisation_id, group_id, individual_id)
    WHERE status IN ('enrolled', 'waiting');
CREATE INDEX enrolments_by_status ON enrolments (organisation_id, group_id, status, ticket);
CREATE INDEX enrolments_by_individual ON enrolments (organisation_id, individual_id, id);
CREATE INDEX enrolments_by_case ON enrolments (organisation_id, case_id);

-- Who came to a session, as it counts by now.
CREATE TABLE attendances (
    organisation_id uuid NOT NULL,
    session_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    minutes integer NOT NULL CHECK (minutes >= 0),
    credited integer NOT NULL CHECK (credited BETWEEN 0 AND minutes),
    absence_reason text,
    -- How often somebody said so.
    records bigint NOT NULL CHECK (records > 0),
    PRIMARY KEY (organisation_id, session_id, enrolment_id),
    FOREIGN KEY (organisation_id, session_id) REFERENCES group_sessions (organisation_id, id),
    FOREIGN KEY (organisation_id, enrolment_id) REFERENCES enrolments (organisation_id, id),
    CHECK ((minutes = 0) = (absence_reason IS NOT NULL))
);
CREATE INDEX attendances_by_enrolment ON attendances (organisation_id, enrolment_id, session_id);

-- The same each time that somebody said so. Rows are only ever added.
CREATE TABLE attendance_versions (
    organisation_id uuid NOT NULL,
    session_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    number bigint NOT NULL,
    minutes integer NOT NULL,
    credited integer NOT NULL,
    absence_reason text,
    because text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, session_id, enrolment_id, number),
    FOREIGN KEY (organisation_id, session_id) REFERENCES group_sessions (organisation_id, id),
    FOREIGN KEY (organisation_id, enrolment_id) REFERENCES enrolments (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id)
);
CREATE INDEX attendance_versions_by_enrolment
    ON attendance_versions (organisation_id, enrolment_id, session_id);
