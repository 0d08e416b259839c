-- name: stay_add
INSERT INTO stay (record_id)
SELECT n.record_id FROM unnest($1::uuid[]) AS n(record_id)
WHERE true
ON CONFLICT (record_id) DO NOTHING

-- name: stays
SELECT record_id FROM stay WHERE record_id = ANY($1::uuid[])

-- name: notices_of
SELECT id, version, seq, body FROM notice WHERE record_id = ANY($1::uuid[])

-- name: notices_to
SELECT id, version, seq, body FROM notice
WHERE organisation = $1::text AND lane = $2::int8 AND seq > $3::int8
ORDER BY seq LIMIT $4::int8

-- name: notice_put
INSERT INTO notice (id, record_id, organisation, version, lane, seq, body)
SELECT n.id, n.record_id, n.organisation, n.version, $7::int8, n.seq, n.body
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int8[], $5::int8[], $6::bytea[])
	AS n(id, record_id, organisation, version, seq, body)
WHERE true
ON CONFLICT (id) DO UPDATE
SET version = excluded.version, lane = excluded.lane, seq = excluded.seq, body = excluded.body
