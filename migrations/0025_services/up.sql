-- What an organisation offers: the services that people are booked for.

CREATE TABLE services (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    id uuid NOT NULL,
    -- What programs and the start set call it, for ever; the list goes by it.
    code text NOT NULL,
    label_it text NOT NULL,
    label_en text NOT NULL,
    -- The letter of the essential level (D.M. 4/2018, annex B).
    essential_level text,
    mode text NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0 AND minutes % 5 = 0),
    min_size integer NOT NULL,
    max_size integer NOT NULL,
    -- Between which days it is booked, and until how many hours before it is moved.
    margin_days integer NOT NULL CHECK (margin_days >= 0),
    ahead_days integer NOT NULL,
    move_until_hours integer NOT NULL CHECK (move_until_hours >= 0),
    booked_by text NOT NULL,
    reminder_hours integer CHECK (reminder_hours > 0),
    -- Codes with a blank between them.
    channels text NOT NULL,
    evidence text,
    -- The most minutes of it altogether, and for one person.
    cap_minutes integer CHECK (cap_minutes > 0),
    person_cap_minutes integer CHECK (person_cap_minutes > 0),
    -- Whether nobody has a second appointment for it before the first one was held.
    once_pending boolean NOT NULL,
    -- Whether it counts as a structured path of active job search.
    is_search_path boolean NOT NULL,
    -- Whether nobody is booked for it any more.
    blocked boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CHECK (min_size BETWEEN 1 AND max_size),
    CHECK (margin_days <= ahead_days)
);
-- Also the order of the list.
CREATE UNIQUE INDEX services_by_code ON services (organisation_id, code);
