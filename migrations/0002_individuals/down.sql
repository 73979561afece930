DROP TABLE registration_locks;
DROP TABLE individual_keys;
DROP TABLE individual_section_versions;
DROP TABLE individual_sections;
DROP TABLE individuals;
