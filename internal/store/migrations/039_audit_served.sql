-- Who was served an identity, to be told when it turns out wrong. The entries hold
-- the same under their hashes.
CREATE TABLE IF NOT EXISTS audit_served (
	identity_id uuid NOT NULL,
	chain uuid NOT NULL,
	seq int8 NOT NULL,
	version int8 NOT NULL,
	PRIMARY KEY (identity_id, chain, seq, version)
){{clustered}}
