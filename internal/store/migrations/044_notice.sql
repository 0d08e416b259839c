-- What organisations were told of stays in hospital, as it is now. The outbox has every
-- version.
CREATE TABLE IF NOT EXISTS notice (
	id uuid NOT NULL,
	record_id uuid NOT NULL,
	organisation text NOT NULL,
	version int8 NOT NULL,
	lane int8 NOT NULL,
	seq int8 NOT NULL,
	body {{bytes}} NOT NULL,
	PRIMARY KEY (id)
)
