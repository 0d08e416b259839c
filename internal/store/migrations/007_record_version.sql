CREATE TABLE IF NOT EXISTS record_version (
	record_id uuid NOT NULL,
	version int8 NOT NULL,
	content {{bytes}} NOT NULL,
	PRIMARY KEY (record_id, version)
)
