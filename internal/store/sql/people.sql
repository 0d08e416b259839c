-- name: edges
SELECT low, high, weight, version_low, version_high, tier, rule, guard, model FROM edge WHERE low = ANY($1::uuid[])
UNION ALL
SELECT low, high, weight, version_low, version_high, tier, rule, guard, model FROM edge WHERE high = ANY($1::uuid[])

-- name: edge_drop
DELETE FROM edge
WHERE (low, high) IN (SELECT n.low, n.high FROM unnest($1::uuid[], $2::uuid[]) AS n(low, high))

-- name: edge_update
UPDATE edge AS e
SET weight = n.weight, version_low = n.version_low, version_high = n.version_high, tier = n.tier, rule = n.rule, guard = n.guard,
	model = n.model
FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::text[])
	AS n(low, high, weight, version_low, version_high, tier, rule, guard, model)
WHERE e.low = n.low AND e.high = n.high

-- name: edge_put
INSERT INTO edge (low, high, weight, version_low, version_high, tier, rule, guard, model)
SELECT n.low, n.high, n.weight, n.version_low, n.version_high, n.tier, n.rule, n.guard, n.model
FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::text[])
	AS n(low, high, weight, version_low, version_high, tier, rule, guard, model)
WHERE true
ON CONFLICT (low, high) DO UPDATE
SET weight = excluded.weight, version_low = excluded.version_low, version_high = excluded.version_high,
	tier = excluded.tier, rule = excluded.rule, guard = excluded.guard, model = excluded.model

-- name: assertions
SELECT id, a, b, kind, asserted_by, asserted, protected, suspended, seen_a, seen_b, who, note
FROM assertion WHERE a = ANY($1::uuid[])
UNION ALL
SELECT id, a, b, kind, asserted_by, asserted, protected, suspended, seen_a, seen_b, who, note
FROM assertion WHERE b = ANY($1::uuid[])

-- name: assertion_add
INSERT INTO assertion (id, a, b, kind, asserted_by, asserted, protected, suspended, seen_a, seen_b, who, note)
SELECT n.id, n.a, n.b, n.kind, n.asserted_by, n.asserted, n.protected, n.suspended, n.seen_a, n.seen_b, n.who, n.note
FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::int8[], $5::int8[], $6::int8[], $7::bool[], $8::bool[], $9::bytea[], $10::bytea[],
	$11::text[], $12::text[])
	AS n(id, a, b, kind, asserted_by, asserted, protected, suspended, seen_a, seen_b, who, note)
WHERE true
ON CONFLICT (id, a, b) DO NOTHING

-- name: identities
SELECT id, successor, created, version, retired, members FROM identity WHERE id = ANY($1::uuid[])

-- name: identities_of
SELECT id, successor, created, version, retired, members FROM identity
WHERE id IN (SELECT identity_id FROM identity_member WHERE record_id = ANY($1::uuid[]))

-- name: identity_put
INSERT INTO identity (id, successor, created, version, retired, members)
SELECT n.id, n.successor, n.created, n.version, n.retired, n.members
FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[], $5::bool[], $6::bytea[])
	AS n(id, successor, created, version, retired, members)
WHERE true
ON CONFLICT (id) DO UPDATE
SET successor = excluded.successor, created = excluded.created, version = excluded.version, retired = excluded.retired,
	members = excluded.members

-- name: identity_update
UPDATE identity AS i
SET successor = n.successor, created = n.created, version = n.version, retired = n.retired, members = n.members
FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[], $5::bool[], $6::bytea[])
	AS n(id, successor, created, version, retired, members)
WHERE i.id = n.id

-- name: member_add
INSERT INTO identity_member (record_id, identity_id)
SELECT n.record_id, n.identity_id
FROM unnest($1::uuid[], $2::uuid[]) AS n(record_id, identity_id)
WHERE true
ON CONFLICT (record_id, identity_id) DO NOTHING

-- name: member_drop
DELETE FROM identity_member
WHERE (record_id, identity_id) IN
	(SELECT n.record_id, n.identity_id FROM unnest($1::uuid[], $2::uuid[]) AS n(record_id, identity_id))

-- name: tasks
SELECT id, low, high, a, b, weight, opened, tier, reason, rule, guard FROM task WHERE low = ANY($1::uuid[])
UNION ALL
SELECT id, low, high, a, b, weight, opened, tier, reason, rule, guard FROM task WHERE high = ANY($1::uuid[])

-- name: task_close
DELETE FROM task WHERE id = ANY($1::uuid[])

-- name: task_open
INSERT INTO task (id, low, high, a, b, weight, opened, tier, reason, rule, guard)
SELECT n.id, n.low, n.high, n.a, n.b, n.weight, n.opened, n.tier, n.reason, n.rule, n.guard
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int8[], $7::int8[], $8::int8[], $9::text[], $10::text[],
	$11::text[])
	AS n(id, low, high, a, b, weight, opened, tier, reason, rule, guard)
WHERE true
ON CONFLICT (id) DO UPDATE
SET low = excluded.low, high = excluded.high, a = excluded.a, b = excluded.b, weight = excluded.weight, tier = excluded.tier,
	reason = excluded.reason, rule = excluded.rule, guard = excluded.guard
