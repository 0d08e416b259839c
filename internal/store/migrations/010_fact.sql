-- Everything that was told of records. id is made of the message and the place
-- in it.
CREATE TABLE IF NOT EXISTS fact (
	record_id uuid NOT NULL,
	id uuid NOT NULL,
	body {{bytes}} NOT NULL,
	PRIMARY KEY (record_id, id)
)
