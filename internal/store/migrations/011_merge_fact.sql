-- What was told of records being merged into others, beside other facts: they
-- are few, and asked for by either record.
CREATE TABLE IF NOT EXISTS merge_fact (
	record_id uuid NOT NULL,
	id uuid NOT NULL,
	other uuid NOT NULL,
	body {{bytes}} NOT NULL,
	PRIMARY KEY (record_id, id)
)
