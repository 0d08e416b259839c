-- The history of identities, and the outbox.
CREATE TABLE IF NOT EXISTS identity_change (
	identity_id uuid NOT NULL,
	version int8 NOT NULL,
	shard int8 NOT NULL,
	lane int8 NOT NULL,
	seq int8 NOT NULL,
	body {{bytes}} NOT NULL,
	PRIMARY KEY (identity_id, version)
)
