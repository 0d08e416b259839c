-- name: lane_turn
-- Starts every transaction of a lane; no row says that another has taken it.
UPDATE lane
SET next_seq = next_seq + $3::int8, turn = turn + 1,
	settled = CASE WHEN settled < $4::int8 THEN $4::int8 ELSE settled END
WHERE id = $1::int8 AND epoch = $2::int8
RETURNING next_seq - $3::int8, next_change, turn

-- name: lane_changes
UPDATE lane SET next_change = $2::int8 WHERE id = $1::int8

-- name: lane_position
UPDATE lane SET topic = $2::text, topic_partition = $3::int8, topic_offset = $4::int8 WHERE id = $1::int8

-- name: lane_take
UPDATE lane SET epoch = epoch + 1, owner = $2::text WHERE name = $1::text
RETURNING id, epoch, topic, topic_partition, topic_offset

-- name: lane_new
INSERT INTO lane (id, name, owner, epoch, turn, next_seq, next_change, settled, topic, topic_partition, topic_offset)
SELECT coalesce(max(id), 0) + 1, $1::text, $2::text, 1, 0, 1, 1, 0, '', 0, 0 FROM lane
RETURNING id

-- name: lane_marks
SELECT id, epoch, turn, next_seq - 1, next_change - 1, settled FROM lane ORDER BY id

-- name: lane_settle
-- Waits for whoever holds the row.
UPDATE lane SET turn = turn WHERE id = $1::int8 RETURNING epoch, turn

-- name: lane_offset
SELECT topic_offset FROM lane
WHERE topic = $1::text AND topic_partition = $2::int8
ORDER BY topic_offset DESC LIMIT 1
