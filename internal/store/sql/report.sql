-- name: report_add
INSERT INTO wrong_link_report (id, identity_id, version, reported, decided, reason, who, organisation, decided_by, records)
VALUES ($1::uuid, $2::uuid, $3::int8, $4::int8, 0, $5::text, $6::text, $7::text, '', $8::text)
ON CONFLICT (id) DO NOTHING

-- name: reports_open
SELECT id, identity_id, version, reported, reason, who, organisation, records
FROM wrong_link_report WHERE decided = 0

-- name: report_decide
UPDATE wrong_link_report SET decided = $2::int8, decided_by = $3::text
WHERE id = $1::uuid AND decided = 0 RETURNING id
