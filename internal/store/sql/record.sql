-- name: records
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0), r.content
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.id = ANY($1::uuid[])

-- name: records_heads
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0)
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.id = ANY($1::uuid[])

-- name: records_together
-- Those of the people who have some records: a person's records have one component.
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, l.linked, l.linked_number, l.link_version, l.hidden, r.content,
	i.version, i.created, EXISTS (SELECT 1 FROM merge_fact AS m WHERE m.record_id = r.id)
FROM (SELECT component, identity_id FROM link WHERE record_id = ANY($1::uuid[]) AND identity_id <> $2::uuid
	GROUP BY component, identity_id) AS a
	JOIN link AS l ON l.component = a.component AND l.identity_id = a.identity_id
	JOIN record AS r ON r.id = l.record_id
	JOIN identity AS i ON i.id = l.identity_id

-- name: components
SELECT record_id FROM link WHERE component = ANY($1::uuid[])

-- name: records_holding
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0)
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.number = ANY($1::int8[]) AND r.number <> 0 AND NOT r.deleted

-- name: records_published
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0), r.content
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.lane = $1::int8 AND r.lane_seq > $2::int8
ORDER BY r.lane_seq LIMIT $3::int8

-- name: records_unlinked
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0)
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.lane = $1::int8 AND r.lane_seq > $2::int8 AND r.lane_seq < $3::int8 AND (l.linked IS NULL OR l.linked < r.version)
ORDER BY r.lane_seq LIMIT $4::int8

-- name: records_page
SELECT r.id, r.lane, r.lane_seq, r.version, r.number, r.restricted, r.deleted, r.authority, r.local_id,
	l.record_id, l.component, l.identity_id, coalesce(l.linked, 0), coalesce(l.linked_number, 0), coalesce(l.link_version, 0), coalesce(l.hidden, 0), r.content
FROM record AS r LEFT JOIN link AS l ON l.record_id = r.id
WHERE r.id > $1::uuid
ORDER BY r.id LIMIT $2::int8

-- name: members_page
SELECT record_id, identity_id FROM link
WHERE record_id > $1::uuid AND identity_id <> $2::uuid
ORDER BY record_id LIMIT $3::int8

-- name: content
SELECT content FROM record WHERE id = $1::uuid AND version = $2::int8
UNION ALL
SELECT content FROM record_version WHERE record_id = $1::uuid AND version = $2::int8

-- name: record_keep
-- Puts what is about to be overwritten into the history.
INSERT INTO record_version (record_id, version, content)
SELECT r.id, r.version, r.content
FROM unnest($1::uuid[], $2::int8[]) AS n(id, version) JOIN record AS r ON r.id = n.id
WHERE r.version < n.version
ON CONFLICT (record_id, version) DO NOTHING

-- name: record_put
INSERT INTO record (id, lane, lane_seq, version, number, restricted, deleted, authority, local_id, content)
SELECT n.id, n.lane, n.lane_seq, n.version, n.number, n.restricted, n.deleted, n.authority, n.local_id, n.content
FROM unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::bool[], $7::bool[], $8::text[], $9::text[], $10::bytea[])
	AS n(id, lane, lane_seq, version, number, restricted, deleted, authority, local_id, content)
WHERE true
ON CONFLICT (id) DO UPDATE
SET lane = excluded.lane, lane_seq = excluded.lane_seq, version = excluded.version, number = excluded.number,
	restricted = excluded.restricted, deleted = excluded.deleted, content = excluded.content

-- name: record_update
UPDATE record AS r
SET lane = n.lane, lane_seq = n.lane_seq, version = n.version, number = n.number, restricted = n.restricted, deleted = n.deleted,
	content = n.content
FROM unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::bool[], $7::bool[], $8::bytea[])
	AS n(id, lane, lane_seq, version, number, restricted, deleted, content)
WHERE r.id = n.id

-- name: link_update
UPDATE link AS l
SET component = n.component, identity_id = n.identity_id, linked = n.linked, linked_number = n.linked_number,
	link_version = n.link_version, hidden = n.hidden
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
	AS n(record_id, component, identity_id, linked, linked_number, link_version, hidden)
WHERE l.record_id = n.record_id

-- name: link_put
INSERT INTO link (record_id, component, identity_id, linked, linked_number, link_version, hidden)
SELECT n.record_id, n.component, n.identity_id, n.linked, n.linked_number, n.link_version, n.hidden
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
	AS n(record_id, component, identity_id, linked, linked_number, link_version, hidden)
WHERE true
ON CONFLICT (record_id) DO UPDATE
SET component = excluded.component, identity_id = excluded.identity_id, linked = excluded.linked,
	linked_number = excluded.linked_number, link_version = excluded.link_version, hidden = excluded.hidden
