DROP INDEX availability_exceptions_by_office;
DROP INDEX availabilities_by_office;
DROP TABLE occupancy;
DROP TABLE appointment_versions;
DROP TABLE appointments;
