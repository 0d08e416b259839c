-- The newest that was told of each record's being merged into another.
CREATE TABLE IF NOT EXISTS merge_fact (
	record_id uuid NOT NULL,
	other uuid NOT NULL,
	body {{bytes}} NOT NULL,
	PRIMARY KEY (record_id)
)
