CREATE INDEX desk_contacts_by_day ON desk_contacts (organisation_id, held_on, id);
DROP INDEX desk_contacts_by_office_topic;
CREATE INDEX intakes_by_status ON intakes (organisation_id, status, held_on, id);
DROP INDEX intakes_by_office_status;
DROP INDEX cases_by_office_counsellor;
DROP INDEX cases_by_counsellor_status;
DROP INDEX cases_by_office_status;
