CREATE INDEX desk_contacts_by_day ON desk_contacts (organisation_id, held_on, id);
DROP INDEX desk_contacts_by_office_topic;
CREATE INDEX intakes_by_status ON intakes (organisation_id, status, held_on, id);
DROP INDEX intakes_by_office_status;
CREATE INDEX cases_by_opening ON cases (organisation_id, opened_on, id);
DROP INDEX cases_by_office_counsellor;
DROP INDEX cases_by_counsellor_status;
DROP INDEX cases_by_office_status;
