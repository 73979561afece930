-- An index for each way into the lists that hold many rows: one office, one counsellor, one status.

CREATE INDEX cases_by_office_status ON cases (organisation_id, office_id, status, opened_on, id);
CREATE INDEX cases_by_counsellor_status
    ON cases (organisation_id, counsellor_id, status, opened_on, id);
CREATE INDEX cases_by_office_counsellor
    ON cases (organisation_id, office_id, counsellor_id, opened_on, id);
-- Nobody's reach is all cases in the order of opening: the index only led astray.
DROP INDEX cases_by_opening;

CREATE INDEX intakes_by_office_status
    ON intakes (organisation_id, office_id, status, held_on, id);
DROP INDEX intakes_by_status;

CREATE INDEX desk_contacts_by_office_topic
    ON desk_contacts (organisation_id, office_id, topic, held_on, id);
DROP INDEX desk_contacts_by_day;
