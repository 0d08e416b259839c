-- name: audit_chain_begin
INSERT INTO audit_chain (chain, seq, hash) VALUES ($1::uuid, $2::int8, $3::bytea)
ON CONFLICT (chain) DO NOTHING RETURNING seq

-- name: audit_chain_extend
UPDATE audit_chain SET seq = $2::int8, hash = $3::bytea
WHERE chain = $1::uuid AND seq = $4::int8 AND hash = $5::bytea RETURNING seq

-- name: audit_entry_add
INSERT INTO audit_entry (chain, seq, happened, body, hash)
SELECT n.chain, n.seq, n.happened, n.body, n.hash
FROM unnest($1::uuid[], $2::int8[], $3::int8[], $4::bytea[], $5::bytea[]) AS n(chain, seq, happened, body, hash)

-- name: audit_served_add
INSERT INTO audit_served (identity_id, chain, seq, version)
SELECT n.identity_id, n.chain, n.seq, n.version
FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int8[]) AS n(identity_id, chain, seq, version)

-- name: audit_heads
SELECT chain, seq, hash FROM audit_chain ORDER BY chain

-- name: audit_chain_after
SELECT chain FROM audit_entry WHERE chain > $1::uuid ORDER BY chain LIMIT 1

-- name: audit_entries
SELECT chain, seq, happened, body, hash FROM audit_entry
WHERE chain = $1::uuid AND seq > $2::int8 ORDER BY seq LIMIT $3::int8

-- name: audit_served
SELECT identity_id, version, chain, seq FROM audit_served WHERE identity_id = ANY($1::uuid[])

-- name: audit_acknowledge
INSERT INTO audit_acknowledgement (identity_id, version, chain, seq, acknowledged, who)
SELECT n.identity_id, n.version, n.chain, n.seq, n.acknowledged, n.who
FROM unnest($1::uuid[], $2::int8[], $3::uuid[], $4::int8[], $5::int8[], $6::text[])
	AS n(identity_id, version, chain, seq, acknowledged, who)
WHERE true
ON CONFLICT (identity_id, version, chain, seq) DO NOTHING

-- name: audit_acknowledged
SELECT chain, seq, acknowledged, who FROM audit_acknowledgement
WHERE identity_id = $1::uuid AND version = $2::int8 ORDER BY chain, seq
