-- Numbers and addresses that were recorded before become keys, as the section itself makes them.
INSERT INTO individual_keys (organisation_id, kind, key, individual_id)
SELECT DISTINCT s.organisation_id, 'phone', p.value, s.individual_id
FROM individual_sections s, json_each(s.content, '$.phones') p
WHERE s.section = 'contacts';
INSERT INTO individual_keys (organisation_id, kind, key, individual_id)
SELECT s.organisation_id, 'email', lower(e.value), s.individual_id
FROM individual_sections s, json_each(s.content, '$.emails') e
WHERE s.section = 'contacts'
UNION
SELECT s.organisation_id, 'email', lower(json_extract(s.content, '$.certified_email')), s.individual_id
FROM individual_sections s
WHERE s.section = 'contacts' AND json_extract(s.content, '$.certified_email') IS NOT NULL;
