-- When and where people can be met: rooms, the weekly hours of colleagues, the days on which they
-- are otherwise, and the days on which an office receives nobody. When somebody can be booked is
-- worked out from these, and stored nowhere.

CREATE TABLE rooms (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('room', 'workstation')),
    -- The room in which a workstation stands.
    parent_id uuid,
    label text NOT NULL,
    places integer NOT NULL CHECK (places > 0),
    -- Codes with a blank between them.
    features text NOT NULL,
    -- From which day on nobody is booked there.
    closed_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, parent_id) REFERENCES rooms (organisation_id, id),
    CHECK (parent_id IS NULL OR kind = 'workstation')
);
CREATE INDEX rooms_by_office ON rooms (organisation_id, office_id, id);

CREATE TABLE closures (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    -- Which office; all of them when none is named.
    office_id uuid,
    from_on date NOT NULL,
    to_on date NOT NULL,
    label text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    CHECK (from_on <= to_on)
);
-- By their last day, so that those that are over are not read with those to come.
CREATE INDEX closures_by_end ON closures (organisation_id, to_on, id);

-- One row for each colleague who has hours: whoever writes them holds it, so that two never lie at
-- the same time however many write at once.
CREATE TABLE staff_calendars (
    organisation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, staff_id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);

-- Minutes are counted from midnight as the clock shows them.
CREATE TABLE availabilities (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    office_id uuid NOT NULL,
    room_id uuid,
    -- 1 is Monday.
    weekday integer NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_minute integer NOT NULL CHECK (from_minute BETWEEN 0 AND 1440 AND from_minute % 5 = 0),
    to_minute integer NOT NULL CHECK (to_minute BETWEEN 0 AND 1440 AND to_minute % 5 = 0),
    valid_from date NOT NULL,
    valid_to date,
    -- Codes with a blank between them.
    languages text NOT NULL,
    remote boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff_calendars (organisation_id, staff_id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, room_id) REFERENCES rooms (organisation_id, id),
    CHECK (from_minute < to_minute),
    CHECK (valid_to IS NULL OR valid_from <= valid_to)
);
CREATE INDEX availabilities_by_staff
    ON availabilities (organisation_id, staff_id, weekday, from_minute, id);

-- The services of hours that are not for all of them.
CREATE TABLE availability_services (
    organisation_id uuid NOT NULL,
    availability_id uuid NOT NULL,
    service_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, availability_id, service_id),
    FOREIGN KEY (organisation_id, availability_id)
        REFERENCES availabilities (organisation_id, id),
    FOREIGN KEY (organisation_id, service_id) REFERENCES services (organisation_id, id)
);

CREATE TABLE availability_exceptions (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    day date NOT NULL,
    from_minute integer NOT NULL CHECK (from_minute BETWEEN 0 AND 1440 AND from_minute % 5 = 0),
    to_minute integer NOT NULL CHECK (to_minute BETWEEN 0 AND 1440 AND to_minute % 5 = 0),
    kind text NOT NULL CHECK (kind IN ('absent', 'extra')),
    -- Why somebody is not there. None of the codes tells of health.
    reason text,
    -- Where somebody receives people besides.
    office_id uuid,
    room_id uuid,
    languages text NOT NULL,
    remote boolean NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff_calendars (organisation_id, staff_id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, room_id) REFERENCES rooms (organisation_id, id),
    CHECK (from_minute < to_minute),
    CHECK ((kind = 'absent') = (reason IS NOT NULL)),
    CHECK ((kind = 'extra') = (office_id IS NOT NULL)),
    CHECK (room_id IS NULL OR kind = 'extra')
);
CREATE INDEX availability_exceptions_by_day
    ON availability_exceptions (organisation_id, staff_id, day, id);
