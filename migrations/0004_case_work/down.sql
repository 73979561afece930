DROP TABLE note_versions;
DROP TABLE notes;
DROP TABLE contact_attempts;
DROP TABLE intakes;
DROP TABLE desk_contacts;
