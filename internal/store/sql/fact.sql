-- name: facts
SELECT body FROM fact WHERE record_id = ANY($1::uuid[])

-- name: fact_add
INSERT INTO fact (record_id, id, body)
SELECT n.record_id, n.id, n.body
FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS n(record_id, id, body)
WHERE true
ON CONFLICT (record_id, id) DO NOTHING

-- name: merges
SELECT record_id, id, body FROM merge_fact WHERE record_id = ANY($1::uuid[])
UNION ALL
SELECT record_id, id, body FROM merge_fact WHERE other = ANY($1::uuid[])

-- name: merge_put
INSERT INTO merge_fact (record_id, id, other, body)
SELECT n.record_id, n.id, n.other, n.body
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) AS n(record_id, id, other, body)
WHERE true
ON CONFLICT (record_id, id) DO NOTHING

-- name: number_facts
SELECT number, state, superseded_by, since, hash FROM number_fact WHERE number = ANY($1::int8[])

-- name: number_facts_published
SELECT number, state, superseded_by, since, hash, lane_seq FROM number_fact
WHERE lane = $1::int8 AND lane_seq > $2::int8
ORDER BY lane_seq LIMIT $3::int8

-- name: number_fact_put
INSERT INTO number_fact (number, state, superseded_by, since, hash, lane, lane_seq)
SELECT n.number, n.state, n.superseded_by, n.since, n.hash, n.lane, n.lane_seq
FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::bytea[], $6::int8[], $7::int8[])
	AS n(number, state, superseded_by, since, hash, lane, lane_seq)
WHERE true
ON CONFLICT (number) DO UPDATE
SET state = excluded.state, superseded_by = excluded.superseded_by, since = excluded.since, hash = excluded.hash,
	lane = excluded.lane, lane_seq = excluded.lane_seq

-- name: number_fact_keep
INSERT INTO number_fact_history (number, hash, state, superseded_by, since)
SELECT n.number, n.hash, n.state, n.superseded_by, n.since
FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[]) AS n(number, hash, state, superseded_by, since)
WHERE true
ON CONFLICT (number, hash) DO NOTHING

-- name: number_states
SELECT class, state, holders FROM number_state WHERE class = ANY($1::int8[])

-- name: number_state_keep
-- Notes a state that is not what it was; without a row a number is current, 0.
INSERT INTO number_state_change (class, lane, turn, state, holders, cause, changed)
SELECT n.class, $4::int8, $5::int8, n.state, n.holders, $6::text, $7::int8
FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS n(class, state, holders)
	LEFT JOIN number_state AS s ON s.class = n.class
WHERE coalesce(s.state, 0) <> n.state
ON CONFLICT (class, lane, turn) DO UPDATE
SET state = excluded.state, holders = excluded.holders, cause = excluded.cause, changed = excluded.changed

-- name: number_state_put
INSERT INTO number_state (class, state, holders)
SELECT n.class, n.state, n.holders
FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS n(class, state, holders)
WHERE true
ON CONFLICT (class) DO UPDATE SET state = excluded.state, holders = excluded.holders

-- name: number_state_history
SELECT state, holders, cause, changed FROM number_state_change WHERE class = $1::int8 ORDER BY changed, lane, turn
