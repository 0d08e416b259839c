-- The newest version of each record; older ones are in record_version.
CREATE TABLE IF NOT EXISTS record (
	id uuid NOT NULL,
	lane int8 NOT NULL,
	lane_seq int8 NOT NULL,
	version int8 NOT NULL,
	number int8 NOT NULL,
	restricted bool NOT NULL,
	deleted bool NOT NULL,
	authority text NOT NULL,
	local_id text NOT NULL,
	content {{bytes}} NOT NULL,
	PRIMARY KEY (id)
)
