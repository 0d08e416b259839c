-- Random ids spread what is only ever added.
CREATE TABLE IF NOT EXISTS audit (
	id uuid NOT NULL,
	happened int8 NOT NULL,
	who text NOT NULL,
	what text NOT NULL,
	detail {{bytes}} NOT NULL,
	PRIMARY KEY (id)
)
