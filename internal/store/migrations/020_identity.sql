-- members holds record ids and link versions packed: they are always read and
-- written together.
CREATE TABLE IF NOT EXISTS identity (
	id uuid NOT NULL,
	successor uuid NOT NULL,
	created int8 NOT NULL,
	version int8 NOT NULL,
	retired bool NOT NULL,
	members {{bytes}} NOT NULL,
	PRIMARY KEY (id)
)
