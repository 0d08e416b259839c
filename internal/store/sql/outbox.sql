-- name: change_add
INSERT INTO identity_change (identity_id, version, shard, lane, seq, body)
SELECT n.identity_id, n.version, n.shard, $6::int8, n.seq, n.body
FROM unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[], $5::bytea[]) AS n(identity_id, version, shard, seq, body)

-- name: changes_page
SELECT identity_id, version, seq, body FROM identity_change
WHERE shard = $1::int8 AND lane = $2::int8 AND seq > $3::int8
ORDER BY seq LIMIT $4::int8

-- name: changes_placed
SELECT c.identity_id, c.version, c.lane, c.seq
FROM unnest($1::uuid[], $2::int8[]) AS n(identity_id, version)
	JOIN identity_change AS c ON c.identity_id = n.identity_id AND c.version = n.version

-- name: changes_of
SELECT identity_id, version, seq, body FROM identity_change WHERE identity_id = $1::uuid ORDER BY version

-- name: shard
SELECT owner, epoch, leased_until FROM outbox_shard WHERE shard = $1::int8

-- name: shard_lease
INSERT INTO outbox_shard (shard, owner, epoch, leased_until)
VALUES ($1::int8, $2::text, $3::int8, $4::int8)
ON CONFLICT (shard) DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch, leased_until = excluded.leased_until

-- name: done
SELECT lane, seq FROM outbox_done WHERE shard = $1::int8 ORDER BY lane

-- name: done_put
INSERT INTO outbox_done (shard, lane, seq)
SELECT $1::int8, n.lane, n.seq FROM unnest($2::int8[], $3::int8[]) AS n(lane, seq)
WHERE true
ON CONFLICT (shard, lane) DO UPDATE
SET seq = CASE WHEN outbox_done.seq < excluded.seq THEN excluded.seq ELSE outbox_done.seq END
