-- name: wide
SELECT rule, block_key, records, model FROM wide_value

-- name: wide_add
INSERT INTO wide_value (rule, block_key, records, model)
SELECT n.rule, n.block_key, n.records, n.model
FROM unnest($1::text[], $2::int8[], $3::int8[], $4::text[]) AS n(rule, block_key, records, model)
WHERE true
ON CONFLICT (rule, block_key) DO UPDATE SET records = excluded.records, model = excluded.model

-- name: dead_letter_add
INSERT INTO dead_letter (id, topic, topic_partition, topic_offset, arrived, replayed, content_type, reason, message_key, message)
SELECT n.id, n.topic, n.topic_partition, n.topic_offset, n.arrived, 0, n.content_type, n.reason, n.message_key, n.message
FROM unnest($1::uuid[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::text[], $7::text[], $8::bytea[], $9::bytea[])
	AS n(id, topic, topic_partition, topic_offset, arrived, content_type, reason, message_key, message)
WHERE true
ON CONFLICT (id) DO NOTHING

-- name: dead_letters
SELECT id, topic, topic_partition, topic_offset, arrived, replayed, content_type, reason, message_key, message
FROM dead_letter WHERE id > $1::uuid ORDER BY id LIMIT $2::int8

-- name: dead_letter
SELECT id, topic, topic_partition, topic_offset, arrived, replayed, content_type, reason, message_key, message
FROM dead_letter WHERE id = $1::uuid

-- name: dead_letter_replayed
UPDATE dead_letter SET replayed = $2::int8 WHERE id = $1::uuid RETURNING id

-- name: model_add
INSERT INTO model_version (name, version, sha256, file, adopted)
VALUES ($1::text, $2::text, $3::bytea, $4::bytea, $5::int8)
ON CONFLICT (name, version) DO NOTHING

-- name: models
SELECT name, version, sha256, file, adopted FROM model_version

-- name: count_records
SELECT count(*) FROM record WHERE NOT deleted

-- name: count_linked
SELECT count(*) FROM link WHERE identity_id <> $1::uuid

-- name: count_identities
SELECT count(*) FROM identity WHERE NOT retired

-- name: count_tasks
SELECT count(*), coalesce(min(opened), 0) FROM task

-- name: count_dead_letters
SELECT count(*) FROM dead_letter WHERE replayed = 0

-- name: clock
-- What time the database says it is: when the transaction began.
SELECT CURRENT_TIMESTAMP
