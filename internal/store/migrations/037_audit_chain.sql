-- How far each chain goes: what is cut off at the end shows here.
CREATE TABLE IF NOT EXISTS audit_chain (
	chain uuid NOT NULL,
	seq int8 NOT NULL,
	hash {{bytes}} NOT NULL,
	PRIMARY KEY (chain)
)
