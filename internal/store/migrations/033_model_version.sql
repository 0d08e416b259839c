CREATE TABLE IF NOT EXISTS model_version (
	name text NOT NULL,
	version text NOT NULL,
	sha256 {{bytes}} NOT NULL,
	file {{bytes}} NOT NULL,
	adopted int8 NOT NULL,
	PRIMARY KEY (name, version)
)
