DROP TABLE reset_requests;
DROP TABLE outbox_mails;
DROP TABLE account_links;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
ALTER TABLE sessions DROP COLUMN second_factor;
