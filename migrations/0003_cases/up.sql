-- Cases: one open case of a person at each office.

CREATE TABLE cases (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    individual_id uuid NOT NULL,
    office_id uuid NOT NULL,
    counsellor_id uuid,
    intake_id uuid,
    status text NOT NULL CHECK (status IN ('open', 'suspended', 'closed')),
    status_since date NOT NULL,
    reason text NOT NULL,
    opened_on date NOT NULL,
    suspension_reason text,
    suspended_until date,
    outcome text,
    work_kind text,
    last_contact_on date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, counsellor_id) REFERENCES staff (organisation_id, id)
);
CREATE UNIQUE INDEX cases_one_open ON cases (organisation_id, individual_id, office_id)
    WHERE status <> 'closed';
CREATE INDEX cases_by_individual ON cases (organisation_id, individual_id, opened_on, id);
CREATE INDEX cases_by_office ON cases (organisation_id, office_id, opened_on, id);
CREATE INDEX cases_by_counsellor ON cases (organisation_id, counsellor_id, opened_on, id);
CREATE INDEX cases_by_opening ON cases (organisation_id, opened_on, id);

CREATE TABLE case_team (
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, case_id, staff_id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id)
);
CREATE INDEX case_team_by_staff ON case_team (organisation_id, staff_id, case_id);
