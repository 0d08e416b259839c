-- Who knows that an answer was wrong: version is the first of the identity that is
-- right again.
CREATE TABLE IF NOT EXISTS audit_acknowledgement (
	identity_id uuid NOT NULL,
	version int8 NOT NULL,
	chain uuid NOT NULL,
	seq int8 NOT NULL,
	acknowledged int8 NOT NULL,
	who text NOT NULL,
	PRIMARY KEY (identity_id, version, chain, seq)
){{clustered}}
