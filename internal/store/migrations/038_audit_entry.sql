-- Chains have random names, which spreads what is only ever added.
CREATE TABLE IF NOT EXISTS audit_entry (
	chain uuid NOT NULL,
	seq int8 NOT NULL,
	happened int8 NOT NULL,
	body {{bytes}} NOT NULL,
	hash {{bytes}} NOT NULL,
	PRIMARY KEY (chain, seq)
)
