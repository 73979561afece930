-- Appointments, and what they take: of a counsellor, a person and a room there is one.

CREATE TABLE appointments (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    individual_id uuid NOT NULL,
    case_id uuid,
    office_id uuid NOT NULL,
    service_id uuid NOT NULL,
    counsellor_id uuid NOT NULL,
    room_id uuid,
    -- Whether somebody named the room, instead of the hours of the counsellor.
    room_named boolean NOT NULL,
    mode text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- How long it is meant to last.
    minutes integer NOT NULL CHECK (minutes > 0),
    status text NOT NULL CHECK (status IN ('booked', 'held', 'no_show', 'excused',
        'cancelled_by_person', 'cancelled_by_us', 'moved')),
    status_at timestamptz NOT NULL,
    -- Why somebody did not come, or why it was called off or moved.
    reason text,
    -- When the person told that they would not come, if that was before.
    told_on date,
    minutes_held integer CHECK (minutes_held > 0),
    outcome text,
    note text,
    remark text,
    -- How often somebody said how it stands.
    records bigint NOT NULL,
    booked_by uuid NOT NULL,
    booked_at timestamptz NOT NULL,
    -- Whose place it took.
    previous_id uuid,
    -- What calendars call the entry, and how often that changed.
    uid uuid NOT NULL,
    sequence bigint NOT NULL,
    -- Until how many hours before it begins it is moved, as it was promised.
    move_until_hours integer NOT NULL CHECK (move_until_hours >= 0),
    -- Whether nobody has a second one of the service while this one is to come, and as long as that
    -- is so, the service. Of what is over it is let go by whoever books the next one.
    once_pending boolean NOT NULL,
    pending_key uuid,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, service_id) REFERENCES services (organisation_id, id),
    FOREIGN KEY (organisation_id, counsellor_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, room_id) REFERENCES rooms (organisation_id, id),
    FOREIGN KEY (organisation_id, booked_by) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, previous_id) REFERENCES appointments (organisation_id, id),
    CHECK (starts_at < ends_at),
    CHECK (NOT room_named OR room_id IS NOT NULL),
    CHECK ((status = 'held') = (minutes_held IS NOT NULL)),
    CHECK (outcome IS NULL OR status = 'held'),
    CHECK ((status IN ('booked', 'held')) = (reason IS NULL)),
    CHECK (told_on IS NULL OR status = 'excused'),
    CHECK (pending_key IS NULL OR (once_pending AND status = 'booked'))
);
-- A chain does not fork.
CREATE UNIQUE INDEX appointments_one_next ON appointments (organisation_id, previous_id)
    WHERE previous_id IS NOT NULL;
CREATE UNIQUE INDEX appointments_one_pending
    ON appointments (organisation_id, individual_id, pending_key) WHERE pending_key IS NOT NULL;
CREATE INDEX appointments_by_counsellor
    ON appointments (organisation_id, counsellor_id, starts_at, id);
CREATE INDEX appointments_by_office ON appointments (organisation_id, office_id, starts_at, id);
CREATE INDEX appointments_by_status
    ON appointments (organisation_id, office_id, status, starts_at, id);
CREATE INDEX appointments_by_individual
    ON appointments (organisation_id, individual_id, starts_at, id);
CREATE INDEX appointments_by_case ON appointments (organisation_id, case_id, starts_at, id);
CREATE INDEX appointments_by_room ON appointments (organisation_id, room_id, starts_at, id);
CREATE INDEX appointments_by_office_service
    ON appointments (organisation_id, office_id, service_id, starts_at, id);
-- By which the minutes of a service are counted, wherever they are.
CREATE INDEX appointments_by_service ON appointments (organisation_id, service_id, starts_at, id);
CREATE INDEX appointments_by_uid ON appointments (organisation_id, uid, sequence);

-- Who receives people at an office.
CREATE INDEX availabilities_by_office ON availabilities (organisation_id, office_id, staff_id);
CREATE INDEX availability_exceptions_by_office
    ON availability_exceptions (organisation_id, office_id, day, staff_id);

-- How an appointment stood, each time that somebody said so. Rows are only ever added.
CREATE TABLE appointment_versions (
    organisation_id uuid NOT NULL,
    appointment_id uuid NOT NULL,
    number bigint NOT NULL,
    status text NOT NULL,
    reason text,
    told_on date,
    minutes_held integer,
    outcome text,
    remark text,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, appointment_id, number),
    FOREIGN KEY (organisation_id, appointment_id) REFERENCES appointments (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id)
);

-- What is taken, in pieces of five minutes: no counsellor, person, room or workstation is taken
-- twice. It is made from whatever holds it, and can be made again.
CREATE TABLE occupancy (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    resource_id uuid NOT NULL,
    -- The seconds since 1970 in UTC, by 300.
    slot bigint NOT NULL,
    resource_kind text NOT NULL CHECK (resource_kind IN ('staff', 'person', 'room',
        'workstation')),
    holder_kind text NOT NULL CHECK (holder_kind IN ('appointment', 'session',
        'workstation_booking')),
    holder_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, resource_id, slot)
);
CREATE INDEX occupancy_by_holder ON occupancy (organisation_id, holder_id, resource_id);
