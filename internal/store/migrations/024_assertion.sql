-- One row for each pair of records that an assertion is about.
CREATE TABLE IF NOT EXISTS assertion (
	id text NOT NULL,
	a uuid NOT NULL,
	b uuid NOT NULL,
	kind int8 NOT NULL,
	asserted_by int8 NOT NULL,
	asserted int8 NOT NULL,
	protected bool NOT NULL,
	suspended bool NOT NULL,
	seen_a {{bytes}} NOT NULL,
	seen_b {{bytes}} NOT NULL,
	who text NOT NULL,
	note text NOT NULL,
	PRIMARY KEY (id, a, b)
)
